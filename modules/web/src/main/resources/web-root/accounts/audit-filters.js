// @ts-check
import { isAction } from "./audit-words.js";

/** @import { AuditAction, AuditListParams } from "../contract.js" */
/**
 * The filters of the audit log as the page's address has them; "" for none. Days are written as a date field does: "2026-11-28".
 * @typedef {{actor: string, target: string, action: string, workspace: string, since: string, until: string}} Filters
 */

/** @type {Record<keyof Filters, (value: string) => boolean>} */
const VALID = {
  actor: isId,
  target: isId,
  action: isAction,
  workspace: isId,
  since: isDay,
  until: isDay,
};
const NAMES = /** @type {(keyof Filters)[]} */ (Object.keys(VALID));

/** @param {string} value */
function isId(value) {
  return /^[1-9]\d{0,14}$/.test(value);
}

/** @param {string} value */
function isDay(value) {
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}

/**
 * @param {string} query of the address, with its "?"; values that it cannot have are left out
 * @returns {Filters}
 */
export function parseFilters(query) {
  const found = new URLSearchParams(query);
  /** @type {Filters} */
  const filters = { actor: "", target: "", action: "", workspace: "", since: "", until: "" };
  for (const name of NAMES) {
    const value = found.get(name) ?? "";
    if (VALID[name](value)) filters[name] = value;
  }
  return filters;
}

/** @param {Filters} filters */
export function writeFilters(filters) {
  const query = NAMES.filter((name) => filters[name] !== "").map((name) => `${name}=${filters[name]}`);
  return query.length === 0 ? "" : `?${query.join("&")}`;
}

/**
 * @param {Filters} filters
 * @returns {AuditListParams}
 */
export function auditParams({ actor, target, action, workspace, since, until }) {
  return {
    ...(actor && { actor_id: Number(actor) }),
    ...(target && { target_kind: /** @type {const} */ ("user"), target_id: Number(target) }),
    ...(action && { action: /** @type {AuditAction} */ (action) }),
    ...(workspace && { workspace_id: Number(workspace) }),
    ...(since && { since: midnight(since, 0) }),
    ...(until && { until: midnight(until, 1) }),
  };
}

/**
 * The beginning of a day of the reader.
 * @param {string} day
 * @param {number} later days
 */
function midnight(day, later) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
