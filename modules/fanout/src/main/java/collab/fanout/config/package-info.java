/** What fanout is given by the server process: its configuration, and the lookup of credentials. */
package collab.fanout.config;
