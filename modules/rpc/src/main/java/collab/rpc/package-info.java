/**
 * JSON-RPC over HTTP. {@code http} reads requests and calls the handlers through the generated dispatcher; {@code
 * methods} has one handler class per namespace, {@code auth} authenticates requests and connections, {@code view}
 * converts entities to the contract. This module contains no rules of the domain and no SQL.
 */
package collab.rpc;
