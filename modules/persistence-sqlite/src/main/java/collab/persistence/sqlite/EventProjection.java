package collab.persistence.sqlite;

import static collab.persistence.sqlite.RowMappers.OPEN;

import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Turns events and effects into rows, in one transaction. */
final class EventProjection {
    /** Earlier texts that are kept of one message. */
    static final int VERSIONS_MAX = 100;

    private final Statements statements;

    EventProjection(Statements statements) {
        this.statements = statements;
    }

    void write(Event event, LogPosition seq, Instant at) {
        switch (event) {
            case Event.MessageCreated created -> createMessage(created.message(), created.lastNo(), seq);
            case Event.MessageUpdated updated -> updateMessage(updated.message());
            case Event.MessageDeleted deleted -> deleteMessage(deleted, seq, at);
            case Event.MessageReacted reacted -> react(reacted, seq);
            case Event.MessagePinUpdated pin ->
                statements.run(
                        "UPDATE message SET pinned = ?, ver = ? WHERE id = ?", pin.pinned(), seq, pin.messageId());
            case Event.ThreadUpdated thread ->
                statements.run(
                        "UPDATE message SET reply_count = ?, last_reply_at = ?, ver = ? WHERE id = ?",
                        thread.replyCount(),
                        thread.lastReplyAt(),
                        seq,
                        thread.parentId());
            case Event.ChannelAdded added -> addChannel(added, seq, at);
            case Event.ChannelUpdated updated -> updateChannel(updated.channel());
            case Event.ChannelArchived archived -> updateChannel(archived.channel());
            case Event.ChannelRemoved removed -> removeChannel(removed, seq);
            case Event.ChannelMemberJoined joined -> setRole(joined.channelId(), joined.userId(), joined.role());
            case Event.ChannelMemberLeft _ -> {} // the interval ended with ChannelRemoved
            case Event.ReadStateChanged read -> putReadState(read.readState());
            case Event.MentionCreated mention -> mention(mention, seq);
            case Event.BroadcastCreated broadcast -> broadcast(broadcast, seq);
            case Event.UserUpdated updated -> putUser(updated.user());
            case Event.PermissionsChanged _ -> {} // tells of what effects did
            case Event.GroupUpdated updated -> putGroup(updated.group());
            case Event.SessionRevoked revoked ->
                statements.run("UPDATE session SET revoked_at = ? WHERE id = ?", at, revoked.sessionId());
            case Event.WorkspaceAdded added -> addWorkspace(added, seq);
            case Event.WorkspaceUpdated updated -> putWorkspace(updated.workspace());
            case Event.WorkspaceRemoved removed -> removeWorkspace(removed, seq, at);
            case Event.WorkspaceMemberJoined joined ->
                setRole(joined.workspaceId(), joined.user().id(), joined.role());
            case Event.WorkspaceMemberLeft _ -> {} // the interval ended with WorkspaceRemoved
        }
    }

