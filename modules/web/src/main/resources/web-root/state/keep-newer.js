// @ts-check

/**
 * Puts a row where it belongs unless a newer version of it is there.
 * @param {Map<number, any>} rows
 * @param {any} row
 */
export function keepNewer(rows, row) {
  const known = rows.get(row.id);
  if (!known || row.ver >= known.ver) rows.set(row.id, row);
}
