/** The entities: users, workspaces, channels, messages, groups, login sessions. */
package collab.domain.model;
