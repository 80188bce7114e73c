/** One {@code /rpc} request and its reply, and the bounds for what a client can make the process hold with it. */
package collab.runtime.rpc;
