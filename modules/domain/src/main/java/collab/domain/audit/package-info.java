/** The audit log: who did what to whom, and from where. */
package collab.domain.audit;
