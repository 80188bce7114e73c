/** The configuration of the gateway: its link to the server, its sessions, its listener. */
package collab.gateway.config;
