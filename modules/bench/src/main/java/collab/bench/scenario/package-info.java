/** The benchmark scenarios and the environments in which they run. */
package collab.bench.scenario;
