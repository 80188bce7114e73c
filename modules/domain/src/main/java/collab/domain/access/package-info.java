/** Who may see and do what: the access policy, permission groups and the validation of values. */
package collab.domain.access;
