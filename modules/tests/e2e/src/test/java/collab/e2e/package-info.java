/**
 * Stories on real processes of the built image. What enters is the image and the documents (DESIGN, openrpc.json); what leaves
 * is a verdict. The harness knows no class of the product but the generated table of methods: its WebSocket and JSON-RPC
 * clients are its own, so that a mistake in ours does not hide a mistake of ours.
 */
package collab.e2e;
