/** Random faults against running processes, with a history of what the clients did and received. */
package collab.e2e.proof;
