/** The store on SQLite: one writer thread with group commit, readers on separate connections. */
package collab.persistence.sqlite;
