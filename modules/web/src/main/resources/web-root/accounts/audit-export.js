// @ts-check
import { html } from "../lib/lit-html.js";
import { auditParams } from "./audit-filters.js";
import { explain } from "./explain.js";

/** @import { AuditListResult } from "../contract.js" */
/** @typedef {import("../state/api.js").Api} Api */
/** @typedef {import("./audit-filters.js").Filters} Filters */

const PAGE = 200;
/** The page keeps the records in memory until they are saved. */
const RECORDS_MAX = 100_000;

/** Saves the records that match as a file of JSON lines, one record in each. */
export class AuditExport {
  #api;
  #changed;
  #isRunning = false;
  #message = "";
  /** Counts the runs: a run of other filters ends. */
  #run = 0;

  /**
   * @param {Api} api
   * @param {() => void} changed
   */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  /** The filters have changed. */
  reset() {
    this.#run++;
    this.#isRunning = false;
    this.#message = "";
  }

  /** @param {Filters} filters */
  button(filters) {
    return html`<span class="remark" id="audit-saved" role="status">${this.#message}</span>
      <button type="button" class="plain" id="save-audit" aria-disabled=${this.#isRunning} @click=${() => void this.#save(filters)}>
        Download
      </button>`;
  }

  /** @param {Filters} filters */
  async #save(filters) {
    if (this.#isRunning) return;
    const run = ++this.#run;
    this.#isRunning = true;
    this.#show("Collecting records…");
    try {
      const lines = await this.#lines(filters, () => run === this.#run);
      if (run === this.#run) {
        download(lines);
        const saved = lines.length === 1 ? "1 record saved" : `${lines.length} records saved`;
        const rest = lines.length >= RECORDS_MAX ? ". For more, choose a shorter time, or use hero-collab audit export." : "";
        this.#message = saved + rest;
      }
    } catch (error) {
      if (run === this.#run) this.#message = explain(error).text;
    }
    if (run !== this.#run) return;
    this.#isRunning = false;
    this.#changed();
  }

  /**
   * @param {Filters} filters
   * @param {() => boolean} isWanted
   */
  async #lines(filters, isWanted) {
    const lines = [];
    let before = 0;
    do {
      const cursor = before ? { before_id: before } : {};
      /** @type {AuditListResult} */
      const page = await this.#api.call("audit.list", { ...auditParams(filters), ...cursor, limit: PAGE });
      for (const record of page.records) lines.push(JSON.stringify(record));
      before = page.next_before_id ?? 0;
      if (before && isWanted()) this.#show(`${lines.length} records so far…`);
    } while (before && isWanted() && lines.length < RECORDS_MAX);
    return lines;
  }

  /** @param {string} message */
  #show(message) {
    this.#message = message;
    this.#changed();
  }
}

/** @param {string[]} lines */
function download(lines) {
  const url = URL.createObjectURL(new Blob([lines.map((line) => `${line}\n`).join("")], { type: "application/jsonl" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `audit-${new Date().toISOString().slice(0, 10)}.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
