// @ts-check
/**
 * The values on which the client and the gateway agree, and the client's own limits. BrowserConstantsTest compares the former with the
 * wire module.
 */
export const constants = Object.freeze({
  subprotocol: "collab.v2.json",
  ticketProtocol: "collab.ticket.",
  helloTimeoutMs: 10_000,
  heartbeatMs: 25_000,
  pongMs: 10_000,
  silenceMarginMs: 5_000,
  backoffMinMs: 500,
  backoffMaxMs: 30_000,
  stableMs: 5_000,
  heldFramesMax: 10_000,
  lagShownMs: 15_000,
  keepaliveBytesMax: 60_000,
  closeNormal: 1000,
  closeAbnormal: 1006,
  closePolicy: 1008,
  closeGap: 4210,
  closeProtocolError: 4002,
  closePageHidden: 4200,
});
