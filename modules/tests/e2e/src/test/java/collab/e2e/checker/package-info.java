/** A checker that searches the history of the clients for broken delivery guarantees. */
package collab.e2e.checker;
