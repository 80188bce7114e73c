/**
 * The words of texts: what a full-text index stores, what a search asks it for, and the excerpts of what it finds. Pure functions of
 * texts, the same for every store.
 */
package collab.persistence.search;
