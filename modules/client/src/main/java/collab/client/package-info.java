/** The Java SDK: typed calls over HTTP, and a live session that delivers every event once and in order. */
package collab.client;
