/** Load generators: sockets, JSON-RPC connections, a synthetic server for the link, and a bare reference server. */
package collab.bench.load;
