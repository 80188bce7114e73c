/** The store on SQLite: one writer thread with group commit, readers on connections of their own. */
package collab.persistence.sqlite;
