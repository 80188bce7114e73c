package collab.domain.preference;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A text that a user has not sent, for a channel or for a thread in it.
 *
 * @param text empty after it was sent or deleted; the version remains
 */
public record Draft(Place place, String text, Instant updatedAt, LogPosition ver) {
    /** @param parentId the message that started the thread; absent for the channel itself */
    public record Place(UserId userId, ChannelId channelId, Optional<MessageId> parentId) {}

    /** The draft of a user who has written none. */
    public static Draft none(Place place) {
        return new Draft(place, "", Instant.EPOCH, LogPosition.START);
    }
}
