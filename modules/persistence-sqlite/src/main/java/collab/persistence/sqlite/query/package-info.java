/** The SQL queries of the SQLite store, grouped by aggregate, and what they share: parameters, rows, and the checks of a database. */
package collab.persistence.sqlite.query;
