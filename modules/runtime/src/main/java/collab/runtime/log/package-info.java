/** The log of a process: formats records, limits what peers can write, and writes lines to stdout without blocking a caller. */
package collab.runtime.log;
