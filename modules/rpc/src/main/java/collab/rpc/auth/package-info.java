/** Authentication: modes, passwords, tokens, tickets, cookies and the cache of login sessions. */
package collab.rpc.auth;
