/**
 * Envelopes come in over the link, frames go out on browsers' sockets; requests of clients are handed on to the server. Each
 * connected user has a session that remembers the recent past, so that a socket that returns goes on where it was. This room
 * knows no database and no rule of the product.
 */
package collab.gateway;
