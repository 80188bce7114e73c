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

/** A filter that can have a day; a few more queries match, but each query with a day does. */
const DAY_FILTER = /\b(?:on|before|after):/i;

/**
 * The parameter `time_zone` of a search whose query has a filter by day, otherwise no parameter: a server of an earlier release rejects
 * a parameter that it does not know, also in a search that does not need it.
 * @param {string} query
 * @returns {{time_zone?: string}}
 */
export function zoneOfDays(query) {
  return DAY_FILTER.test(query.normalize("NFKC")) ? { time_zone: timeZone() } : {};
}