    void write(Effect effect) {
        switch (effect) {
            case Effect.SessionOpened opened ->
                statements.run(
                        "INSERT INTO session (id, user_id, token_hash, created_at, expires_at, name)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        opened.session().id(),
                        opened.session().userId(),
                        opened.tokenHash(),
                        opened.session().createdAt(),
                        opened.session().expiresAt(),
                        opened.name());
            case Effect.PasswordSet set ->
                statements.run(
                        "INSERT INTO user_password (user_id, hash) VALUES (?, ?)"
                                + " ON CONFLICT DO UPDATE SET hash = excluded.hash",
                        set.userId(),
                        set.hash());
            case Effect.GroupJoined(GroupId group, GroupMember.Person(UserId user)) ->
                statements.run("INSERT INTO group_person (group_id, user_id) VALUES (?, ?)", group, user);
            case Effect.GroupJoined(GroupId group, GroupMember.Nested(GroupId nested)) ->
                statements.run("INSERT INTO group_nested (group_id, inner_id) VALUES (?, ?)", group, nested);
            case Effect.GroupLeft(GroupId group, GroupMember.Person(UserId user)) ->
                statements.run("DELETE FROM group_person WHERE group_id = ? AND user_id = ?", group, user);
            case Effect.GroupLeft(GroupId group, GroupMember.Nested(GroupId nested)) ->
                statements.run("DELETE FROM group_nested WHERE group_id = ? AND inner_id = ?", group, nested);
            case Effect.GroupRightsSet(GroupId group, List<Grant> grants) -> {
                statements.run("DELETE FROM group_right WHERE group_id = ?", group);
                for (Grant grant : grants) {
                    statements.run(
                            "INSERT INTO group_right (group_id, name, workspace_id) VALUES (?, ?, ?)",
                            group,
                            grant.right(),
                            grant.workspaceId().map(WorkspaceId::value).orElse(0L));
                }
            }
            case Effect.GroupGone(GroupId group) -> {
                statements.run("DELETE FROM group_person WHERE group_id = ?", group);
                statements.run("DELETE FROM group_nested WHERE group_id = ? OR inner_id = ?", group, group);
                statements.run("DELETE FROM group_right WHERE group_id = ?", group);
            }
            case Effect.RightGranted granted ->
                statements.run(
                        "INSERT INTO user_right (user_id, name, workspace_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        granted.userId(),
                        granted.grant().right(),
                        granted.grant().workspaceId().map(WorkspaceId::value).orElse(0L));
            case Effect.MessageImported imported ->
                statements.run(
                        "INSERT INTO imported_message (channel_id, source_key, message_id) VALUES (?, ?, ?)",
                        imported.channelId(),
                        imported.key(),
                        imported.messageId());
            case Effect.MentionsSeen seen ->
                statements.run(
                        "UPDATE mention SET seen = 1 WHERE user_id = ? AND channel_id = ?"
                                + " AND message_id IN (SELECT value FROM json_each(?))",
                        seen.userId(),
                        seen.channelId(),
                        Statements.json(
                                seen.messageIds().stream().map(MessageId::value).toList()));
            case Effect.ChannelRoleSet set -> setRole(set.channelId(), set.userId(), set.role());
        }
    }

    // ---- messages

    private void createMessage(Message message, long lastNo, LogPosition seq) {
        statements.run(
                "INSERT INTO message (id, channel_id, no, user_id, parent_id, text, created_at, edited_at, pinned, reactions,"
                        + " reply_count, last_reply_at, mentions, broadcast, ver)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                message.id(),
                message.channelId(),
                message.no(),
                message.userId(),
                message.parentId(),
                message.text(),
                message.createdAt(),
                message.editedAt(),
                message.pinned(),
                none(message.reactions()).map(RowMappers::reactions),
                message.replyCount(),
                message.lastReplyAt(),
                none(message.mentions()).map(RowMappers::users),
                message.broadcast(),
                message.ver());
        indexSigns(message);
        if (message.no().isPresent()) {
            statements.run("UPDATE channel SET last_no = ? WHERE id = ?", lastNo, message.channelId());
            statements.run(
                    "INSERT INTO read_state (user_id, channel_id, last_read, read_no, mentions, ver) VALUES (?, ?, ?, ?, 0, ?)"
                            + " ON CONFLICT DO UPDATE SET last_read = excluded.last_read, read_no = excluded.read_no,"
                            + " ver = excluded.ver",
                    message.userId(),
                    message.channelId(),
                    message.id(),
                    message.no(),
                    seq);
        }
    }

    private void updateMessage(Message message) {
        keepVersion(message.id());
        statements.run(
                "UPDATE message SET text = ?, edited_at = ?, mentions = ?, broadcast = ?, ver = ? WHERE id = ?",
                message.text(),
                message.editedAt(),
                none(message.mentions()).map(RowMappers::users),
                message.broadcast(),
                message.ver(),
                message.id());
        forgetSigns(message.id());
        indexSigns(message);
    }

    /** Words are indexed by triggers; what is written without spaces is not made of words. */
    private void indexSigns(Message message) {
        String signs = CjkTokenizer.spaced(message.text());
        if (!signs.isEmpty()) {
            statements.run("INSERT INTO message_sign (rowid, signs) VALUES (?, ?)", message.id(), signs);
        }
    }

    private void forgetSigns(MessageId message) {
        statements.run("DELETE FROM message_sign WHERE rowid = ?", message);
    }

