/** The configuration of the JSON-RPC endpoint and its rate limits. */
package collab.rpc.config;
