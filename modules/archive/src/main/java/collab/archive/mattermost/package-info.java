/** Mattermost bulk files. */
package collab.archive.mattermost;
