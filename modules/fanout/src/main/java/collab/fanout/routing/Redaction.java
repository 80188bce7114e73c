package collab.fanout.routing;

import collab.domain.id.MessageId;
import collab.persistence.LoggedEvent;
import collab.persistence.Snapshots;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Blanks the text of messages that were deleted later: events may be replayed, but the text of a deleted message may
 * not.
 */
public final class Redaction {
    private final Snapshots snapshots;

    public Redaction(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /**
     * @param sent the part of the events that is sent
     * @param read in order, without holes
     * @param toHead whether {@code read} reaches the head: then it contains every deletion, and the store is not
     *     queried
     */
    public List<LoggedEvent> redact(List<LoggedEvent> sent, List<LoggedEvent> read, boolean toHead) {
        if (sent.stream().noneMatch(Redaction::carriesText)) {
            return sent;
        }
        return toHead ? redact(sent, deletedAmong(read)::contains) : redactByState(sent);
    }

    private List<LoggedEvent> redactByState(List<LoggedEvent> events) {
        return snapshots.read(snapshot -> redact(
                events, message -> snapshot.message(new MessageId(message)).isEmpty()));
    }

    private static Set<Long> deletedAmong(List<LoggedEvent> events) {
        Set<Long> deleted = new HashSet<>();
        for (LoggedEvent event : events) {
            if (event.type().equals("message.deleted")) {
                deleted.add(MembershipChange.parsed(event).getMessageDeleted().getMessageId());
            }
        }
        return deleted;
    }

    private static List<LoggedEvent> redact(List<LoggedEvent> events, Predicate<Long> deleted) {
        return events.stream()
                .map(event -> carriesText(event) ? redact(event, deleted) : event)
                .toList();
    }

    private static boolean carriesText(LoggedEvent event) {
        return event.type().equals("message.created") || event.type().equals("message.updated");
    }

    private static LoggedEvent redact(LoggedEvent event, Predicate<Long> deleted) {
        Event.Builder parsed = MembershipChange.parsed(event).toBuilder();
        Message.Builder message = parsed.hasMessageCreated()
                ? parsed.getMessageCreatedBuilder().getMessageBuilder()
                : parsed.getMessageUpdatedBuilder().getMessageBuilder();
        if (!deleted.test(message.getId())) {
            return event;
        }
        message.clearText();
        return new LoggedEvent(
                event.seq(), event.type(), event.audience(), parsed.build().toByteString());
    }
}
