package collab.persistence.sqlite;

import collab.domain.Audience;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.EntityRef;
import collab.domain.rules.DecisionContext;
import collab.persistence.Commit;
import collab.persistence.Ledger.Operation;
import collab.persistence.Ledger.Submission;
import collab.persistence.Ledger.Verdict;
import collab.persistence.LoggedEvent;
import collab.persistence.spi.CommandRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that share one transaction, one after the other, each inside a savepoint of its own. Nothing of it is true
 * before COMMIT. Only the writer's thread.
 */
final class CommandBatch {
    private final Statements statements;
    private final WriterCursor cursor;
    private final CommandRules rules;
    private final EventProjection rows;
    private final LogWriter log;
    private final IdempotencyStore operations;
    private final List<LoggedEvent> logged = new ArrayList<>();

    /** Whether there is anything to commit. */
    private boolean changed;

    CommandBatch(Statements statements, WriterCursor cursor, CommandRules rules) {
        this.statements = statements;
        this.cursor = cursor;
        this.rules = rules;
        this.rows = new EventProjection(statements);
        this.log = new LogWriter(statements);
        this.operations = new IdempotencyStore(statements);
    }

    /** What was logged so far, in order. */
    List<LoggedEvent> logged() {
        return logged;
    }

    /** Decides and writes one command; when that fails, what it wrote is rolled back and its positions are free again. */
    Verdict execute(Submission submission, Instant clock) {
        LogPosition before = cursor.head();
        boolean changedBefore = changed;
        int loggedBefore = logged.size();
        statements.run("SAVEPOINT command");
        try {
            Verdict verdict = answer(submission, clock);
            statements.run("RELEASE command");
            return verdict;
        } catch (RuntimeException failure) {
            if (TransactionFault.of(failure) == TransactionFault.OF_COMMAND) {
                statements.run("ROLLBACK TO command");
                statements.run("RELEASE command");
                cursor.moveTo(before);
                logged.subList(loggedBefore, logged.size()).clear();
                changed = changedBefore;
            }
            throw failure;
        }
    }

    /** The last write of the transaction, if there is anything to commit. */
    void end() {
        if (changed) {
            cursor.countCommit();
            statements.run("UPDATE log_state SET head = ?, commits = ?", cursor.head(), cursor.commits());
        }
    }

    /** How many commits there are in the database when this one has happened. */
    long commits() {
        return cursor.commits();
    }

    private Verdict answer(Submission submission, Instant clock) {
        DecisionContext turn = cursor.turn(clock);
        SqliteWorld world = new SqliteWorld(statements, turn.now());
        Optional<IdempotencyStore.Earlier> earlier =
                submission.operation().flatMap(operation -> operations.find(submission.caller(), operation));
        if (earlier.isPresent()) {
            return repeat(submission, earlier.get(), world);
        }
        return switch (rules.decide(world, submission.caller(), submission.command(), turn)) {
            case Decision.Rejected rejected -> new Verdict.Refused(rejected.why());
            case Decision.Accepted accepted -> new Verdict.Committed(write(submission, accepted, turn, world));
        };
    }

    private Verdict repeat(Submission submission, IdempotencyStore.Earlier earlier, SqliteWorld world) {
        Operation operation = submission.operation().orElseThrow();
        if (!earlier.sameAs(operation)) {
            return new Verdict.Refused(new Rejection(
                    Reason.OPERATION_REUSED,
                    "op_id " + operation.opId() + " was used before, for other parameters or another method"));
        }
        return rules.recall(world, submission.caller(), earlier.result())
                .<Verdict>map(entity -> new Verdict.Committed(new Commit(earlier.seq(), earlier.await(), entity)))
                .orElseGet(() -> new Verdict.Refused(outOfSight(earlier.result())));
    }

    private static Rejection outOfSight(EntityRef ref) {
        Reason reason = switch (ref) {
            case EntityRef.OfUser _ -> Reason.USER_NOT_FOUND;
            case EntityRef.OfGroup _ -> Reason.GROUP_NOT_FOUND;
            case EntityRef.OfWorkspace _ -> Reason.WORKSPACE_NOT_FOUND;
            case EntityRef.OfChannel _, EntityRef.OfReadState _ -> Reason.CHANNEL_NOT_FOUND;
            case EntityRef.OfMessage _ -> Reason.MESSAGE_NOT_FOUND;
            case EntityRef.OfSession _ -> Reason.SESSION_ENDED;
            case EntityRef.OfNothing _ -> Reason.PERMISSION_DENIED;
        };
        return new Rejection(reason, "what this operation made can not be seen any more");
    }

    private Commit write(Submission submission, Decision.Accepted accepted, DecisionContext turn, SqliteWorld world) {
        Optional<UserId> person = person(submission.caller());
        boolean await = false;
        for (Event event : accepted.events()) {
            LogPosition seq = cursor.head().plus(1);
            rows.write(event, seq, turn.now());
            Audience audience = Audience.of(event);
            logged.add(log.append(event, audience, seq, turn.now(), person));
            cursor.moveTo(seq);
            await = await || (person.isPresent() && reaches(audience, person.get(), world));
        }
        accepted.effects().forEach(rows::write);
        Commit commit = new Commit(cursor.head(), await, accepted.result());
        submission
                .operation()
                .ifPresent(operation -> operations.remember(submission.caller(), operation, commit, turn.now()));
        changed |= !accepted.events().isEmpty()
                || !accepted.effects().isEmpty()
                || submission.operation().isPresent();
        return commit;
    }

    /** Memberships are written up to and including the event's position, so who is in now was in then. */
    private static boolean reaches(Audience audience, UserId user, SqliteWorld world) {
        return switch (audience) {
            case Audience.Listed listed -> listed.users().contains(user);
            case Audience.OfChannel(ChannelId channel) ->
                world.channelRole(channel, user).isPresent();
            case Audience.OfWorkspace(WorkspaceId workspace) ->
                world.workspaceRole(workspace, user).isPresent();
            case Audience.Peers(UserId subject) -> subject.equals(user) || world.shareWorkspace(subject, user);
        };
    }

    private static Optional<UserId> person(Caller caller) {
        return switch (caller) {
            case Caller.Person person -> Optional.of(person.userId());
            case Caller.System _ -> Optional.empty();
        };
    }
}
