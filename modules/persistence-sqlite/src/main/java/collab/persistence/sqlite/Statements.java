package collab.persistence.sqlite;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
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
 * Runs SQL inside one transaction. Parameters are domain values; each has one form in the database, decided in
 * {@link #column}. Only the transaction's thread.
 */
final class Statements {
    private final DbExecute transaction;

    Statements(DbExecute transaction) {
        this.transaction = transaction;
    }

    /** Answers how many rows it changed. */
    long run(String sql, Object... parameters) {
        return bind(transaction.createNamedDmlStatement(sql, sql), parameters).execute();
    }

    <T> List<T> list(String sql, Function<DbRow, T> row, Object... parameters) {
        try (Stream<DbRow> rows =
                bind(transaction.createNamedQuery(sql, sql), parameters).execute()) {
            return rows.map(row).toList();
        }
    }

    /** The first row. */
    <T> Optional<T> find(String sql, Function<DbRow, T> row, Object... parameters) {
        try (Stream<DbRow> rows =
                bind(transaction.createNamedQuery(sql, sql), parameters).execute()) {
            return rows.map(row).findFirst();
        }
    }

    /** The one number such a query always answers. */
    long number(String sql, Object... parameters) {
        return find(sql, row -> RowMappers.number(row, 1), parameters)
                .orElseThrow(() -> new IllegalStateException("no row from: " + sql));
    }

    void each(String sql, Consumer<DbRow> row, Object... parameters) {
        try (Stream<DbRow> rows =
                bind(transaction.createNamedQuery(sql, sql), parameters).execute()) {
            rows.forEach(row);
        }
    }

    /** A list of numbers as one parameter, for {@code IN (SELECT value FROM json_each(?))}. */
    static String json(Collection<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    /** A list of texts likewise. */
    static String jsonOfTexts(Collection<String> texts) {
        return texts.stream().map(Statements::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\') json.append("\\u%04x".formatted(c));
            else json.append((char) c);
        });
        return json.append('"').toString();
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
            case LogPosition position -> position.value();
            case Instant time -> time.toEpochMilli();
            case Enum<?> word -> word.name();
            case Boolean flag -> flag ? 1L : 0L;
            case Integer number -> number.longValue();
            case Long number -> number;
            case String text -> text;
            case byte[] bytes -> bytes;
            default -> throw new IllegalStateException("no column for a " + value.getClass() + ": " + value);
        };
    }
}
