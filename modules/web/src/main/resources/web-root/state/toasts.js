// @ts-check
import { errorText } from "./error-text.js";

/** The short notice at the edge of the page: a confirmation, or what went wrong. The newest one replaces the one before. */
export class Toasts {
  static SHOWN_MS = 4_000;
  static ERROR_SHOWN_MS = 8_000;

  /** @type {{text: string, isError: boolean} | null} */
  current = null;
  #changed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {string} text */
  show(text) {
    this.#show(text, false);
  }

  /** @param {unknown} error */
  showError(error) {
    this.#show(errorText(error), true);
  }

  /**
   * Runs an action and shows its error.
   * @template T
   * @param {() => Promise<T>} action
   * @returns {Promise<T | undefined>} nothing when the action failed
   */
  async run(action) {
    try {
      return await action();
    } catch (error) {
      this.showError(error);
      return undefined;
    } finally {
      this.#changed();
    }
  }

  /**
   * @param {string} text
   * @param {boolean} isError
   */
  #show(text, isError) {
    clearTimeout(this.#timer);
    this.current = { text, isError };
    this.#timer = setTimeout(
      () => {
        this.current = null;
        this.#changed();
      },
      isError ? Toasts.ERROR_SHOWN_MS : Toasts.SHOWN_MS,
    );
    this.#changed();
  }
}
