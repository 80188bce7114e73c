/** The {@code /rpc} endpoint: HTTP checks, batches, dispatch and metrics. */
package collab.rpc.http;
