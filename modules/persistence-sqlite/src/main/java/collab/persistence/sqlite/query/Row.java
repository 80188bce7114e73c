package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Reaction;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A row of a query result. Columns are read by name, as domain values. */
public final class Row {
    private final DbRow row;

    Row(DbRow row) {
        this.row = row;
    }

    /** The number in the only column. */
    long number() {
        return row.column(1).get(Number.class).longValue();
    }

    // ---- Plain values ----

    /** SQLite's integers arrive as Integer or Long, depending on their size. */
    public long number(String column) {
        return row.column(column).get(Number.class).longValue();
    }

    public OptionalLong optionalNumber(String column) {
        Number value = row.column(column).get(Number.class);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    public boolean flag(String column) {
        return number(column) == 1;
    }

    public String text(String column) {
        return row.column(column).get(String.class);
    }

    public Optional<String> optionalText(String column) {
        return Optional.ofNullable(row.column(column).get(String.class));
    }

    public byte[] bytes(String column) {
        return row.column(column).get(byte[].class);
    }

    // ---- Domain values ----

    public Instant time(String column) {
        return Instant.ofEpochMilli(number(column));
    }

    public Optional<Instant> optionalTime(String column) {
        return boxed(column).map(Instant::ofEpochMilli);
    }

    public LogPosition position(String column) {
        return new LogPosition(number(column));
    }

    public UserId userId(String column) {
        return new UserId(number(column));
    }

    public Optional<UserId> optionalUserId(String column) {
        return boxed(column).map(UserId::new);
    }

    public GroupId groupId(String column) {
        return new GroupId(number(column));
    }

    public WorkspaceId workspaceId(String column) {
        return new WorkspaceId(number(column));
    }

    public ChannelId channelId(String column) {
        return new ChannelId(number(column));
    }

    public MessageId messageId(String column) {
        return new MessageId(number(column));
    }

    public Optional<MessageId> optionalMessageId(String column) {
        return boxed(column).map(MessageId::new);
    }

    public SessionId sessionId(String column) {
        return new SessionId(number(column));
    }

    public Optional<SessionId> optionalSessionId(String column) {
        return boxed(column).map(SessionId::new);
    }

    public Optional<WorkspaceId> optionalWorkspaceId(String column) {
        return boxed(column).map(WorkspaceId::new);
    }

    public <E extends Enum<E>> E constant(String column, Class<E> type) {
        return Enum.valueOf(type, text(column));
    }

    public <E extends Enum<E>> Optional<E> optionalConstant(String column, Class<E> type) {
        return optionalText(column).map(name -> Enum.valueOf(type, name));
    }

    // ---- Lists in one column; NULL is an empty list ----

    public List<UserId> userIds(String column) {
        return optionalText(column).map(ListColumns::userIds).orElse(List.of());
    }

    public List<ChannelId> channelIds(String column) {
        return optionalText(column).map(ListColumns::channelIds).orElse(List.of());
    }

    public List<Reaction> reactions(String column) {
        return Optional.ofNullable(row.column(column).get(byte[].class))
                .map(ListColumns::reactions)
                .orElse(List.of());
    }

    private Optional<Long> boxed(String column) {
        return Optional.ofNullable(row.column(column).get(Number.class)).map(Number::longValue);
    }
}
