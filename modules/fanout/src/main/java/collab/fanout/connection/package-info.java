/** HTTP/2 connections of the link: keepalive, authentication of callers, health watches and metrics. */
package collab.fanout.connection;
