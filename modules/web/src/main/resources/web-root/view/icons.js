// @ts-check
import { svg } from "../lib/lit-html.js";

/** Strokes on a canvas of 24 by 24. */
const PATHS = {
  hash: "M4 9h16M4 15h16M10 3 8 21M16 3l-2 18",
  lock: "M6 11h12v9H6zM9 11V7a3 3 0 0 1 6 0v4",
  plus: "M12 5v14M5 12h14",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM21 21l-5-5",
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM16 8v5a3 3 0 0 0 5 0v-1a9 9 0 1 0-4 7.5",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v6",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.01",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  down: "M12 5v14M6 13l6 6 6-6",
  up: "M12 19V5M6 11l6-6 6 6",
  chevron: "M6 9l6 6 6-6",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14a4 4 0 0 0 7 0M9 9.5v.01M15 9.5v.01",
  thread: "M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12zM9 11h8M9 14.5h5",
  bell: "M6 17v-6a6 6 0 0 1 12 0v6l2 2H4zM10 22h4",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6",
  send: "M4 12 20 4l-5 16-4-7z",
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  strike: "M5 12h14M16 7.5C15.5 6 14 5 12 5 9.5 5 8 6.3 8 8M8 16.5C8.5 18 10 19 12 19c2.5 0 4-1.3 4-3",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
  quote: "M5 6v12M10 8h10M10 12h10M10 16h6",
  check: "M5 12l5 5L20 7",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  gear: "M10.2 5.3L10.4 2.7L13.6 2.7L13.8 5.3L15.4 6L17.4 4.3L19.7 6.6L18 8.6L18.7 10.2L21.3 10.4L21.3 13.6L18.7 13.8L18 15.4L19.7 17.4L17.4 19.7L15.4 18L13.8 18.7L13.6 21.3L10.4 21.3L10.2 18.7L8.6 18L6.6 19.7L4.3 17.4L6 15.4L5.3 13.8L2.7 13.6L2.7 10.4L5.3 10.2L6 8.6L4.3 6.6L6.6 4.3L8.6 6zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  archive: "M4 4h16v4H4zM6 8v12h12V8M10 12h4",
  out: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  alert: "M12 4 2.5 20h19zM12 10v4M12 17v.01",
  more: "M4.4 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0zM11.4 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0zM18.4 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0z",
  star: "M12 4l2.5 5 5.5.8-4 3.9 1 5.5-5-2.6-5 2.6 1-5.5-4-3.9 5.5-.8z",
  muted: "M6 17v-6a6 6 0 0 1 9-5.2M18 11v6l2 2H6M10 22h4M4 4l16 16",
  history: "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4l3 2",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
};

/**
 * @param {keyof typeof PATHS} name
 * @returns an icon that screen readers skip: the element around it has the label
 */
export const icon = (name) =>
  svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]}></path></svg>`;
