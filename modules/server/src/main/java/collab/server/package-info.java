/**
 * Configuration enters, a running server leaves. Here the rooms are put together, seeded and taken apart again; what they do
 * is theirs.
 */
package collab.server;
