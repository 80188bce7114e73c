package collab.persistence.sqlite;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import collab.persistence.spi.EventCodec;
import collab.wire.event.v2.MessageReacted;
import com.google.protobuf.InvalidProtocolBufferException;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Rows read as domain values: for each entity its columns, in the order in which its reader takes them. */
final class RowMappers {
    /** The end of an interval that is still open. */
    static final long OPEN = Long.MAX_VALUE;

    private RowMappers() {}

    static final String USER =
            "u.id, u.username, u.display_name, u.avatar_url, u.status_text, u.created_at, u.deactivated_at, u.ver";

    static User user(DbRow row) {
        return new User(
                new UserId(number(row, 1)),
                text(row, 2),
                text(row, 3),
                optionalText(row, 4),
                text(row, 5),
                time(row, 6),
                optionalTime(row, 7),
                position(row, 8));
    }

    static final String GROUP = "g.id, g.name, g.description, g.created_at, g.deleted_at, g.ver";

    static Group group(DbRow row) {
        return new Group(
                new GroupId(number(row, 1)),
                text(row, 2),
                text(row, 3),
                time(row, 4),
                optionalTime(row, 5),
                position(row, 6));
    }

    static final String WORKSPACE = "w.id, w.name, w.created_at, w.ver";

    static Workspace workspace(DbRow row) {
        return new Workspace(new WorkspaceId(number(row, 1)), text(row, 2), time(row, 3), position(row, 4));
    }

    static final String CHANNEL =
            "c.id, c.workspace_id, c.kind, c.name, c.topic, c.members, c.created_by, c.created_at,"
                    + " c.archived_at, c.last_no, c.broadcast_no, c.ver";

    static Channel channel(DbRow row) {
        return new Channel(
                new ChannelId(number(row, 1)),
                new WorkspaceId(number(row, 2)),
                ChannelKind.valueOf(text(row, 3)),
                optionalText(row, 4),
                text(row, 5),
                new UserId(number(row, 7)),
                time(row, 8),
                optionalTime(row, 9),
                optionalText(row, 6).map(RowMappers::users).orElse(List.of()),
                number(row, 10),
                number(row, 11),
                position(row, 12));
    }

    static final String MESSAGE = "m.id, m.no, m.channel_id, m.user_id, m.parent_id, m.text, m.created_at, m.edited_at,"
            + " m.pinned, m.reactions, m.reply_count, m.last_reply_at, m.mentions, m.broadcast, m.ver";

    static final int MESSAGE_COLUMNS = 15;

    static Message message(DbRow row) {
        return new Message(
                new MessageId(number(row, 1)),
                optionalNumber(row, 2),
                new ChannelId(number(row, 3)),
                new UserId(number(row, 4)),
                optionalId(row, 5).map(MessageId::new),
                text(row, 6),
                time(row, 7),
                optionalTime(row, 8),
                number(row, 9) == 1,
                optionalBytes(row, 10).map(RowMappers::reactions).orElse(List.of()),
                (int) number(row, 11),
                optionalTime(row, 12),
                optionalText(row, 13).map(RowMappers::users).orElse(List.of()),
                optionalText(row, 14).map(Broadcast::valueOf),
                position(row, MESSAGE_COLUMNS));
    }

    static final String READ_STATE =
            "r.user_id, r.channel_id, r.last_read, r.read_no, r.mentions, r.read_broadcast_no, r.ver";

    static ReadState readState(DbRow row) {
        return new ReadState(
                new UserId(number(row, 1)),
                new ChannelId(number(row, 2)),
                optionalId(row, 3).map(MessageId::new),
                number(row, 4),
                (int) number(row, 5),
                number(row, 6),
                position(row, 7));
    }

    static final String SESSION = "s.id, s.user_id, s.created_at, s.expires_at";

    static Session session(DbRow row) {
        return new Session(new SessionId(number(row, 1)), new UserId(number(row, 2)), time(row, 3), time(row, 4));
    }

    static final String CHANNEL_MEMBER = "cm.channel_id, cm.user_id, cm.role, cm.joined_at";

    static ChannelMember channelMember(DbRow row) {
        return new ChannelMember(
                new ChannelId(number(row, 1)),
                new UserId(number(row, 2)),
                ChannelRole.valueOf(text(row, 3)),
                time(row, 4));
    }

    static final String WORKSPACE_MEMBER = "wm.workspace_id, wm.user_id, wm.role";

    static WorkspaceMember workspaceMember(DbRow row) {
        return new WorkspaceMember(
                new WorkspaceId(number(row, 1)), new UserId(number(row, 2)), WorkspaceRole.valueOf(text(row, 3)));
    }

    static final String GRANT = "g.name, g.workspace_id";

    static Grant grant(DbRow row) {
        long workspace = number(row, 2);
        return new Grant(
                Right.valueOf(text(row, 1)),
                workspace == 0 ? Optional.empty() : Optional.of(new WorkspaceId(workspace)));
    }

    // ---- lists in one column

    static String users(List<UserId> users) {
        return users.stream().map(UserId::toString).collect(Collectors.joining(","));
    }

    static List<UserId> users(String column) {
        return Arrays.stream(column.split(",", -1))
                .map(id -> new UserId(Long.parseLong(id)))
                .toList();
    }

    static byte[] reactions(List<Reaction> reactions) {
        return MessageReacted.newBuilder()
                .addAllReactions(EventCodec.reactions(reactions))
                .build()
                .toByteArray();
    }

    static List<Reaction> reactions(byte[] column) {
        try {
            return MessageReacted.parseFrom(column).getReactionsList().stream()
                    .map(reaction -> new Reaction(
                            reaction.getEmoji(),
                            reaction.getUserIdsList().stream().map(UserId::new).toList()))
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message's reactions can not be read", e);
        }
    }

    // ---- columns, numbered from 1

    /** SQLite's integers arrive as Integer or Long, whichever is enough. */
    static long number(DbRow row, int column) {
        return row.column(column).get(Number.class).longValue();
    }

    static OptionalLong optionalNumber(DbRow row, int column) {
        Number value = row.column(column).get(Number.class);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    static Optional<Long> optionalId(DbRow row, int column) {
        return Optional.ofNullable(row.column(column).get(Number.class)).map(Number::longValue);
    }

    static String text(DbRow row, int column) {
        return row.column(column).get(String.class);
    }

    static Optional<String> optionalText(DbRow row, int column) {
        return Optional.ofNullable(row.column(column).get(String.class));
    }

    static Optional<byte[]> optionalBytes(DbRow row, int column) {
        return Optional.ofNullable(row.column(column).get(byte[].class));
    }

    static Instant time(DbRow row, int column) {
        return Instant.ofEpochMilli(number(row, column));
    }

    static Optional<Instant> optionalTime(DbRow row, int column) {
        return optionalId(row, column).map(Instant::ofEpochMilli);
    }

    static LogPosition position(DbRow row, int column) {
        return new LogPosition(number(row, column));
    }
}
