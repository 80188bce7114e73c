/**
 * WebSocket connections (RFC 6455) on a Helidon listener: reading, bounded queues, writing and closing. Independent of the
 * application protocol.
 */
package collab.websocket;
