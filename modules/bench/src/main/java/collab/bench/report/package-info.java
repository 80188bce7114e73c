/** Results of benchmark runs: measurements, targets, the table and the HTML page. */
package collab.bench.report;
