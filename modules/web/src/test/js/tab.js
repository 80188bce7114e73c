// @ts-check

/** The history of a tab. As in a browser, going back takes effect later. */
export function createTab(hash = "") {
  const entries = [{ url: hash, state: null }];
  let at = 0;
  const listeners = [];
  const go = (to) => {
    at = to;
    for (const listener of listeners) listener();
  };
  const browser = {
    addEventListener: (_type, listener) => listeners.push(listener),
    location: {
      get hash() {
        return entries[at].url.replace(/^\/$/, "");
      },
    },
    history: {
      get state() {
        return entries[at].state;
      },
      pushState: (state, _, url) => {
        entries.splice(++at, Infinity, { url, state });
      },
      replaceState: (state, _, url = entries[at].url) => {
        entries[at] = { url, state };
      },
      back: () => setImmediate(() => go(at - 1)),
    },
  };
  return { browser, go, urls: () => entries.map(({ url }) => url), at: () => at };
}
