// @ts-check

/** @import { Message } from "../contract.js" */
/**
 * A message that a list could not be led to: it was not found, or it could not be loaded.
 * @typedef {{messageId: number, why: "not-found" | "failed"}} JumpProblem
 */

/** Where a list of messages has to scroll to, and where the user reads. */
export class ListPosition {
  /** The target that means the end of the messages. */
  static END = -1;

  /** The id of the message to scroll to, {@link ListPosition.END}, or 0 for none. */
  target = 0;
  /** The target is where the user read before: it is not marked and does not get the focus. */
  isReturn = false;
  /** The first message on the screen; 0 at the end of the messages, or when it is not known. */
  readingId = 0;
  /** @type {JumpProblem | null} */
  #problem = null;
  /** Changes whenever the list gets another target. */
  #jump = 0;

  /**
   * Gives the list another target. What was wrong with the one before is forgotten.
   * @param {number} target
   * @param {boolean} [isReturn]
   * @returns {() => boolean} whether the list still has to reach this target
   */
  lead(target, isReturn = false) {
    const jump = ++this.#jump;
    this.target = target;
    this.isReturn = isReturn;
    this.#problem = null;
    return () => jump === this.#jump;
  }

  /** The list shows other messages. */
  reset() {
    this.lead(0);
    this.readingId = 0;
  }

  /** The list has scrolled to its target. */
  reached() {
    this.lead(0);
  }

  /**
   * The target cannot be reached.
   * @param {JumpProblem["why"]} why
   */
  fail(why) {
    const messageId = this.target;
    this.lead(0);
    this.#problem = { messageId, why };
  }

  /**
   * What was wrong with the last target. It is forgotten when its message is loaded after all.
   * @param {Message[]} rows of the list
   */
  problemIn(rows) {
    const problem = this.#problem;
    if (problem && rows.some(({ id }) => id === problem.messageId)) this.#problem = null;
    return this.#problem;
  }

  /** The target could not be loaded: another attempt may succeed. */
  get hasFailed() {
    return this.#problem?.why === "failed";
  }

  /** The list is still to reach a message. */
  get isUnreached() {
    return this.target > 0 || this.hasFailed;
  }

  forgetProblem() {
    this.#problem = null;
  }
}
