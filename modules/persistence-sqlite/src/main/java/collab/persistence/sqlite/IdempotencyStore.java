package collab.persistence.sqlite;

import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.persistence.Commit;
import collab.persistence.Ledger.Operation;
import collab.persistence.Ledger.Verdict;
import collab.persistence.sqlite.query.Row;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Stores the results of commands that the caller may repeat, under (caller, op_id), in one transaction. */
final class IdempotencyStore {
    private static final String FIND = """
            SELECT method, parameters_hash, result_kind, result_id, result_second, seq, await
            FROM operation WHERE user_id = ? AND op_id = ?
            """;

    private static final String INSERT = """
            INSERT INTO operation (user_id, op_id, method, parameters_hash, result_kind, result_id, result_second, seq, await, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Statements statements;

    IdempotencyStore(Statements statements) {
        this.statements = statements;
    }

    /**
     * The answer to an operation that was executed before; empty for a new one.
     *
     * @param recall the present state of an entity, empty when the caller may no longer read it
     */
    Optional<Verdict> repeat(
            Caller caller, Operation operation, Function<EntityRef, Optional<? extends Entity>> recall) {
        return statements
                .find(FIND, IdempotencyStore::result, userId(caller), operation.opId())
                .map(earlier -> earlier.matches(operation) ? again(earlier, recall) : reused(operation));
    }

    private static Verdict again(Result earlier, Function<EntityRef, Optional<? extends Entity>> recall) {
        return recall.apply(earlier.entity())
                .<Verdict>map(entity -> new Verdict.Committed(new Commit(earlier.seq(), earlier.await(), entity)))
                .orElseGet(() -> new Verdict.Rejected(notReadable(earlier.entity())));
    }

    private static Verdict reused(Operation operation) {
        return new Verdict.Rejected(new Rejection(
                Reason.OPERATION_REUSED,
                "op_id " + operation.opId() + " was already used with other parameters or another method"));
    }

    private static Rejection notReadable(EntityRef ref) {
        Reason reason = switch (ref) {
            case EntityRef.OfUser _ -> Reason.USER_NOT_FOUND;
            case EntityRef.OfGroup _ -> Reason.GROUP_NOT_FOUND;
            case EntityRef.OfWorkspace _ -> Reason.WORKSPACE_NOT_FOUND;
            case EntityRef.OfChannel _, EntityRef.OfReadState _ -> Reason.CHANNEL_NOT_FOUND;
            case EntityRef.OfMessage _, EntityRef.OfThreadState _ -> Reason.MESSAGE_NOT_FOUND;
            case EntityRef.OfSession _ -> Reason.SESSION_ENDED;
            case EntityRef.OfNothing _ -> Reason.PERMISSION_DENIED;
        };
        return new Rejection(reason, "the result of this operation can no longer be read");
    }

    void save(Caller caller, Operation operation, Commit commit, Instant at) {
        EntityColumns entity = EntityColumns.of(EntityRef.of(commit.result()));
        statements.run(
                INSERT,
                userId(caller),
                operation.opId(),
                operation.method(),
                operation.parametersHash(),
                entity.kind(),
                entity.id(),
                entity.second(),
                commit.seq(),
                commit.await(),
                at);
    }

    /** The column {@code user_id}: 0 for the server. */
    private static long userId(Caller caller) {
        return switch (caller) {
            case Caller.Person person -> person.userId().value();
            case Caller.System _ -> 0;
        };
    }

    private static Result result(Row row) {
        EntityColumns entity = new EntityColumns(
                row.constant("result_kind", ResultKind.class), row.number("result_id"), row.number("result_second"));
        return new Result(
                row.text("method"), row.text("parameters_hash"), entity.ref(), row.position("seq"), row.flag("await"));
    }

    /** The result of the first execution of an operation. */
    private record Result(String method, String parametersHash, EntityRef entity, LogPosition seq, boolean await) {
        /** Whether the operation has the same method and parameters. */
        boolean matches(Operation operation) {
            return method.equals(operation.method()) && parametersHash.equals(operation.parametersHash());
        }
    }

    private enum ResultKind {
        USER,
        GROUP,
        WORKSPACE,
        CHANNEL,
        MESSAGE,
        READ_STATE,
        THREAD_STATE,
        SESSION,
        NOTHING
    }

    /** An {@link EntityRef} in three columns. */
    private record EntityColumns(ResultKind kind, long id, long second) {
        static EntityColumns of(EntityRef ref) {
            return switch (ref) {
                case EntityRef.OfUser user ->
                    new EntityColumns(ResultKind.USER, user.id().value(), 0);
                case EntityRef.OfGroup group ->
                    new EntityColumns(ResultKind.GROUP, group.id().value(), 0);
                case EntityRef.OfWorkspace workspace ->
                    new EntityColumns(ResultKind.WORKSPACE, workspace.id().value(), 0);
                case EntityRef.OfChannel channel ->
                    new EntityColumns(ResultKind.CHANNEL, channel.id().value(), 0);
                case EntityRef.OfMessage message ->
                    new EntityColumns(ResultKind.MESSAGE, message.id().value(), 0);
                case EntityRef.OfReadState state ->
                    new EntityColumns(
                            ResultKind.READ_STATE,
                            state.userId().value(),
                            state.channelId().value());
                case EntityRef.OfThreadState state ->
                    new EntityColumns(
                            ResultKind.THREAD_STATE,
                            state.userId().value(),
                            state.parentId().value());
                case EntityRef.OfSession session ->
                    new EntityColumns(ResultKind.SESSION, session.id().value(), 0);
                case EntityRef.OfNothing _ -> new EntityColumns(ResultKind.NOTHING, 0, 0);
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
                case THREAD_STATE -> new EntityRef.OfThreadState(new UserId(id), new MessageId(second));
                case SESSION -> new EntityRef.OfSession(new SessionId(id));
                case NOTHING -> new EntityRef.OfNothing();
            };
        }
    }
}
