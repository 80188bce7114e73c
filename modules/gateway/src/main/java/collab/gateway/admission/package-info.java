/** Decides whether a client may open the socket of a user, before the upgrade. */
package collab.gateway.admission;
