// @ts-check

/**
 * The time zone of the reader, for searches by day: an IANA name, or the present offset where the platform knows no name.
 * @param {string | undefined} [name]
 * @param {number} [minutesBehindUtc] of the platform's clock
 */
export function timeZone(name = Intl.DateTimeFormat().resolvedOptions().timeZone, minutesBehindUtc = new Date().getTimezoneOffset()) {
  if (name && name !== "Etc/Unknown") return name;
  const minutes = Math.abs(minutesBehindUtc);
  const two = (/** @type {number} */ part) => String(Math.trunc(part)).padStart(2, "0");
  return `${minutesBehindUtc > 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
