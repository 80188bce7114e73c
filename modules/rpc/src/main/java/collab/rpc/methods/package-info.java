/**
 * The methods of the contract: one handler class per namespace, and the steps that all commands and all queries share.
 */
package collab.rpc.methods;
