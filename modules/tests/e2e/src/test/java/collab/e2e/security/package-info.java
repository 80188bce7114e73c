/** Attacks on the listeners of real processes: what each may be sent, and what each answers. */
package collab.e2e.security;
