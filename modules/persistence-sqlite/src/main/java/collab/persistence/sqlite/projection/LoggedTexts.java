package collab.persistence.sqlite.projection;

import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.persistence.sqlite.query.EventLogQueries;
import collab.persistence.sqlite.query.Row;
import collab.persistence.sqlite.query.Statements;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashSet;
import java.util.Set;

/**
 * Blanks the texts of a message in the log when the message is deleted, so that the file does not keep them until the end of
 * retention. Replays blank them as well, for events that this class does not find.
 *
 * <p>The log has no index of messages. An event is found by its position, which the message or an earlier text may still have as its
 * version, or by the time of the text: times rise with positions, so that a binary search needs about 24 lookups for each text. An event
 * is not found when its message was imported and changed later, or when the clock of the machine was set back around it.
 */
public final class LoggedTexts {
    private static final String TEXTS = """
            SELECT ver, coalesce(edited_at, created_at) AS at FROM message WHERE id = ?1
            UNION SELECT ver, at FROM message_version WHERE message_id = ?1
            """;

    private static final String TIME = "SELECT at FROM event_log WHERE seq = ?";

    private static final String AT_TIME = """
            SELECT seq, type, event FROM event_log WHERE seq >= ?1 AND seq < ?1 + ?2 AND at = ?3 ORDER BY seq
            """;

    /** More events of one moment are those of an import. */
    private static final int EVENTS_OF_MOMENT_MAX = 1_000;

    private static final String AT_POSITION = "SELECT seq, type, event FROM event_log WHERE seq = ?";

    private static final String UPDATE = "UPDATE event_log SET event = ? WHERE seq = ?";

    private static final Set<String> TYPES = Set.of("message.created", "message.updated");

    private final Statements statements;

    public LoggedTexts(Statements statements) {
        this.statements = statements;
    }

    /** Call it before the rows of the message are blanked. */
    public void blank(MessageId message) {
        EventLogQueries.State log = EventLogQueries.State.read(statements);
        long head = statements.number("SELECT coalesce(max(seq), 0) FROM event_log"); // log_state is written at the end
        Set<Long> times = new HashSet<>();
        for (Text text : statements.list(TEXTS, Text::of, message)) {
            statements.list(AT_POSITION, Logged::of, text.position()).forEach(event -> blank(event, message));
            times.add(text.at());
        }
        for (long at : times) {
            long first = firstAt(at, log.floor(), head);
            statements
                    .list(AT_TIME, Logged::of, first, EVENTS_OF_MOMENT_MAX, at)
                    .forEach(event -> blank(event, message));
        }
    }

    /** The first position whose time is not before {@code at}; positions in the log have no holes. */
    private long firstAt(long at, LogPosition floor, long head) {
        long low = floor.value() + 1;
        long high = head + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (statements.number(TIME, middle) < at) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void blank(Logged logged, MessageId message) {
        if (!TYPES.contains(logged.type())) return;
        Event.Builder event = logged.parsed().toBuilder();
        Message.Builder logs = event.hasMessageCreated()
                ? event.getMessageCreatedBuilder().getMessageBuilder()
                : event.getMessageUpdatedBuilder().getMessageBuilder();
        if (logs.getId() != message.value() || logs.getText().isEmpty()) return;
        logs.clearText();
        statements.run(UPDATE, event.build().toByteArray(), logged.seq());
    }

    /** A text of the message: the version and the time that it has in the store. */
    private record Text(long position, long at) {
        static Text of(Row row) {
            return new Text(row.number("ver"), row.number("at"));
        }
    }

    private record Logged(long seq, String type, byte[] event) {
        static Logged of(Row row) {
            return new Logged(row.number("seq"), row.text("type"), row.bytes("event"));
        }

        Event parsed() {
            try {
                return Event.parseFrom(event);
            } catch (InvalidProtocolBufferException damaged) {
                throw new IllegalStateException("the event at position " + seq + " cannot be parsed", damaged);
            }
        }
    }
}
