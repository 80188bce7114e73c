// @ts-check

/**
 * What a client does about a close code. The range is the reaction, so codes that are not known yet are handled too.
 * @param {number} code
 * @returns {"stop" | "back off" | "return"}
 */
export function reaction(code) {
  if (code === 1008 || (code >= 4000 && code < 4100)) return "stop";
  if (code >= 4200 && code < 4300) return "return";
  return "back off";
}
