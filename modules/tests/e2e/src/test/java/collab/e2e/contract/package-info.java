/** Checks that the names and values which clients, scripts and operators depend on have not changed unnoticed. */
package collab.e2e.contract;
