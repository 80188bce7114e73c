/** The configuration of the JSON-RPC endpoint. */
package collab.rpc.config;
