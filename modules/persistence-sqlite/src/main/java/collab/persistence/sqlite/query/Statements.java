package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatement;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs SQL inside one transaction. Parameters are domain values; {@link #column} defines the stored form of each type. Every
 * connection keeps one prepared statement per SQL text, so each text must be a constant. Used only on the transaction's thread.
 */
public final class Statements {
    private final DbExecute transaction;

    public Statements(DbExecute transaction) {
        this.transaction = transaction;
    }

    /** Executes a statement that writes and returns how many rows it changed. */
    public long run(String sql, Object... parameters) {
        return bind(transaction.createNamedDmlStatement(sql, sql), parameters).execute();
    }

    /** Returns all rows of a query. */
    public <T> List<T> list(String sql, Function<Row, T> mapper, Object... parameters) {
        try (Stream<DbRow> rows =
                bind(transaction.createNamedQuery(sql, sql), parameters).execute()) {
            return rows.map(row -> mapper.apply(new Row(row))).toList();
        }
    }

    /** Returns the first row of a query. */
    public <T> Optional<T> find(String sql, Function<Row, T> mapper, Object... parameters) {
        try (Stream<DbRow> rows =
                bind(transaction.createNamedQuery(sql, sql), parameters).execute()) {
            return rows.map(row -> mapper.apply(new Row(row))).findFirst();
        }
    }

    /** Whether a query has a row. */
    public boolean exists(String sql, Object... parameters) {
        return find(sql, _ -> true, parameters).isPresent();
    }

    /** Returns the number of a query that always has one row with one column. */
    public long number(String sql, Object... parameters) {
        return find(sql, Row::number, parameters)
                .orElseThrow(() -> new IllegalStateException("query without a row: " + sql));
    }

    /** Passes each row of a query to the consumer. */
    public void each(String sql, Consumer<Row> consumer, Object... parameters) {
        try (Stream<DbRow> rows =
                bind(transaction.createNamedQuery(sql, sql), parameters).execute()) {
            rows.forEach(row -> consumer.accept(new Row(row)));
        }
    }

    /** Encodes a list of numbers as one parameter, for {@code IN (SELECT value FROM json_each(?))}. */
    public static String json(Collection<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private static <S extends DbStatement<S>> S bind(S statement, Object... parameters) {
        for (Object parameter : parameters) {
            if (parameter instanceof Optional<?> optional) {
                statement.addParam(optional.map(Statements::column).orElse(null));
            } else if (parameter instanceof OptionalLong optional) {
                statement.addParam(optional.isPresent() ? (Object) optional.getAsLong() : null);
            } else {
                statement.addParam(column(parameter));
            }
        }
        return statement;
    }

    private static Object column(Object value) {
        return switch (value) {
            case UserId id -> id.value();
            case GroupId id -> id.value();
            case WorkspaceId id -> id.value();
            case ChannelId id -> id.value();
            case MessageId id -> id.value();
            case SessionId id -> id.value();
            case InvitationId id -> id.value();
            case LogPosition position -> position.value();
            case Instant time -> time.toEpochMilli();
            case Enum<?> constant -> constant.name();
            case Boolean flag -> flag ? 1L : 0L;
            case Integer number -> number.longValue();
            case Long number -> number;
            case String text -> text;
            case byte[] bytes -> bytes;
            default -> throw new IllegalStateException("no column type for " + value.getClass() + ": " + value);
        };
    }
}
