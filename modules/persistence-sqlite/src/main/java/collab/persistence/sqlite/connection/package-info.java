/** Connections to the database: pools, transactions, queries with a deadline, checkpoints, and the meaning of their failures. */
package collab.persistence.sqlite.connection;
