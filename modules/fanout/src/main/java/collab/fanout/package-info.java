/**
 * Positions of the log enter, envelopes for attached gateways and subscribers leave, in order and each exactly once per stream.
 * Signals (presence, typing) enter beside the log and leave between its envelopes. It knows who is told, never why: rules are
 * the domain's, sockets the gateway's.
 */
package collab.fanout;
