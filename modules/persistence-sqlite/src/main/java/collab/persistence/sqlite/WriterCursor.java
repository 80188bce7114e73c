package collab.persistence.sqlite;

import collab.domain.audit.Origin;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.rules.DecisionContext;
import collab.persistence.sqlite.query.Statements;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The state of the writer: the head, the newest ids, the time of the newest event. Read from the database at the start and after
 * a failure, then kept in memory. Used only on the writer's thread.
 */
final class WriterCursor implements DecisionContext.IdSource {
    /** Larger than the steps of a time service on a machine that runs. */
    static final Duration CORRECTION_MAX = Duration.ofMinutes(10);

    private LogPosition head;
    private Instant latest;
    private long commits;
    private long user;
    private long group;
    private long workspace;
    private long channel;
    private long message;
    private long session;
    private long invitation;

    WriterCursor(Statements statements) {
        head = new LogPosition(statements.number("SELECT head FROM log_state"));
        latest = statements
                .find("SELECT at FROM event_log WHERE seq = ?", row -> row.time("at"), head)
                .orElse(Instant.EPOCH);
        commits = commits(statements);
        user = statements.number("SELECT coalesce(max(id), 0) FROM app_user");
        group = statements.number("SELECT coalesce(max(id), 0) FROM app_group");
        workspace = statements.number("SELECT coalesce(max(id), 0) FROM workspace");
        channel = statements.number("SELECT coalesce(max(id), 0) FROM channel");
        message = statements.number("SELECT coalesce(max(id), 0) FROM message");
        session = statements.number("SELECT coalesce(max(id), 0) FROM session");
        invitation = statements.number("SELECT coalesce(max(id), 0) FROM invitation");
    }

    LogPosition head() {
        return head;
    }

    void moveTo(LogPosition position) {
        head = position;
    }

    /** How many transactions have changed the database, the present one included. */
    long commits() {
        return commits;
    }

    void countCommit() {
        commits++;
    }

    static long commits(Statements statements) {
        return statements.number("SELECT commits FROM log_state");
    }

    /**
     * The context of the next decision. Its time is not before the time of an earlier event while the clock is corrected by up to
     * {@link #CORRECTION_MAX}. It follows the clock back further than that: a clock that showed a time far ahead for a moment must
     * not date everything after it, nor end the sessions that expire before that time.
     */
    DecisionContext nextDecision(Instant clock, Origin origin) {
        Instant now = clock.truncatedTo(ChronoUnit.MILLIS);
        boolean corrected = now.isBefore(latest) && !now.isBefore(latest.minus(CORRECTION_MAX));
        latest = corrected ? latest : now;
        return new DecisionContext(latest, head.plus(1), this, origin);
    }

    @Override
    public UserId newUser() {
        return new UserId(++user);
    }

    @Override
    public GroupId newGroup() {
        return new GroupId(++group);
    }

    @Override
    public WorkspaceId newWorkspace() {
        return new WorkspaceId(++workspace);
    }

    @Override
    public ChannelId newChannel() {
        return new ChannelId(++channel);
    }

    @Override
    public MessageId newMessage() {
        return new MessageId(++message);
    }

    @Override
    public SessionId newSession() {
        return new SessionId(++session);
    }

    @Override
    public InvitationId newInvitation() {
        return new InvitationId(++invitation);
    }
}
