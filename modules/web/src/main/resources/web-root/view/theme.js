// @ts-check

const KEY = "theme";
const ALL = /** @type {const} */ (["system", "light", "dark"]);

/** Light or dark, as the system says or as this browser's person chose. */
export const theme = Object.freeze({
  all: ALL,

  get() {
    const kept = localStorage.getItem(KEY);
    return ALL.find((one) => one === kept) ?? "system";
  },

  /** @param {string} chosen */
  set(chosen) {
    localStorage.setItem(KEY, chosen);
    theme.apply();
  },

  apply() {
    document.documentElement.dataset.theme = theme.get();
  },
});
