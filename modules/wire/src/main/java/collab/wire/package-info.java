/** What server and gateway share: protos, versions, close codes, limits, and events as JSON. */
package collab.wire;
