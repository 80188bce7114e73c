/** The opening handshake: setting up a listener, validating an upgrade request, accepting or rejecting it. */
package collab.websocket.handshake;
