// @ts-check
import { errorText, subjectOf } from "./error-text.js";

/** Why the server did not accept what the user wrote in a form, to be shown beside the field. */
export class FieldErrors {
  #changed;
  /** @type {Map<string, string>} by form and field */
  #texts = new Map();

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * @param {string} form
   * @param {string} [field] without it, what concerns the form as a whole
   */
  of(form, field = "") {
    return this.#texts.get(`${form} ${field}`) ?? "";
  }

  /** @param {string} form that is shown anew */
  clear(form) {
    for (const key of this.#texts.keys()) if (key.startsWith(`${form} `)) this.#texts.delete(key);
  }

  /**
   * Runs an action of a form, and keeps its error.
   * @template T
   * @param {string} form
   * @param {Record<string, string>} fields by the name of the parameter: what it is, as `errorText` names it
   * @param {() => Promise<T>} action
   * @returns {Promise<T | undefined>} nothing when the action failed
   */
  async run(form, fields, action) {
    this.clear(form);
    try {
      return await action();
    } catch (error) {
      const subject = subjectOf(error);
      const field = subject in fields ? subject : "";
      this.#texts.set(`${form} ${field}`, errorText(error, fields[subject]));
      return undefined;
    } finally {
      this.#changed();
    }
  }
}
