// @ts-check

/** Hours of a 24-hour clock have two digits, so that times below each other are aligned. */
const HOUR = new Intl.DateTimeFormat([], { hour: "numeric" }).resolvedOptions().hour12 ? "numeric" : "2-digit";
const CLOCK = new Intl.DateTimeFormat([], { hour: HOUR, minute: "2-digit" });
const STAMP = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });
const WHOLE = new Intl.DateTimeFormat([], { dateStyle: "full", timeStyle: "short" });
const WEEKDAY = new Intl.DateTimeFormat([], { weekday: "long", month: "long", day: "numeric" });
const DATE = new Intl.DateTimeFormat([], { year: "numeric", month: "long", day: "numeric" });
const SHORT = new Intl.DateTimeFormat([], { month: "short", day: "numeric" });
const NUMBER = new Intl.NumberFormat([]);
const DAY_MS = 86_400_000;

/** @param {Date} date */
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Formats times and counts for display. Times are the RFC 3339 strings of the server. */
export const format = Object.freeze({
  /** @param {string} at */
  clock: (at) => CLOCK.format(new Date(at)),

  /** @param {string} at */
  whole: (at) => WHOLE.format(new Date(at)),

  /** @param {string} at the day and the time, short */
  stamp: (at) => STAMP.format(new Date(at)),

  /** @param {string} at */
  dayKey: (at) => midnight(new Date(at)),

  /** The day on which the others are "Today" and "Yesterday". */
  today: () => midnight(new Date()),

  /** @param {string} at */
  day(at) {
    const date = new Date(at);
    const days = Math.round((midnight(new Date()) - midnight(date)) / DAY_MS);
    if (days === 0) return "Today";
    if (days === 1) return "Yesterday";
    return days < 300 ? WEEKDAY.format(date) : DATE.format(date);
  },

  /** @param {string} at for use in a sentence: "today", "on November 3" */
  onDay(at) {
    const day = format.day(at);
    return day === "Today" || day === "Yesterday" ? day.toLowerCase() : `on ${day}`;
  },

  /** @param {string} at the time of day if it is today, else the date */
  brief(at) {
    const date = new Date(at);
    return midnight(date) === midnight(new Date()) ? CLOCK.format(date) : SHORT.format(date);
  },

  /** @param {number} count */
  many: (count) => NUMBER.format(count),

  /**
   * @param {number} count
   * @param {string} singular
   * @param {string} [plural]
   */
  count: (count, singular, plural = `${singular}s`) => `${count} ${count === 1 ? singular : plural}`,

  /** @param {string[]} names more than three are abbreviated: "Alice, Bob and 2 others" */
  names(names) {
    if (names.length <= 1) return names.join("");
    if (names.length <= 3) return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
    return `${names.slice(0, 2).join(", ")} and ${names.length - 2} others`;
  },
});
