/** Assembles the server process from its modules, seeds development data, and stops it in order. */
package collab.server;
