/** Identifiers and log positions. */
package collab.domain.id;
