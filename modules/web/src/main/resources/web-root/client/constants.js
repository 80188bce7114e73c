// @ts-check
/**
 * What the client and the gateway agree on; BrowserConstantsTest holds it against the wire module.
 */
export const constants = Object.freeze({
  subprotocol: "collab.v2.json",
  ticketProtocol: "collab.ticket.",
  helloTimeoutMs: 10_000,
  silenceMarginMs: 5_000,
  backoffMinMs: 500,
  backoffMaxMs: 30_000,
  stableMs: 5_000,
  heldFramesMax: 10_000,
  lagShownMs: 15_000,
  keepaliveBytesMax: 60_000,
  closeLeaving: 1000,
  closeGap: 4210,
  closeProtocolError: 4002,
});
