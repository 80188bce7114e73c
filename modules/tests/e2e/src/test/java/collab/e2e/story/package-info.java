/** End-to-end tests of user and operator stories with real processes. */
package collab.e2e.story;
