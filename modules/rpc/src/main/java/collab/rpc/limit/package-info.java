/** Rate limits of callers: token buckets per caller and class of calls. */
package collab.rpc.limit;
