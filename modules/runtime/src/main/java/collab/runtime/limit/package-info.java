/** Bounds of listeners: connections, file descriptors, and the shares of each client network. */
package collab.runtime.limit;
