/**
 * WebSocket connections (RFC 6455) on a Helidon listener: reading, bounded queues, writing and closing. Knows
 * nothing about chat.
 */
package collab.websocket;
