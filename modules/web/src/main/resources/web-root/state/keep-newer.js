// @ts-check

/**
 * Stores an entity unless the map has a newer version of it.
 * @template {{id: number, ver: number}} T
 * @param {Map<number, T>} entities by id
 * @param {T} entity
 */
export function keepNewer(entities, entity) {
  const known = entities.get(entity.id);
  if (!known || entity.ver >= known.ver) entities.set(entity.id, entity);
}
