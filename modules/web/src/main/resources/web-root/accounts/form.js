// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { explain } from "./explain.js";

/** @typedef {Record<string, string>} Values the fields of a form by name; only passwords keep blanks at their ends */
/** @typedef {Record<string, string>} Errors what is wrong, by the name of the field; "" is the form as a whole */

/** One form: what is typed, whether it is being sent, and what is wrong, beside the field that it is about. */
export class Form {
  busy = false;
  /** @type {Errors} */
  errors = {};
  /** Whether the passwords are readable. */
  showsPasswords = false;
  #changed;

  /**
   * @param {string} id begins the ids of the fields
   * @param {() => void} changed
   */
  constructor(id, changed) {
    this.id = id;
    this.#changed = changed;
  }

  /**
   * @param {SubmitEvent} event
   * @param {(values: Values) => Errors} check finds what is wrong before anything is sent
   * @param {(values: Values) => Promise<unknown>} send
   */
  async submit(event, check, send) {
    event.preventDefault();
    if (this.busy) return;
    const element = /** @type {HTMLFormElement} */ (event.target);
    const values = valuesOf(element);
    this.errors = withoutEmpty(check(values));
    if (Object.keys(this.errors).length === 0) await this.#attempt(() => send(values));
    this.#focusFirstError(element);
    this.#changed();
  }

  /**
   * Runs an action that is no field's: a button beside a row, for example.
   * @param {() => Promise<unknown>} action
   */
  async run(action) {
    if (this.busy) return;
    await this.#attempt(action);
    this.errors = Object.fromEntries(Object.values(this.errors).map((text) => ["", text]));
    this.#changed();
  }

  /** @param {() => Promise<unknown>} action */
  async #attempt(action) {
    this.busy = true;
    this.errors = {};
    this.#changed();
    try {
      await action();
    } catch (error) {
      const { field, text } = explain(error);
      this.errors = { [field]: text };
    }
    this.busy = false;
    this.#changed();
  }

  /**
   * An error of a value that the form does not show is about the form as a whole.
   * @param {HTMLFormElement} element
   */
  #focusFirstError(element) {
    const fields = [.../** @type {NodeListOf<HTMLElement & {name: string}>} */ (element.querySelectorAll("input, select"))];
    for (const [name, text] of Object.entries(this.errors)) {
      if (!fields.some((field) => field.name === name)) this.errors = { ...this.errors, "": text };
    }
    fields.find((field) => this.errors[field.name] !== undefined)?.focus();
  }

  togglePasswords() {
    this.showsPasswords = !this.showsPasswords;
    this.#changed();
  }

  /** What is wrong with the form as a whole. */
  problem() {
    return html`<p class="field-error problem-of-form" role="alert">${this.errors[""] ?? nothing}</p>`;
  }
}

/**
 * Moves the focus after the next rendering: what had it is gone, or something new has to be seen. The page renders at the beginning of a
 * frame, which may be requested after this call.
 * @param {...string} selectors the first one that is in the page
 */
export function focusSoon(...selectors) {
  const focus = () => {
    const found = selectors.map((selector) => document.querySelector(selector)).find((element) => element !== null);
    if (found instanceof HTMLElement) found.focus();
  };
  requestAnimationFrame(() => requestAnimationFrame(focus));
}

/**
 * @param {HTMLFormElement} element
 * @returns {Values}
 */
function valuesOf(element) {
  /** @type {Values} */
  const values = {};
  for (const [name, value] of new FormData(element)) values[name] = name.includes("password") ? String(value) : String(value).trim();
  return values;
}

/** @param {Errors} errors */
const withoutEmpty = (errors) => Object.fromEntries(Object.entries(errors).filter(([, text]) => text !== ""));

/**
 * @typedef {object} FieldOptions
 * @property {string} name
 * @property {string} label
 * @property {string} [note] the rules, below the field
 * @property {string} [value] at first
 * @property {string} [autocomplete]
 * @property {number} [max] characters
 * @property {boolean} [autofocus]
 * @property {string} [placeholder]
 * @property {boolean} [plain] the field takes a name that is not a word: no spelling check, no capital letter
 * @property {(value: string) => void} [typed]
 */

/**
 * A field with its label, its rules and its error.
 * @param {Form} form
 * @param {FieldOptions} options
 */
export function textField(form, options) {
  return frame(form, options, input(form, options, "text"));
}

/**
 * @param {Form} form
 * @param {FieldOptions} options
 */
export function passwordField(form, options) {
  return frame(
    form,
    options,
    html`<span class="with-button">
      ${input(form, { ...options, plain: true, max: 1024 }, form.showsPasswords ? "text" : "password")}
      <button
        type="button"
        class="plain"
        aria-label=${form.showsPasswords ? "Hide password" : "Show password"}
        @click=${() => form.togglePasswords()}
      >
        ${form.showsPasswords ? "Hide" : "Show"}
      </button>
    </span>`,
  );
}

/**
 * @param {Form} form
 * @param {{name: string, label: string, choices: [value: string, label: string][], value: string}} options
 */
export function choiceField(form, { name, label, choices, value }) {
  return frame(
    form,
    { name, label },
    html`<select id="${form.id}-${name}" name=${name} aria-describedby=${describedBy(form, name)}>
      ${choices.map(([choice, text]) => html`<option value=${choice} ?selected=${choice === value}>${text}</option>`)}
    </select>`,
  );
}

/**
 * @param {Form} form
 * @param {{name: string, label: string, note?: string}} options
 * @param {unknown} control
 */
function frame(form, { name, label, note }, control) {
  const id = `${form.id}-${name}`;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control} ${note ? html`<p class="remark" id="${id}-note">${note}</p>` : nothing}
    <p class="field-error" id="${id}-error" role="alert">${form.errors[name] ?? nothing}</p>
  </div>`;
}

/**
 * @param {Form} form
 * @param {FieldOptions} options
 * @param {"text" | "password"} type
 */
function input(form, { name, value = "", autocomplete = "off", max = 80, autofocus, placeholder, plain, typed }, type) {
  return html`<input
    id="${form.id}-${name}"
    name=${name}
    type=${type}
    value=${value}
    maxlength=${max}
    autocomplete=${autocomplete}
    autocapitalize=${plain ? "none" : nothing}
    spellcheck=${plain ? "false" : nothing}
    dir=${plain ? nothing : "auto"}
    placeholder=${placeholder ?? nothing}
    ?autofocus=${autofocus}
    aria-invalid=${form.errors[name] === undefined ? nothing : "true"}
    aria-describedby=${describedBy(form, name)}
    @input=${(/** @type {InputEvent} */ event) => typed?.(/** @type {HTMLInputElement} */ (event.target).value)}
  />`;
}

/**
 * @param {Form} form
 * @param {string} name
 */
const describedBy = (form, name) => `${form.id}-${name}-error ${form.id}-${name}-note`;
