package collab.persistence.sqlite.query;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.persistence.LoggedEvent;
import collab.persistence.spi.AudienceKind;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the event log: its state, and events by position or by user. */
public final class EventLogQueries {
    private static final String STATE = """
            SELECT epoch, head, floor FROM log_state
            """;

    private static final String HEAD = "SELECT head FROM log_state";

    private static final String COLUMNS = """
            e.seq, e.type, e.audience_kind, e.audience_id, e.event
            """;

    private static final String AFTER = "SELECT " + COLUMNS + """
            FROM event_log e
            WHERE e.seq > ?
            ORDER BY e.seq LIMIT ?
            """;

    /**
     * The first positions in (?2, ?3] that were addressed to the user ?1, at most ?4. For each membership the query reads that
     * range of the audience's index which the interval covers, at most ?4 positions of it. So the cost depends on the user's
     * memberships and events; events for other users are never read.
     */
    public static final String ADDRESSED = """
            SELECT seq FROM (
              SELECT r.seq FROM event_recipient r
                WHERE r.user_id = ?1 AND r.seq > ?2 AND r.seq <= ?3 ORDER BY r.seq LIMIT ?4)
            UNION
            SELECT e.seq FROM channel_member m JOIN event_log e ON e.seq IN (
                SELECT a.seq FROM event_log a
                  WHERE a.audience_kind = 1 AND a.audience_id = m.channel_id
                    AND a.seq > max(?2, m.joined_seq - 1) AND a.seq < min(?3 + 1, m.left_seq)
                  ORDER BY a.seq LIMIT ?4)
              WHERE m.user_id = ?1 AND m.left_seq > ?2 AND m.joined_seq <= ?3
            UNION
            SELECT e.seq FROM workspace_member m JOIN event_log e ON e.seq IN (
                SELECT a.seq FROM event_log a
                  WHERE a.audience_kind = 2 AND a.audience_id = m.workspace_id
                    AND a.seq > max(?2, m.joined_seq - 1) AND a.seq < min(?3 + 1, m.left_seq)
                  ORDER BY a.seq LIMIT ?4)
              WHERE m.user_id = ?1 AND m.left_seq > ?2 AND m.joined_seq <= ?3
            UNION
            SELECT e.seq FROM workspace_member m JOIN event_log e ON e.seq IN (
                SELECT p.seq FROM event_peers p
                  WHERE p.workspace_id = m.workspace_id
                    AND p.seq > max(?2, m.joined_seq - 1) AND p.seq < min(?3 + 1, m.left_seq)
                  ORDER BY p.seq LIMIT ?4)
              WHERE m.user_id = ?1 AND m.left_seq > ?2 AND m.joined_seq <= ?3
            ORDER BY seq LIMIT ?4
            """;

    private static final String ADDRESSED_EVENTS = "SELECT " + COLUMNS + """
            FROM event_log e
            WHERE e.seq IN (
            """ + ADDRESSED + """
            )
            ORDER BY e.seq
            """;

    private static final String ADDRESSED_COUNT = """
            SELECT count(*) FROM (
            """ + ADDRESSED + """
            )
            """;

    private static final String RECIPIENTS = """
            SELECT seq, user_id FROM event_recipient WHERE seq IN (SELECT value FROM json_each(?))
            """;

    private static final String DELETED_MESSAGES = """
            SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL
            """;

    private final Statements statements;

    public EventLogQueries(Statements statements) {
        this.statements = statements;
    }

    /** The one row of {@code log_state}. */
    public record State(String epoch, LogPosition head, LogPosition floor) {
        /** Reads the state in a transaction. */
        public static State read(Statements statements) {
            return new EventLogQueries(statements).state();
        }
    }

    public State state() {
        return statements
                .find(STATE, row -> new State(row.text("epoch"), row.position("head"), row.position("floor")))
                .orElseThrow(() -> new IllegalStateException("log_state has no row"));
    }

    /** The newest committed position. */
    public LogPosition head() {
        return new LogPosition(statements.number(HEAD));
    }

    /** The events after a position, in order. */
    public List<LoggedEvent> after(LogPosition after, int max) {
        return withAudiences(statements.list(AFTER, StoredEvent::of, after, max));
    }

    /** The events in ({@code from}, {@code to}] that were addressed to the user, in order. */
    public List<LoggedEvent> addressed(UserId user, LogPosition from, LogPosition to, int max) {
        return withAudiences(statements.list(ADDRESSED_EVENTS, StoredEvent::of, user, from, to, max));
    }

    /** Counts what {@link #addressed} returns. */
    public int countAddressed(UserId user, LogPosition from, LogPosition to, int max) {
        return (int) statements.number(ADDRESSED_COUNT, user, from, to, max);
    }

    /** Those of the messages that are deleted. */
    public Set<MessageId> deletedOf(Collection<MessageId> messages) {
        Set<Long> ids = new HashSet<>();
        messages.forEach(message -> ids.add(message.value()));
        return new HashSet<>(statements.list(DELETED_MESSAGES, row -> row.messageId("id"), Statements.json(ids)));
    }

    private List<LoggedEvent> withAudiences(List<StoredEvent> stored) {
        Map<Long, List<UserId>> listed = recipients(stored);
        return stored.stream()
                .map(event -> event.logged(listed.getOrDefault(event.seq(), List.of())))
                .toList();
    }

    private Map<Long, List<UserId>> recipients(List<StoredEvent> stored) {
        List<Long> listed = stored.stream()
                .filter(event -> event.audienceKind() == AudienceKind.LISTED.code())
                .map(StoredEvent::seq)
                .toList();
        if (listed.isEmpty()) {
            return Map.of();
        }
        Map<Long, List<UserId>> recipients = new HashMap<>();
        statements.each(
                RECIPIENTS,
                row -> recipients
                        .computeIfAbsent(row.number("seq"), _ -> new ArrayList<>())
                        .add(row.userId("user_id")),
                Statements.json(listed));
        return recipients;
    }

    private record StoredEvent(long seq, String type, int audienceKind, OptionalLong audienceId, byte[] event) {
        static StoredEvent of(Row row) {
            return new StoredEvent(
                    row.number("seq"),
                    row.text("type"),
                    (int) row.number("audience_kind"),
                    row.optionalNumber("audience_id"),
                    row.bytes("event"));
        }

        LoggedEvent logged(List<UserId> listed) {
            Audience audience = AudienceKind.audience(audienceKind, audienceId, listed);
            return new LoggedEvent(new LogPosition(seq), type, audience, ByteString.copyFrom(event));
        }
    }
}
