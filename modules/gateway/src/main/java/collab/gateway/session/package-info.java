/** User sessions: the replay ring of a user, the delivery to its connections, resume, heartbeat and presence requests. */
package collab.gateway.session;
