/** How domain entities look in replies, and which of them a caller may see. */
package collab.rpc.view;
