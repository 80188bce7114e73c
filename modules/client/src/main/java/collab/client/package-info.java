/**
 * Calls enter as typed parameters and leave as HTTP; frames enter from one WebSocket and leave as events, in order, each once. This
 * room knows the contract and the wire, and nothing of how a server keeps its promises.
 */
package collab.client;
