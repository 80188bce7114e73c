/** Decides which commands the audit log records. */
package collab.domain.recording;
