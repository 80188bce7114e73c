/** The access policy, which decides which user may see or change which entity; permission groups; the validation of values. */
package collab.domain.access;
