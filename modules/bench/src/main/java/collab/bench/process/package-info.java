/** Processes under measurement and what they cost, read from the kernel. */
package collab.bench.process;
