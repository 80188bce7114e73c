/** End-to-end tests of the client commands, of imports and of exports. */
package collab.e2e.cli;
