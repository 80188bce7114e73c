/** What proves who a caller is, apart from the accounts: rules for new passwords, their hashes, codes of authenticators, secrets at rest. */
package collab.rpc.credential;
