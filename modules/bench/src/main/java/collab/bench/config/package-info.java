/** The options of a benchmark run. */
package collab.bench.config;
