/** The methods of the contract: each turns parameters into a command or a query and the outcome into a result. */
package collab.rpc.methods;
