/** Presence and typing: who is online, and the ephemeral signals that are sent without a log position. */
package collab.fanout.presence;
