/** The work of the users of a proof: every mutating method, by several users at once, and the situations that it must cause. */
package collab.e2e.workload;
