/** The audit log in the database. */
package collab.persistence.sqlite.audit;
