/** Maps logged events to recipients and envelopes: memberships, routes, audiences, batches and versions. */
package collab.fanout.routing;
