/** The gRPC link to the server: the {@code Attach} stream, its reconnection, and unary calls. */
package collab.gateway.link;
