/** The gateway process: configuration, start and stop. */
package collab.gateway;
