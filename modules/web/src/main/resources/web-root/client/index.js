// @ts-check
// The exports of the client core, for the page and for the published package. README.md describes them.
export { constants } from "./constants.js";
export { retry, sleep } from "./retry.js";
export { RpcError } from "./rpc-error.js";
export { Rpc } from "./rpc.js";
export { LiveSocket } from "./socket.js";
export { zoneOfDays } from "./time-zone.js";
