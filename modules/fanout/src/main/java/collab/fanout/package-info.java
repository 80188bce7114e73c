/** Starts fanout, which follows the event log and streams envelopes to gateways and subscribers. */
package collab.fanout;
