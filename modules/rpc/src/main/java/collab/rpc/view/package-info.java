/** Views of domain entities, limited to what a caller may see, and the paging of lists. */
package collab.rpc.view;
