// @ts-check
import { theme } from "./theme.js";

/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {import("./switcher.js").Action} Action */

/**
 * What the switcher offers besides channels and people.
 * @param {Application} app
 * @returns {Action[]}
 */
export function switcherActions({ store, shown, dialogs, navigation, channels, account, marks }) {
  const close = (/** @type {() => unknown} */ act) => () => {
    dialogs.close();
    void act();
  };
  /** @type {Action[]} */
  const all = [
    {
      label: "New message",
      words: "direct conversation group",
      picture: "edit",
      act: () => dialogs.open({ kind: "new-message", userIds: [] }),
    },
    { label: "Create or browse channels", words: "new channel join", picture: "plus", act: () => channels.browse() },
    { label: "Search messages", words: "find", picture: "search", act: close(() => navigation.openPanel({ kind: "search", query: "" })) },
    { label: "Mentions", picture: "at", act: close(() => navigation.openPanel({ kind: "mentions" })) },
    { label: "Mark everything as read", words: "unread all clear", picture: "check", act: () => marks.confirmAllRead("all") },
    {
      label: "Settings",
      words: "account profile status preferences notifications",
      picture: "gear",
      act: () => dialogs.open({ kind: "account" }),
    },
    { label: "Keyboard shortcuts", words: "help keys", picture: "info", act: () => dialogs.open({ kind: "shortcuts" }) },
    ...theme.all.map((name) => ({
      label: `Theme: ${name === "system" ? "as the system" : name}`,
      words: `appearance ${name} mode`,
      picture: /** @type {const} */ ("smile"),
      act: close(() => theme.set(name)),
    })),
    { label: "Sign out", words: "log out", picture: "out", act: close(() => account.signOut()) },
  ];
  if (store.workspaces.has(shown.workspaceId)) {
    const open = close(() => navigation.openPanel({ kind: "workspace" }));
    all.push({ label: "Workspace members and settings", words: "people", picture: "people", act: open });
  }
  return all;
}
