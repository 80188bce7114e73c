/**
 * The contract of the store: ledger, event log, memberships and snapshots. Implementations are modules of their own.
 */
package collab.persistence;
