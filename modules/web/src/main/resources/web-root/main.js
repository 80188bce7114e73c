// @ts-check
import { RpcError, call, change } from "./rpc.js";
import { LiveSocket } from "./socket.js";
import { Store } from "./store.js";
import { find, showConnection, showEvent, showPage, showPlaces, showProblem } from "./view.js";

const store = new Store();

const live = new LiveSocket({
  booted: (state) => {
    store.boot(state);
    showPlaces(store);
    for (const workspace of store.workspaces.keys()) void people(workspace);
  },
  event: (frame) => {
    store.apply(frame);
    if (frame.type === "workspace.added") void people(frame.event.workspace.id);
    showEvent(store, frame);
    showPlaces(store);
  },
  state: (state, why) => {
    showConnection(state, why);
    if (state === "stopped") signIn();
  },
});

/** @param {number} workspaceId */
async function people(workspaceId) {
  let after = 0;
  for (;;) {
    const page = await call("users.list", { workspace_id: workspaceId, after_id: after, limit: 200 });
    store.people(page.users);
    showPlaces(store);
    if (page.users.length < 200) return;
    after = page.users[page.users.length - 1].id;
  }
}

function signIn() {
  showPage("login");
}

find("login-form").addEventListener("submit", (submit) => {
  submit.preventDefault();
  const username = /** @type {HTMLInputElement} */ (find("username")).value.trim();
  void tell(async () => {
    await call("auth.login", { username });
    await enter();
  });
});

async function enter() {
  showPage("stream");
  await live.start();
}

/**
 * Runs something and says what went wrong.
 * @param {() => Promise<void>} action
 */
async function tell(action) {
  try {
    showProblem("");
    await action();
  } catch (error) {
    showProblem(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} id */
const chosen = (id) => Number(/** @type {HTMLSelectElement} */ (find(id)).value);

find("composer").addEventListener("submit", (submit) => {
  submit.preventDefault();
  const input = /** @type {HTMLInputElement} */ (find("message"));
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  void tell(() => change("message.send", { channel_id: chosen("channel"), text }));
});

find("dm-start").addEventListener("click", () => {
  const [workspace] = store.workspaces.keys();
  void tell(() => change("channel.create", { workspace_id: workspace, kind: "dm", peer_ids: [chosen("dm-with")] }));
});

find("sign-out").addEventListener("click", () => void tell(() => call("auth.logout")));

call("user.me").then(enter, (error) => {
  if (error instanceof RpcError && error.code === -32001) return signIn();
  showProblem(error.message);
});
