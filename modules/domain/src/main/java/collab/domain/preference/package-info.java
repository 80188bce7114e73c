/** What a user has chosen: keys, values and where they apply. */
package collab.domain.preference;
