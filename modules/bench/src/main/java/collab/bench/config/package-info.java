/** What a benchmark run is asked to measure. */
package collab.bench.config;
