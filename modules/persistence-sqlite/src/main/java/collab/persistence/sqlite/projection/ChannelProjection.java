package collab.persistence.sqlite.projection;

import static collab.persistence.sqlite.query.MembershipInterval.OPEN;

import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelRole;
import collab.domain.model.ReadState;
import collab.persistence.sqlite.query.ListColumns;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;

/** Writes channels and channel memberships. */
final class ChannelProjection {
    private static final String INSERT = """
            INSERT INTO channel (id, workspace_id, kind, name, topic, members, created_by, created_at, archived_at,
              last_no, broadcast_no, ver)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """;

    private static final String INSERT_MEMBER = """
            INSERT INTO channel_member (channel_id, user_id, joined_seq, left_seq, role, joined_at, broadcast_no)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE = """
            UPDATE channel SET kind = ?, name = ?, topic = ?, archived_at = ?, ver = ? WHERE id = ?
            """;

    private static final String END_MEMBERSHIP = """
            UPDATE channel_member SET left_seq = ? WHERE channel_id = ? AND left_seq = ? AND user_id = ?
            """;

    private static final String SET_ROLE = """
            UPDATE channel_member SET role = ? WHERE channel_id = ? AND left_seq = ? AND user_id = ?
            """;

    private final Statements statements;
    private final ReadStateProjection readStates;
    private final ThreadProjection threads;

    ChannelProjection(Statements statements, ReadStateProjection readStates, ThreadProjection threads) {
        this.statements = statements;
        this.readStates = readStates;
        this.threads = threads;
    }

    /** Creates the channel unless it exists, and begins a membership for each new member. */
    void add(Event.ChannelAdded added, LogPosition seq, Instant at) {
        Channel channel = added.channel();
        statements.run(
                INSERT,
                channel.id(),
                channel.workspaceId(),
                channel.kind(),
                channel.name(),
                channel.topic(),
                ListColumns.optionalUserIds(channel.memberIds()),
                channel.createdBy(),
                channel.createdAt(),
                channel.archivedAt(),
                channel.lastNo(),
                channel.broadcastNo(),
                channel.ver());
        for (UserId member : added.gainers()) {
            statements.run(
                    INSERT_MEMBER, channel.id(), member, seq, OPEN, ChannelRole.MEMBER, at, channel.broadcastNo());
            readStates.deleteMentions(member, channel.id());
            readStates.put(ReadState.gained(member, channel, seq));
        }
    }

    void update(Channel channel) {
        statements.run(
                UPDATE,
                channel.kind(),
                channel.name(),
                channel.topic(),
                channel.archivedAt(),
                channel.ver(),
                channel.id());
    }

    void endMemberships(Event.ChannelRemoved removed, LogPosition seq) {
        for (UserId member : removed.losers()) {
            statements.run(END_MEMBERSHIP, seq, removed.channelId(), OPEN, member);
            readStates.deleteMentions(member, removed.channelId());
            threads.delete(member, removed.channelId());
        }
    }

    void setRole(ChannelId channel, UserId user, ChannelRole role) {
        statements.run(SET_ROLE, role, channel, OPEN, user);
    }
}
