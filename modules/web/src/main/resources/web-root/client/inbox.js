// @ts-check
import { constants } from "./constants.js";

/** @typedef {import("./codec.js").Frame} Frame */

/**
 * What the owner of the socket has to do.
 * @typedef {{do: "deliver", frame: Frame}
 *   | {do: "pong", ts: number, last: number, lagMs: number}
 *   | {do: "hello", frame: Frame}
 *   | {do: "caught up"}
 *   | {do: "boot", reason: string}
 *   | {do: "gap"}
 *   | {do: "draining", retryAfterMs: number}
 *   | {do: "nonsense", why: string}} Step
 */

/**
 * The client's rule for frames: up to which position are we complete, and what follows from the next frame. It owns no socket
 * and no clock.
 *
 * `last` never moves back within an epoch. An event whose `prev` lies beyond it proves that one was lost; one at or below it
 * is a repeat. After `resume.failed` frames are held until a fresh state at some position is known.
 */
export class Inbox {
  #epoch = "";
  #last = 0;
  #booting = false;
  #resuming = false;
  /** @type {Frame[]} */
  #held = [];

  get epoch() {
    return this.#epoch;
  }

  get last() {
    return this.#last;
  }

  /**
   * A state at that position was fetched: the beginning, or the end of holding back.
   * @param {string} epoch
   * @param {number} position
   * @returns {Step[]} what was held
   */
  booted(epoch, position) {
    this.#last = epoch === this.#epoch ? Math.max(this.#last, position) : position;
    this.#epoch = epoch;
    this.#booting = false;
    const held = this.#held;
    this.#held = [];
    return held.flatMap((frame) => this.take(frame));
  }

  /** A new socket resumes at `last`: what was held belongs to the old one. */
  connecting() {
    this.#held = [];
    this.#booting = false;
    this.#resuming = true;
  }

  /**
   * @param {Frame} frame
   * @returns {Step[]}
   */
  take(frame) {
    if (this.#booting && frame.event) return this.#hold(frame);
    switch (frame.type) {
      case "hello":
        return [{ do: "hello", frame }];
      case "ping":
        return this.#ping(frame);
      case "resumed":
        this.#resuming = false;
        this.#last = Math.max(this.#last, Number(frame.to));
        return [{ do: "caught up" }];
      case "resume.failed":
        this.#resuming = false;
        this.#booting = true;
        return [{ do: "boot", reason: String(frame.reason) }];
      case "draining":
        return [{ do: "draining", retryAfterMs: Number(frame.retry_after_ms) }];
      default:
        return frame.event ? this.#event(frame) : [];
    }
  }

  /**
   * @param {Frame} frame
   * @returns {Step[]}
   */
  #hold(frame) {
    if (this.#held.length >= constants.heldFramesMax) return [{ do: "nonsense", why: "too many frames while booting" }];
    this.#held.push(frame);
    return [];
  }

  /**
   * @param {Frame} frame
   * @returns {Step[]}
   */
  #event(frame) {
    if (frame.seq === undefined) return [{ do: "deliver", frame }];
    if (frame.seq <= this.#last) return [];
    if (Number(frame.prev) > this.#last) return [{ do: "gap" }];
    this.#last = frame.seq;
    return [{ do: "deliver", frame }];
  }

  /**
   * @param {Frame} frame
   * @returns {Step[]}
   */
  #ping(frame) {
    if (!this.#booting && !this.#resuming) {
      if (frame.prev !== undefined && frame.prev > this.#last) return [{ do: "gap" }];
      this.#last = Math.max(this.#last, Number(frame.head));
    }
    return [{ do: "pong", ts: Number(frame.ts), last: this.#last, lagMs: Number(frame.lag_ms ?? 0) }];
  }
}
