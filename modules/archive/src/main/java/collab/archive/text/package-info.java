/** JSON of other products, and Markdown written from their formatted texts. */
package collab.archive.text;
