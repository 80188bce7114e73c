/** Derives from the raw event log what each user is owed, and compares it with what each client received. */
package collab.e2e.judge;
