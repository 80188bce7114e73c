/** The methods of administration: the audit log. */
package collab.rpc.admin;
