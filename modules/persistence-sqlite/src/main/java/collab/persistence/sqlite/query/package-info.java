/** The SQL queries of the SQLite store, grouped by aggregate, and what they share: parameters, rows, the tokenizer of the search. */
package collab.persistence.sqlite.query;
