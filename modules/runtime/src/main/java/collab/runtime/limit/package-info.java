/** Bounds on what peers can make a process hold: connections, file descriptors, memory and requests. */
package collab.runtime.limit;
