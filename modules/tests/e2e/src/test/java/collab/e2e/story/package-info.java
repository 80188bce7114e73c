/** Stories of people and operators, told by real processes. */
package collab.e2e.story;
