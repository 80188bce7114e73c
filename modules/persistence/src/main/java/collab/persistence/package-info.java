/**
 * The contract of the store: ledger, event log, memberships and snapshots. Each implementation is a separate module.
 */
package collab.persistence;