    /** What the message says until now; of many edits the oldest texts are forgotten. */
    private void keepVersion(MessageId message) {
        statements.run(
                "INSERT INTO message_version (message_id, ver, text, at)"
                        + " SELECT id, ver, text, coalesce(edited_at, created_at) FROM message WHERE id = ?",
                message);
        statements.run(
                "DELETE FROM message_version WHERE message_id = ? AND ver <="
                        + " (SELECT ver FROM message_version WHERE message_id = ? ORDER BY ver DESC LIMIT 1 OFFSET ?)",
                message,
                message,
                VERSIONS_MAX);
    }

    private void deleteMessage(Event.MessageDeleted deleted, LogPosition seq, Instant at) {
        statements.run(
                "UPDATE message SET text = '', deleted_at = ?, pinned = 0, reactions = NULL, mentions = NULL,"
                        + " broadcast = NULL, ver = ? WHERE id = ?",
                at,
                seq,
                deleted.messageId());
        forgetSigns(deleted.messageId());
        statements.run("DELETE FROM mention WHERE message_id = ?", deleted.messageId());
        statements.run("DELETE FROM message_version WHERE message_id = ?", deleted.messageId());
    }

    private void react(Event.MessageReacted reacted, LogPosition seq) {
        statements.run(
                "UPDATE message SET reactions = ?, ver = ? WHERE id = ?",
                none(reacted.reactions()).map(RowMappers::reactions),
                seq,
                reacted.messageId());
    }

    private void mention(Event.MentionCreated created, LogPosition seq) {
        statements.run(
                "INSERT INTO mention (user_id, channel_id, message_id) VALUES (?, ?, ?)",
                created.receiver(),
                created.mention().channelId(),
                created.mention().messageId());
        statements.run(
                "INSERT INTO read_state (user_id, channel_id, read_no, mentions, ver) VALUES (?, ?, 0, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET mentions = excluded.mentions, ver = excluded.ver",
                created.receiver(),
                created.mention().channelId(),
                created.mentions(),
                seq);
    }

    private void broadcast(Event.BroadcastCreated created, LogPosition seq) {
        if (created.reach() == Broadcast.HERE) return; // told, and kept as the message alone
        Mention mention = created.mention();
        statements.run("UPDATE message SET broadcast_no = ? WHERE id = ?", created.broadcastNo(), mention.messageId());
        statements.run("UPDATE channel SET broadcast_no = ? WHERE id = ?", created.broadcastNo(), mention.channelId());
        statements.run(
                "UPDATE read_state SET read_broadcast_no = ?, ver = ? WHERE user_id = ? AND channel_id = ?",
                created.broadcastNo(),
                seq,
                mention.author(),
                mention.channelId());
    }

    private void putReadState(ReadState state) {
        statements.run(
                "INSERT INTO read_state (user_id, channel_id, last_read, read_no, mentions, read_broadcast_no, ver)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET last_read = excluded.last_read,"
                        + " read_no = excluded.read_no, mentions = excluded.mentions,"
                        + " read_broadcast_no = excluded.read_broadcast_no, ver = excluded.ver",
                state.userId(),
                state.channelId(),
                state.lastRead(),
                state.readNo(),
                state.mentions(),
                state.readBroadcastNo(),
                state.ver());
    }

    // ---- channels

    private void addChannel(Event.ChannelAdded added, LogPosition seq, Instant at) {
        Channel channel = added.channel();
        statements.run(
                "INSERT INTO channel (id, workspace_id, kind, name, topic, members, created_by, created_at, archived_at,"
                        + " last_no, broadcast_no, ver) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (id) DO NOTHING",
                channel.id(),
                channel.workspaceId(),
                channel.kind(),
                channel.name(),
                channel.topic(),
                none(channel.memberIds()).map(RowMappers::users),
                channel.createdBy(),
                channel.createdAt(),
                channel.archivedAt(),
                channel.lastNo(),
                channel.broadcastNo(),
                channel.ver());
        for (UserId gainer : added.gainers()) {
            statements.run(
                    "INSERT INTO channel_member (channel_id, user_id, joined_seq, left_seq, role, joined_at, broadcast_no)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    channel.id(),
                    gainer,
                    seq,
                    OPEN,
                    ChannelRole.MEMBER,
                    at,
                    channel.broadcastNo());
            forgetMentions(gainer, channel.id());
            putReadState(ReadState.gained(gainer, channel, seq));
        }
    }

