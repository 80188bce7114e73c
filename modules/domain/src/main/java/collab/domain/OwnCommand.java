package collab.domain;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.preference.PrefScope;
import java.util.List;
import java.util.Optional;

/** A change of what only the caller has: preferences, and what counts as unread for the caller. */
public sealed interface OwnCommand extends Command {
    /** Makes this message of the channel the first unread one, forwards or backwards. */
    record MarkUnread(ChannelId channelId, MessageId messageId) implements OwnCommand {}

    /**
     * Makes a reply the first unread one of its thread, which the caller follows afterwards.
     *
     * @param messageId absent: the newest reply of another person
     */
    record MarkThreadUnread(MessageId parentId, Optional<MessageId> messageId) implements OwnCommand {}

    /** Marks everything in the workspace as read that was sent before this command is decided. */
    record MarkAllRead(WorkspaceId workspaceId, What what) implements OwnCommand {
        public enum What {
            /** The channels and the threads. */
            ALL,
            THREADS
        }
    }

    /**
     * Keeps a text that is not sent, on every device of the caller.
     *
     * @param text empty when there is none any more
     * @param baseVer the version that the caller changed: another one is not overwritten
     */
    record SetDraft(ChannelId channelId, Optional<MessageId> parentId, String text, LogPosition baseVer)
            implements OwnCommand {}

    /**
     * Sets a preference, or returns it to its default.
     *
     * @param scopeId the workspace or the channel; absent for {@link PrefScope#ME}
     * @param value one text, or the entries of a list; empty for the default
     * @param ifVer the version that the caller knows; absent: whatever the present value is
     */
    record SetPreference(
            PrefScope scope, Optional<Long> scopeId, String key, List<String> value, Optional<LogPosition> ifVer)
            implements OwnCommand {
        public SetPreference {
            value = List.copyOf(value);
        }
    }
}
