/** Frames of RFC 6455: parsing what a peer sends, and frames that are encoded once and sent to many sockets. */
package collab.websocket.frame;
