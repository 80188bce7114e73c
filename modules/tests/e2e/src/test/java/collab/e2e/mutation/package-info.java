/** The product is made wrong in one place at a time, and the proof must report a violation each time. */
package collab.e2e.mutation;
