/** User sessions: the replay ring of a user, the connections of its tabs, resume, heartbeat and presence requests. */
package collab.gateway.session;