    private void updateChannel(Channel channel) {
        statements.run(
                "UPDATE channel SET kind = ?, name = ?, topic = ?, archived_at = ?, ver = ? WHERE id = ?",
                channel.kind(),
                channel.name(),
                channel.topic(),
                channel.archivedAt(),
                channel.ver(),
                channel.id());
    }

    private void removeChannel(Event.ChannelRemoved removed, LogPosition seq) {
        for (UserId loser : removed.losers()) {
            statements.run(
                    "UPDATE channel_member SET left_seq = ? WHERE channel_id = ? AND left_seq = ? AND user_id = ?",
                    seq,
                    removed.channelId(),
                    OPEN,
                    loser);
            forgetMentions(loser, removed.channelId());
        }
    }

    /** A mention counts within one stay: whoever leaves and comes back begins anew. */
    private void forgetMentions(UserId user, ChannelId channel) {
        statements.run("DELETE FROM mention WHERE user_id = ? AND channel_id = ?", user, channel);
    }

    private void setRole(ChannelId channel, UserId user, ChannelRole role) {
        statements.run(
                "UPDATE channel_member SET role = ? WHERE channel_id = ? AND left_seq = ? AND user_id = ?",
                role,
                channel,
                OPEN,
                user);
    }

    // ---- people and workspaces

    private void putUser(User user) {
        statements.run(
                "INSERT INTO app_user (id, username, display_name, avatar_url, status_text, created_at, deactivated_at, ver)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET username = excluded.username,"
                        + " display_name = excluded.display_name, avatar_url = excluded.avatar_url,"
                        + " status_text = excluded.status_text, deactivated_at = excluded.deactivated_at, ver = excluded.ver",
                user.id(),
                user.username(),
                user.displayName(),
                user.avatarUrl(),
                user.statusText(),
                user.createdAt(),
                user.deactivatedAt(),
                user.ver());
    }

    private void putGroup(Group group) {
        statements.run(
                "INSERT INTO app_group (id, name, description, created_at, deleted_at, ver) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,"
                        + " deleted_at = excluded.deleted_at, ver = excluded.ver",
                group.id(),
                group.name(),
                group.description(),
                group.createdAt(),
                group.deletedAt(),
                group.ver());
    }

    private void addWorkspace(Event.WorkspaceAdded added, LogPosition seq) {
        putWorkspace(added.workspace());
        statements.run(
                "INSERT INTO workspace_member (workspace_id, user_id, joined_seq, left_seq, role) VALUES (?, ?, ?, ?, ?)",
                added.workspace().id(),
                added.gainer(),
                seq,
                OPEN,
                added.role());
    }

    private void putWorkspace(Workspace workspace) {
        statements.run(
                "INSERT INTO workspace (id, name, created_at, ver) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, ver = excluded.ver",
                workspace.id(),
                workspace.name(),
                workspace.createdAt(),
                workspace.ver());
    }

    private void removeWorkspace(Event.WorkspaceRemoved removed, LogPosition seq, Instant at) {
        for (UserId loser : removed.losers()) {
            statements.run(
                    "UPDATE workspace_member SET left_seq = ? WHERE workspace_id = ? AND left_seq = ? AND user_id = ?",
                    seq,
                    removed.workspaceId(),
                    OPEN,
                    loser);
        }
        long left = statements.number(
                "SELECT count(*) FROM (SELECT 1 FROM workspace_member WHERE workspace_id = ? AND left_seq = ? LIMIT 1)",
                removed.workspaceId(),
                OPEN);
        if (left == 0) {
            statements.run("UPDATE workspace SET deleted_at = ? WHERE id = ?", at, removed.workspaceId());
            statements.run("UPDATE channel SET deleted_at = ? WHERE workspace_id = ?", at, removed.workspaceId());
        }
    }

    private void setRole(WorkspaceId workspace, UserId user, WorkspaceRole role) {
        statements.run(
                "UPDATE workspace_member SET role = ? WHERE workspace_id = ? AND left_seq = ? AND user_id = ?",
                role,
                workspace,
                OPEN,
                user);
    }

    /** An empty list is kept as no value at all. */
    private static <T> Optional<List<T>> none(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list);
    }
}
