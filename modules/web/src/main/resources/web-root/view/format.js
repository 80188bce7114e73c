// @ts-check

const CLOCK = new Intl.DateTimeFormat([], { hour: "numeric", minute: "2-digit" });
const WHOLE = new Intl.DateTimeFormat([], { dateStyle: "full", timeStyle: "short" });
const WEEKDAY = new Intl.DateTimeFormat([], { weekday: "long", month: "long", day: "numeric" });
const DATE = new Intl.DateTimeFormat([], { year: "numeric", month: "long", day: "numeric" });
const SHORT = new Intl.DateTimeFormat([], { month: "short", day: "numeric" });
const DAY_MS = 86_400_000;

/** @param {Date} date */
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Times as people read them; all take the RFC 3339 text of the server. */
export const format = Object.freeze({
  /** @param {string} at */
  clock: (at) => CLOCK.format(new Date(at)),

  /** @param {string} at */
  whole: (at) => WHOLE.format(new Date(at)),

  /** @param {string} at */
  dayKey: (at) => midnight(new Date(at)),

  /** @param {string} at */
  day(at) {
    const date = new Date(at);
    const days = Math.round((midnight(new Date()) - midnight(date)) / DAY_MS);
    if (days === 0) return "Today";
    if (days === 1) return "Yesterday";
    return days < 300 ? WEEKDAY.format(date) : DATE.format(date);
  },

  /** @param {string} at within a sentence */
  onDay(at) {
    const day = format.day(at);
    return day === "Today" || day === "Yesterday" ? day.toLowerCase() : `on ${day}`;
  },

  /** @param {string} at the clock today, else the day */
  brief(at) {
    const date = new Date(at);
    return midnight(date) === midnight(new Date()) ? CLOCK.format(date) : SHORT.format(date);
  },

  /**
   * @param {number} count
   * @param {string} one
   * @param {string} [many]
   */
  count: (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`,

  /** @param {string[]} names at most a handful */
  names(names) {
    if (names.length <= 1) return names.join("");
    if (names.length <= 3) return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
    return `${names.slice(0, 2).join(", ")} and ${names.length - 2} others`;
  },
});
