// @ts-check

const KEY = "theme";
const THEMES = /** @type {const} */ (["system", "light", "dark"]);

/** The color scheme: that of the system, or the one that the user chose in this browser. */
export const theme = Object.freeze({
  all: THEMES,

  get() {
    const chosen = localStorage.getItem(KEY);
    return THEMES.find((name) => name === chosen) ?? "system";
  },

  /** @param {string} name */
  set(name) {
    localStorage.setItem(KEY, name);
    theme.apply();
  },

  apply() {
    document.documentElement.dataset.theme = theme.get();
  },
});
