/**
 * The protocol versions of the browser socket: how each version writes its frames and parses the frames of a client.
 */
package collab.gateway.protocol;
