/** Slack exports. */
package collab.archive.slack;
