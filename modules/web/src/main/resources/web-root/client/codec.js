// @ts-check

/**
 * A frame of the v2 JSON protocol; which members it has follows from its type.
 * @typedef {{type: string, seq?: number, prev?: number, at?: string, event?: any, [member: string]: any}} Frame
 */

/**
 * @param {unknown} data what a WebSocket message carried
 * @returns {Frame | null} nothing when it is not a frame
 */
export function decode(data) {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data);
    return frame !== null && typeof frame === "object" && typeof frame.type === "string" ? frame : null;
  } catch {
    return null;
  }
}
