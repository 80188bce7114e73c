// @ts-check
// The door of the client: what is exported here is for use outside this page too; README.md beside it says how.
export { RpcError } from "./rpc-error.js";
export { Rpc } from "./rpc.js";
export { LiveSocket } from "./socket.js";
