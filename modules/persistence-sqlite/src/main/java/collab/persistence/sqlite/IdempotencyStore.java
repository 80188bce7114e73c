package collab.persistence.sqlite;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.EntityRef;
import collab.persistence.Commit;
import collab.persistence.Ledger.Operation;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.Optional;

/** The commands that can be repeated, under (caller, op_id), in one transaction. */
final class IdempotencyStore {
    private final Statements statements;

    IdempotencyStore(Statements statements) {
        this.statements = statements;
    }

    /** How an operation ended the first time. */
    record Earlier(String method, String parametersHash, EntityRef result, LogPosition seq, boolean await) {
        boolean sameAs(Operation operation) {
            return method.equals(operation.method()) && parametersHash.equals(operation.parametersHash());
        }
    }

    Optional<Earlier> find(Caller caller, Operation operation) {
        return statements.find(
                "SELECT method, parameters_hash, result_kind, result_id, result_second, seq, await"
                        + " FROM operation WHERE user_id = ? AND op_id = ?",
                IdempotencyStore::earlier,
                owner(caller),
                operation.opId());
    }

    void remember(Caller caller, Operation operation, Commit commit, Instant at) {
        Result result = Result.of(EntityRef.of(commit.result()));
        statements.run(
                "INSERT INTO operation (user_id, op_id, method, parameters_hash, result_kind, result_id, result_second, seq,"
                        + " await, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                owner(caller),
                operation.opId(),
                operation.method(),
                operation.parametersHash(),
                result.kind(),
                result.id(),
                result.second(),
                commit.seq(),
                commit.await(),
                at);
    }

    private static long owner(Caller caller) {
        return switch (caller) {
            case Caller.Person person -> person.userId().value();
            case Caller.System _ -> 0;
        };
    }

    private static Earlier earlier(DbRow row) {
        Result result = new Result(
                ResultKind.valueOf(RowMappers.text(row, 3)), RowMappers.number(row, 4), RowMappers.number(row, 5));
        return new Earlier(
                RowMappers.text(row, 1),
                RowMappers.text(row, 2),
                result.ref(),
                RowMappers.position(row, 6),
                RowMappers.number(row, 7) == 1);
    }

    private enum ResultKind {
        USER,
        GROUP,
        WORKSPACE,
        CHANNEL,
        MESSAGE,
        READ_STATE,
        SESSION,
        NOTHING
    }

    /** An {@link EntityRef} in three columns. */
    private record Result(ResultKind kind, long id, long second) {
        static Result of(EntityRef ref) {
            return switch (ref) {
                case EntityRef.OfUser user ->
                    new Result(ResultKind.USER, user.id().value(), 0);
                case EntityRef.OfGroup group ->
                    new Result(ResultKind.GROUP, group.id().value(), 0);
                case EntityRef.OfWorkspace workspace ->
                    new Result(ResultKind.WORKSPACE, workspace.id().value(), 0);
                case EntityRef.OfChannel channel ->
                    new Result(ResultKind.CHANNEL, channel.id().value(), 0);
                case EntityRef.OfMessage message ->
                    new Result(ResultKind.MESSAGE, message.id().value(), 0);
                case EntityRef.OfReadState state ->
                    new Result(
                            ResultKind.READ_STATE,
                            state.userId().value(),
                            state.channelId().value());
                case EntityRef.OfSession session ->
                    new Result(ResultKind.SESSION, session.id().value(), 0);
                case EntityRef.OfNothing _ -> new Result(ResultKind.NOTHING, 0, 0);
            };
        }

        EntityRef ref() {
            return switch (kind) {
                case USER -> new EntityRef.OfUser(new UserId(id));
                case GROUP -> new EntityRef.OfGroup(new GroupId(id));
                case WORKSPACE -> new EntityRef.OfWorkspace(new WorkspaceId(id));
                case CHANNEL -> new EntityRef.OfChannel(new ChannelId(id));
                case MESSAGE -> new EntityRef.OfMessage(new MessageId(id));
                case READ_STATE -> new EntityRef.OfReadState(new UserId(id), new ChannelId(second));
                case SESSION -> new EntityRef.OfSession(new SessionId(id));
                case NOTHING -> new EntityRef.OfNothing();
            };
        }
    }
}
