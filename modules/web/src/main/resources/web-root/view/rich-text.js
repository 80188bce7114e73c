// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { codeBlock } from "./code-block.js";
import { emoji } from "./emoji.js";
import { isJumbo } from "./emoji-signs.js";
import { MarkdownCache } from "./markdown-cache.js";
import { meaningOf, namesIn } from "./mention-names.js";
import { personInText } from "./person.js";

/** @import { Message, User } from "../contract.js" */
/** @typedef {import("./markdown.js").Inline} Inline */
/** @typedef {import("./markdown.js").Block} Block */
/** @typedef {import("./markdown.js").ListItem} ListItem */
/** @typedef {Extract<Block, {kind: "list"}>} List */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {Pick<Message, "mentions" | "broadcast"> & {channel_id?: number}} Notified whom the server has notified of a message */

/** @type {Record<string, string>} */
const BROADCASTS = { channel: "Everyone in this channel", here: "Online members of this channel" };
/** A hash sign and the name of a channel; not in an address, after a word or after another hash sign. */
const CHANNEL = /(?<![\p{L}\p{N}_/#&.-])#([\p{L}\p{N}\p{M}_-]{1,80})/gu;

const trees = new MarkdownCache();

/**
 * The Markdown of a message as elements. Each kind of node has its template here; text is inserted as text.
 * @param {string} text
 * @param {Store} store
 * @param {Notified | null} notified null for a text that the server has not confirmed: whom it will notify is predicted
 */
export function richText(text, store, notified) {
  const tree = trees.tree(text);
  const mentions = new Mentions(store, notified, tree);
  const blocks = tree.map((node) => block(node, mentions, "auto"));
  return isJumbo(tree) ? html`<div class="jumbo">${blocks}</div>` : blocks;
}

/**
 * @param {Block} node
 * @param {Mentions} mentions
 * @param {unknown} [dir] the direction of a block of the message is that of its first letter, so Hebrew and Arabic begin at the right;
 *   a browser skips elements with a direction when it looks for that letter, so the blocks inside have none
 * @returns {unknown}
 */
function block(node, mentions, dir = nothing) {
  switch (node.kind) {
    case "paragraph":
      return html`<p dir=${dir}>${spans(node.inside, mentions)}</p>`;
    case "heading":
      return heading(node.level, spans(node.inside, mentions), dir);
    case "code":
      return codeBlock(node.language, node.text);
    case "quote":
      return html`<blockquote dir=${dir}>${node.inside.map((inner) => block(inner, mentions))}</blockquote>`;
    case "list":
      return dir === nothing ? list(node, mentions) : html`<div dir=${dir}>${list(node, mentions)}</div>`;
    case "table":
      return table(node, mentions, dir);
    case "rule":
      return html`<hr />`;
  }
}

/**
 * @param {number} level
 * @param {unknown} text
 * @param {unknown} dir
 */
function heading(level, text, dir) {
  switch (level) {
    case 1:
      return html`<h1 dir=${dir}>${text}</h1>`;
    case 2:
      return html`<h2 dir=${dir}>${text}</h2>`;
    case 3:
      return html`<h3 dir=${dir}>${text}</h3>`;
    case 4:
      return html`<h4 dir=${dir}>${text}</h4>`;
    case 5:
      return html`<h5 dir=${dir}>${text}</h5>`;
    default:
      return html`<h6 dir=${dir}>${text}</h6>`;
  }
}

/**
 * @param {List} node
 * @param {Mentions} mentions
 * @returns {unknown}
 */
function list(node, mentions) {
  const items = node.items.map((item) => listItem(item, mentions));
  return node.ordered
    ? html`<ol start=${node.start}>
        ${items}
      </ol>`
    : html`<ul>
        ${items}
      </ul>`;
}

/**
 * The first paragraph of an item stands beside its bullet.
 * @param {ListItem} item
 * @param {Mentions} mentions
 */
function listItem({ checked, inside }, mentions) {
  const content = inside.map((node, index) => {
    return index === 0 && node.kind === "paragraph" ? spans(node.inside, mentions) : block(node, mentions);
  });
  if (checked === null) return html`<li>${content}</li>`;
  return html`<li class="task">
    <input type="checkbox" disabled aria-label=${checked ? "Done" : "To do"} .checked=${checked} />${content}
  </li>`;
}

/**
 * @param {Extract<Block, {kind: "table"}>} node
 * @param {Mentions} mentions
 * @param {unknown} dir
 */
function table({ alignments, rows: [head, ...rows] }, mentions, dir) {
  const at = (/** @type {number} */ column) => alignments[column] || nothing;
  return html`<div class="table" tabindex="0" dir=${dir}>
    <table>
      <thead>
        <tr>
          ${head.map((cell, column) => html`<th data-align=${at(column)}>${spans(cell, mentions)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, column) => html`<td data-align=${at(column)}>${spans(cell, mentions)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * @param {Inline[]} nodes
 * @param {Mentions} mentions
 * @returns {unknown}
 */
function spans(nodes, mentions) {
  return nodes.map((node) => span(node, mentions));
}

/**
 * @param {Inline} node
 * @param {Mentions} mentions
 * @returns {unknown}
 */
function span(node, mentions) {
  switch (node.kind) {
    case "text":
      return mentions.withChannels(node.text);
    case "break":
      return html`<br />`;
    case "code":
      return html`<code>${node.text}</code>`;
    case "emoji": {
      const character = emoji.named(node.text);
      return character ? html`<span role="img" aria-label=${node.text}>${character}</span>` : `:${node.text}:`;
    }
    case "bold":
      return html`<strong>${spans(node.inside, mentions)}</strong>`;
    case "italic":
      return html`<em>${spans(node.inside, mentions)}</em>`;
    case "strike":
      return html`<s>${spans(node.inside, mentions)}</s>`;
    case "link":
      return html`<a href=${node.href} dir="auto" title=${node.title || nothing} target="_blank" rel="noopener noreferrer nofollow"
        >${spans(node.inside, mentions.inLink())}</a
      >`;
    case "mention":
      return mentions.show(node.name);
  }
}

/** Shows the names in one message: as a mention if the server notifies a user because of it, otherwise as a name. */
class Mentions {
  #store;
  #notified;
  #tree;
  #isInLink = false;
  /** @type {Map<string, User>} */
  #users;
  /** Whether the message notifies users whom the page cannot find in it: of a group, or not loaded. @type {boolean | null} */
  #hasOthers = null;

  /**
   * @param {Store} store
   * @param {Notified | null} notified
   * @param {Block[]} tree
   */
  constructor(store, notified, tree) {
    this.#store = store;
    this.#notified = notified;
    this.#tree = tree;
    this.#users = store.byUsername();
  }

  /** The names inside of a link: a click on it has one meaning. */
  inLink() {
    const inside = new Mentions(this.#store, this.#notified, this.#tree);
    inside.#isInLink = true;
    return inside;
  }

  /**
   * A text with links to the channels that it names, if the user is in them.
   * @param {string} text
   * @returns {unknown}
   */
  withChannels(text) {
    if (this.#isInLink || !text.includes("#")) return text;
    const parts = [];
    let end = 0;
    for (const found of text.matchAll(CHANNEL)) {
      const channel = this.#store.channelNamed(found[1], this.#notified?.channel_id);
      if (!channel) continue;
      parts.push(text.slice(end, found.index), html`<a class="channel-link" href="#/c/${channel.id}">${found[0]}</a>`);
      end = found.index + found[0].length;
    }
    return parts.length === 0 ? text : [...parts, text.slice(end)];
  }

  /** @param {string} name */
  show(name) {
    const found = meaningOf(name, (reading) => this.#meaning(reading));
    if (!found) return this.#others() ? mention(`@${name}`, this.#includesMe(), "Members of a group") : `@${name}`;
    const { meaning, rest } = found;
    if (typeof meaning !== "string") return [this.#user(meaning), rest];
    const isSent = this.#notified === null || this.#notified.broadcast !== undefined;
    return isSent ? [mention(`@${meaning}`, true, BROADCASTS[meaning]), rest] : `@${name}`;
  }

  /**
   * @param {string} reading
   * @returns {string | User | undefined} a name that addresses many, or a user
   */
  #meaning(reading) {
    return Object.hasOwn(BROADCASTS, reading) ? reading : this.#users.get(reading);
  }

  /** @param {User} user */
  #user({ id, username, display_name: name }) {
    const me = id === this.#store.user.id;
    const isNotified = this.#notified === null ? !me : this.#notified.mentions.includes(id);
    return personInText({ id, name, username, isNotified, me });
  }

  #includesMe() {
    return this.#notified?.mentions.includes(this.#store.user.id) ?? false;
  }

  #others() {
    if (this.#hasOthers === null) {
      const others = new Set(this.#notified?.mentions);
      for (const name of others.size > 0 ? namesIn(this.#tree) : []) {
        const user = meaningOf(name, (reading) => this.#users.get(reading))?.meaning;
        if (user) others.delete(user.id);
      }
      this.#hasOthers = others.size > 0;
    }
    return this.#hasOthers;
  }
}

/**
 * @param {string} text
 * @param {boolean} me whether it addresses the user of the page
 * @param {string} title
 */
function mention(text, me, title) {
  return html`<span class="mention" dir="auto" ?data-me=${me} title=${title}>${text}</span>`;
}
