// @ts-check

/**
 * The part of the page's address that names a channel, and a message in it.
 * @param {number} channelId
 * @param {number} [messageId] 0 for none
 */
export function formatChannelUrl(channelId, messageId = 0) {
  return messageId > 0 ? `#/c/${channelId}/m/${messageId}` : `#/c/${channelId}`;
}

/**
 * @param {string} hash of the page's address
 * @returns {{channelId: number, messageId: number}} 0 for what the address does not name
 */
export function parseChannelUrl(hash) {
  const found = /^#\/c\/(\d{1,16})(?:\/m\/(\d{1,16}))?$/.exec(hash);
  return { channelId: Number(found?.[1] ?? 0), messageId: Number(found?.[2] ?? 0) };
}
