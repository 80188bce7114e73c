// @ts-check

/**
 * A frame of the v2 JSON protocol. The type determines the other members.
 * @typedef {{type: string, seq?: number, prev?: number, at?: string, event?: any, [member: string]: any}} Frame
 */

/**
 * @param {unknown} data the data of a WebSocket message
 * @returns {Frame | null} null when the data is not a frame: binary data, invalid JSON, or JSON without a type
 */
export function decode(data) {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data);
    return frame !== null && typeof frame === "object" && typeof frame.type === "string" && frame.type !== "" ? frame : null;
  } catch {
    return null;
  }
}
