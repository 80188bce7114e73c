/**
 * The Java SDK. Calls enter as typed parameters and leave as HTTP requests; frames arrive on one WebSocket and leave as events, each once and in
 * order. The package depends on the contract and the wire formats alone.
 */
package collab.client;
