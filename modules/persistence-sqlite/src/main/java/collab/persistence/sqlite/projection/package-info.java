/** Writes events and effects as rows of the SQLite store, grouped by aggregate. */
package collab.persistence.sqlite.projection;
