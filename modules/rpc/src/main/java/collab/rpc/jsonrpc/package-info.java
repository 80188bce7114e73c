/** JSON-RPC 2.0: requests, errors, and the context of one call. */
package collab.rpc.jsonrpc;
