package collab.persistence.sqlite;

import collab.domain.Audience;
import collab.domain.Event;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.persistence.LoggedEvent;
import collab.persistence.spi.AudienceKind;
import collab.persistence.spi.EventCodec;
import collab.persistence.sqlite.query.MembershipInterval;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.Optional;

/** Appends events to the log, in one transaction. The rows of an event must be written before the event is appended. */
final class LogWriter {
    private static final String INSERT_EVENT = """
            INSERT INTO event_log (seq, at, actor_id, type, audience_kind, audience_id, event)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String INSERT_RECIPIENT = "INSERT INTO event_recipient (user_id, seq) VALUES (?, ?)";

    private static final String INSERT_PEERS = """
            INSERT INTO event_peers (workspace_id, seq)
            SELECT workspace_id, ? FROM workspace_member WHERE user_id = ? AND left_seq = ?
            """;

    private final Statements statements;

    LogWriter(Statements statements) {
        this.statements = statements;
    }

    LoggedEvent append(Event event, Audience audience, LogPosition seq, Instant at, Optional<UserId> actor) {
        var encoded = EventCodec.encode(event, at, actor);
        var logged = new LoggedEvent(seq, EventCodec.type(encoded), audience, encoded.toByteString());
        statements.run(
                INSERT_EVENT,
                seq,
                at,
                actor.map(UserId::value).orElse(0L),
                logged.type(),
                AudienceKind.of(audience).code(),
                AudienceKind.id(audience),
                logged.event().toByteArray());
        switch (audience) {
            case Audience.Listed listed -> listed.users().forEach(user -> addRecipient(user, seq));
            case Audience.Peers peers -> {
                addRecipient(peers.userId(), seq);
                statements.run(INSERT_PEERS, seq, peers.userId(), MembershipInterval.OPEN);
            }
            case Audience.OfChannel _, Audience.OfWorkspace _ -> {} // the index event_log_audience finds them
        }
        return logged;
    }

    private void addRecipient(UserId user, LogPosition seq) {
        statements.run(INSERT_RECIPIENT, user, seq);
    }
}
