// @ts-check
import { constants } from "./constants.js";

/** @typedef {import("./codec.js").Frame} Frame */

/**
 * What follows from a frame.
 * @typedef {{do: "deliver", frame: Frame}
 *   | {do: "pong", ts: number, last: number, lagMs: number}
 *   | {do: "hello", frame: Frame}
 *   | {do: "caught up"}
 *   | {do: "boot", reason: string}
 *   | {do: "gap", why: string}
 *   | {do: "draining", retryAfterMs: number}
 *   | {do: "protocol error", why: string}} Step
 */

/**
 * The rule for frames: the position up to which the client is complete, and the steps that follow from the next frame. It owns no
 * socket and no clock.
 *
 * `last` never decreases within an epoch. An event whose `prev` is after `last` proves that an event was lost; an event whose `seq` is not
 * after `last` is a repeat. After `resume.failed`, event frames are held until a fresh state is known.
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
   * Take over the position of a fresh state, then handle the held frames.
   * @param {string} epoch
   * @param {number} position
   * @returns {Step[]} the steps of the held frames
   */
  booted(epoch, position) {
    this.#last = epoch === this.#epoch ? Math.max(this.#last, position) : position;
    this.#epoch = epoch;
    this.#booting = false;
    const held = this.#held;
    this.#held = [];
    return held.flatMap((frame) => this.take(frame));
  }

  /** Prepare for a new socket, which resumes at `last`. Held frames of the previous socket are dropped: the new one sends them again. */
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
        return [{ do: "draining", retryAfterMs: Number(frame.retry_after_ms) || 0 }];
      default:
        return frame.event ? this.#event(frame) : [];
    }
  }

  /**
   * @param {Frame} frame
   * @returns {Step[]}
   */
  #hold(frame) {
    if (this.#held.length >= constants.heldFramesMax) {
      return [{ do: "protocol error", why: `more than ${constants.heldFramesMax} frames while booting` }];
    }
    this.#held.push(frame);
    return [];
  }

  /**
   * @param {Frame} frame
   * @returns {Step[]}
   */
  #event(frame) {
    if (!frame.seq) return [{ do: "deliver", frame }];
    if (frame.seq <= this.#last) return [];
    if (Number(frame.prev) > this.#last) return [this.#gap(frame)];
    this.#last = frame.seq;
    return [{ do: "deliver", frame }];
  }

  /**
   * @param {Frame} frame
   * @returns {Step[]}
   */
  #ping(frame) {
    if (!this.#booting && !this.#resuming) {
      if (frame.prev !== undefined && frame.prev > this.#last) return [this.#gap(frame)];
      this.#last = Math.max(this.#last, Number(frame.head));
    }
    return [{ do: "pong", ts: Number(frame.ts), last: this.#last, lagMs: Number(frame.lag_ms ?? 0) }];
  }

  /**
   * @param {Frame} frame
   * @returns {Step}
   */
  #gap(frame) {
    return { do: "gap", why: `gap: prev ${frame.prev} is after ${this.#last}` };
  }
}
