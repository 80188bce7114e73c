// @ts-check
import { html } from "../lib/lit-html.js";
import { checks } from "./explain.js";
import { Form, textField } from "./form.js";

/** @typedef {import("../state/application.js").Application} Application */

/** Creates a workspace and opens it. Its creator is its owner. */
export class NewWorkspace {
  #app;
  #form;

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#form = new Form("workspace", changed);
  }

  content() {
    const form = this.#form;
    return html`<form
      id="workspace-form"
      class="entry-form"
      novalidate
      @submit=${(/** @type {SubmitEvent} */ event) => this.#create(event)}
    >
      ${textField(form, {
        name: "name",
        label: "Name",
        placeholder: "For example: Acme",
        note: "A workspace has its own members and channels. It begins with you and the channel #general.",
        autofocus: true,
      })}
      ${form.problem()}
      <button type="submit" class="primary" aria-disabled=${form.busy}>Create workspace</button>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  #create(event) {
    void this.#form.submit(
      event,
      ({ name }) => ({ name: checks.needed(name, "Type a name, for example the one of your team.") }),
      ({ name }) => this.#open(name),
    );
  }

  /**
   * The replies contain what the events will contain.
   * @param {string} name
   */
  async #open(name) {
    const { api, store, dialogs, navigation } = this.#app;
    const { workspace, seq } = await api.change("workspace.create", { name });
    store.apply({ type: "workspace.added", seq, event: { workspace, role: "owner" } });
    const { channels } = await api.call("channel.list", { workspace_id: workspace.id });
    for (const channel of channels) if (channel.joined) store.apply({ type: "channel.added", seq, event: { channel } });
    dialogs.close();
    navigation.openWorkspace(workspace.id);
  }
}
