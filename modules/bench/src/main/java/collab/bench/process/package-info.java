/** Processes under measurement, and their CPU time and memory as the kernel reports them. */
package collab.bench.process;
