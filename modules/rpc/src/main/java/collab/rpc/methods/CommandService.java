package collab.rpc.methods;

import collab.api.AuthLogoutParams;
import collab.api.AuthLogoutResult;
import collab.api.AuthTokenRevokeParams;
import collab.api.AuthTokenRevokeResult;
import collab.api.ChannelArchiveParams;
import collab.api.ChannelArchiveResult;
import collab.api.ChannelCreateParams;
import collab.api.ChannelCreateResult;
import collab.api.ChannelJoinParams;
import collab.api.ChannelJoinResult;
import collab.api.ChannelLeaveParams;
import collab.api.ChannelLeaveResult;
import collab.api.ChannelMembersAddParams;
import collab.api.ChannelMembersAddResult;
import collab.api.ChannelMembersRemoveParams;
import collab.api.ChannelMembersRemoveResult;
import collab.api.ChannelMembersSetRoleParams;
import collab.api.ChannelMembersSetRoleResult;
import collab.api.ChannelUnarchiveParams;
import collab.api.ChannelUnarchiveResult;
import collab.api.ChannelUpdateParams;
import collab.api.ChannelUpdateResult;
import collab.api.ChannelView;
import collab.api.ErrorCode;
import collab.api.GroupCreateParams;
import collab.api.GroupCreateResult;
import collab.api.GroupDeleteParams;
import collab.api.GroupDeleteResult;
import collab.api.GroupMembersAddParams;
import collab.api.GroupMembersAddResult;
import collab.api.GroupMembersRemoveParams;
import collab.api.GroupMembersRemoveResult;
import collab.api.GroupRightsSetParams;
import collab.api.GroupRightsSetResult;
import collab.api.GroupUpdateParams;
import collab.api.GroupUpdateResult;
import collab.api.GroupView;
import collab.api.ImportedMessageView;
import collab.api.Json;
import collab.api.MentionMarkReadParams;
import collab.api.MentionMarkReadResult;
import collab.api.MessageDeleteParams;
import collab.api.MessageDeleteResult;
import collab.api.MessageImportParams;
import collab.api.MessageImportResult;
import collab.api.MessagePinParams;
import collab.api.MessagePinResult;
import collab.api.MessageReactParams;
import collab.api.MessageReactResult;
import collab.api.MessageSendParams;
import collab.api.MessageSendResult;
import collab.api.MessageToggleReactParams;
import collab.api.MessageToggleReactResult;
import collab.api.MessageUnpinParams;
import collab.api.MessageUnpinResult;
import collab.api.MessageUnreactParams;
import collab.api.MessageUnreactResult;
import collab.api.MessageUpdateParams;
import collab.api.MessageUpdateResult;
import collab.api.MessageView;
import collab.api.MutatingParams;
import collab.api.MutatingResult;
import collab.api.PresenceSetStatusTextParams;
import collab.api.PresenceSetStatusTextResult;
import collab.api.PresenceUpdateParams;
import collab.api.PresenceUpdateResult;
import collab.api.ReactionView;
import collab.api.ReadMarkParams;
import collab.api.ReadMarkResult;
import collab.api.ThreadReplyParams;
import collab.api.ThreadReplyResult;
import collab.api.UserCreateParams;
import collab.api.UserCreateResult;
import collab.api.UserDeactivateParams;
import collab.api.UserDeactivateResult;
import collab.api.UserSetPasswordParams;
import collab.api.UserSetPasswordResult;
import collab.api.UserUpdateParams;
import collab.api.UserUpdateResult;
import collab.api.UserView;
import collab.api.WorkspaceCreateParams;
import collab.api.WorkspaceCreateResult;
import collab.api.WorkspaceDeleteParams;
import collab.api.WorkspaceDeleteResult;
import collab.api.WorkspaceMembersAddParams;
import collab.api.WorkspaceMembersAddResult;
import collab.api.WorkspaceMembersRemoveParams;
import collab.api.WorkspaceMembersRemoveResult;
import collab.api.WorkspaceUpdateParams;
import collab.api.WorkspaceUpdateResult;
import collab.api.WorkspaceView;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.Entity;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Commit;
import collab.persistence.Ledger;
import collab.persistence.LedgerUnavailable;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import collab.rpc.auth.Authentication;
import collab.rpc.auth.SessionCookie;
import collab.rpc.auth.TokenGenerator;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.VisibleSnapshot;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The methods that change something: parameters become a command, the commit becomes the answer. Both ways are one table, and
 * a method that stands in neither does not compile.
 */
public final class CommandService {
    private static final List<String> SECRETS = List.of("password", "current_password");

    private final Persistence persistence;
    private final Authentication identity;

    /** Whether the last submission was decided at all. */
    private volatile boolean writable = true;

    public CommandService(Persistence persistence, Authentication identity) {
        this.persistence = persistence;
        this.identity = identity;
    }

    MutatingResult execute(CallContext visitor, MutatingParams<?> params) {
        if (params instanceof PresenceUpdateParams update && update.text().isEmpty()) {
            visitor.session();
            return new PresenceUpdateResult(persistence.log().head().value(), false);
        }
        var submission = new Ledger.Submission(visitor.caller(), command(visitor, params), operation(params));
        return switch (submit(submission)) {
            case Ledger.Verdict.Committed committed -> result(visitor, params, committed.commit());
            case Ledger.Verdict.Rejected rejected -> throw new RpcFailure(RpcError.of(rejected.rejection()));
        };
    }

    private Ledger.Verdict submit(Ledger.Submission submission) {
        try {
            Ledger.Verdict verdict = persistence.ledger().submit(submission);
            writable = true;
            return verdict;
        } catch (LedgerUnavailable unavailable) {
            writable = false;
            throw unavailable;
        }
    }

    public boolean writable() {
        return writable;
    }

    private static Optional<Ledger.Operation> operation(MutatingParams<?> params) {
        return params.opId()
                .map(opId -> new Ledger.Operation(opId, params.method().wireName(), fingerprint(params)));
    }

    /** Records write their members in the order of the contract, so equal parameters are equal bytes. */
    private static String fingerprint(MutatingParams<?> params) {
        ObjectNode json = params.toJson();
        json.remove("op_id");
        json.remove(SECRETS); // a plain hash of a password would be one to guess it by
        return TokenGenerator.hash(Json.bytes(json));
    }

    // ---- in ----

    private Command command(CallContext visitor, MutatingParams<?> params) {
        return switch (params) {
            case AuthLogoutParams _ ->
                new Command.RevokeSession(visitor.session().id());
            case AuthTokenRevokeParams it -> new Command.RevokeSession(new SessionId(it.sessionId()));
            case UserCreateParams it -> createUser(visitor, it);
            case UserSetPasswordParams it -> setPassword(visitor, it);
            case UserUpdateParams it ->
                new Command.UpdateUser(
                        it.userId().map(UserId::new).orElse(visitor.userId()), it.displayName(), it.avatarUrl());
            case UserDeactivateParams it -> new Command.DeactivateUser(new UserId(it.userId()));
            case GroupCreateParams it ->
                new Command.CreateGroup(it.name(), it.description().orElse(""));
            case GroupUpdateParams it ->
                new Command.UpdateGroup(new GroupId(it.groupId()), it.name(), it.description());
            case GroupDeleteParams it -> new Command.DeleteGroup(new GroupId(it.groupId()));
            case GroupMembersAddParams it ->
                new Command.AddGroupMember(new GroupId(it.groupId()), member(it.userId(), it.memberGroupId()));
            case GroupMembersRemoveParams it ->
                new Command.RemoveGroupMember(new GroupId(it.groupId()), member(it.userId(), it.memberGroupId()));
            case GroupRightsSetParams it ->
                new Command.SetGroupRights(new GroupId(it.groupId()), EntityViews.grants(it.permissions()));
            case WorkspaceCreateParams it -> new Command.CreateWorkspace(it.name());
            case WorkspaceUpdateParams it -> new Command.UpdateWorkspace(new WorkspaceId(it.workspaceId()), it.name());
            case WorkspaceDeleteParams it -> new Command.DeleteWorkspace(new WorkspaceId(it.workspaceId()));
            case WorkspaceMembersAddParams it ->
                new Command.AddWorkspaceMember(
                        new WorkspaceId(it.workspaceId()),
                        new UserId(it.userId()),
                        it.role().map(EntityViews::role).orElse(WorkspaceRole.MEMBER));
            case WorkspaceMembersRemoveParams it ->
                new Command.RemoveWorkspaceMember(new WorkspaceId(it.workspaceId()), new UserId(it.userId()));
            case ChannelCreateParams it -> createChannel(it);
            case ChannelUpdateParams it ->
                new Command.UpdateChannel(new ChannelId(it.channelId()), it.name(), it.topic());
            case ChannelArchiveParams it -> new Command.ArchiveChannel(new ChannelId(it.channelId()));
            case ChannelUnarchiveParams it -> new Command.UnarchiveChannel(new ChannelId(it.channelId()));
            case ChannelJoinParams it -> new Command.JoinChannel(new ChannelId(it.channelId()));
            case ChannelLeaveParams it -> new Command.LeaveChannel(new ChannelId(it.channelId()));
            case ChannelMembersAddParams it ->
                new Command.AddChannelMember(new ChannelId(it.channelId()), new UserId(it.userId()));
            case ChannelMembersRemoveParams it ->
                new Command.RemoveChannelMember(new ChannelId(it.channelId()), new UserId(it.userId()));
            case ChannelMembersSetRoleParams it ->
                new Command.SetChannelRole(
                        new ChannelId(it.channelId()), new UserId(it.userId()), EntityViews.role(it.role()));
            case MessageSendParams it ->
                new Command.SendMessage(
                        new ChannelId(it.channelId()), it.text(), it.parentId().map(MessageId::new));
            case ThreadReplyParams it -> reply(visitor, it);
            case MessageUpdateParams it -> new Command.UpdateMessage(new MessageId(it.messageId()), it.text());
            case MessageDeleteParams it -> new Command.DeleteMessage(new MessageId(it.messageId()));
            case MessageReactParams it -> new Command.React(new MessageId(it.messageId()), it.emoji());
            case MessageUnreactParams it -> new Command.Unreact(new MessageId(it.messageId()), it.emoji());
            case MessageToggleReactParams it -> new Command.ToggleReaction(new MessageId(it.messageId()), it.emoji());
            case MessagePinParams it -> new Command.PinMessage(new MessageId(it.messageId()));
            case MessageUnpinParams it -> new Command.UnpinMessage(new MessageId(it.messageId()));
            case MentionMarkReadParams it ->
                new Command.MarkMentionsRead(
                        new ChannelId(it.channelId()), it.messageId().map(MessageId::new));
            case MessageImportParams it -> importMessages(it);
            case ReadMarkParams it ->
                new Command.MarkRead(new ChannelId(it.channelId()), new MessageId(it.messageId()));
            case PresenceSetStatusTextParams it -> new Command.SetStatusText(it.text());
            case PresenceUpdateParams it -> new Command.SetStatusText(it.text().orElseThrow());
        };
    }

    private Command createUser(CallContext visitor, UserCreateParams params) {
        if (params.password().isPresent()) requireAdministrator(visitor);
        return new Command.CreateUser(
                params.username(), params.displayName(), params.password().map(identity::passwordHash));
    }

    /** Before anything is hashed: that is work nobody else may cause. */
    private void requireAdministrator(CallContext visitor) {
        boolean administrator = persistence
                .snapshots()
                .read(snapshot -> VisibleSnapshot.by(visitor, snapshot).sight().holds(Right.ADMIN));
        if (!administrator) {
            throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "only administrators may do this");
        }
    }

    private Command setPassword(CallContext visitor, UserSetPasswordParams params) {
        UserId user = params.userId().map(UserId::new).orElse(visitor.userId());
        if (user.equals(visitor.userId())) {
            identity.requirePresentPassword(visitor, params.currentPassword());
        } else {
            persistence
                    .snapshots()
                    .read(snapshot -> VisibleSnapshot.by(visitor, snapshot).user(user.value()));
            requireAdministrator(visitor);
        }
        return new Command.SetPassword(user, identity.passwordHash(params.password()));
    }

    private static GroupMember member(Optional<Long> user, Optional<Long> group) {
        if (user.isPresent() == group.isPresent()) {
            throw new RpcFailure(ErrorCode.INVALID_VALUE, "expected either user_id or member_group_id");
        }
        return user.<GroupMember>map(id -> new GroupMember.Person(new UserId(id)))
                .orElseGet(() -> new GroupMember.Nested(new GroupId(group.orElseThrow())));
    }

    private static Command createChannel(ChannelCreateParams params) {
        return new Command.CreateChannel(
                new WorkspaceId(params.workspaceId()),
                EntityViews.kind(params.kind()),
                params.name(),
                params.topic().orElse(""),
                params.peerIds().orElse(List.of()).stream().map(UserId::new).toList());
    }

    private static Command importMessages(MessageImportParams params) {
        List<Command.ImportMessages.Imported> messages =
                params.messages().stream().map(CommandService::imported).toList();
        boolean conversation =
                params.workspaceId().isPresent() && params.userIds().isPresent();
        if (params.channelId().isPresent()
                && params.workspaceId().isEmpty()
                && params.userIds().isEmpty()) {
            return new Command.ImportMessages(new ChannelId(params.channelId().get()), messages);
        }
        if (params.channelId().isPresent() || !conversation) {
            throw new RpcFailure(ErrorCode.INVALID_VALUE, "expected either channel_id, or workspace_id and user_ids");
        }
        return new Command.ImportConversation(
                new WorkspaceId(params.workspaceId().get()),
                params.userIds().get().stream().map(UserId::new).toList(),
                messages);
    }

    private static Command.ImportMessages.Imported imported(ImportedMessageView message) {
        return new Command.ImportMessages.Imported(
                message.key(),
                new UserId(message.userId()),
                message.text(),
                message.createdAt(),
                message.editedAt(),
                message.parentKey(),
                message.pinned().orElse(false),
                message.reactions().orElse(List.of()).stream()
                        .map(EntityViews::of)
                        .toList());
    }

    /** The channel is the parent's; whoever may not see it hears the same as of one that does not exist. */
    private Command reply(CallContext visitor, ThreadReplyParams params) {
        Message parent = persistence
                .snapshots()
                .read(snapshot -> VisibleSnapshot.by(visitor, snapshot).message(params.parentId()));
        return new Command.SendMessage(parent.channelId(), params.text(), Optional.of(parent.id()));
    }

    // ---- out ----

    private MutatingResult result(CallContext visitor, MutatingParams<?> params, Commit commit) {
        long seq = commit.seq().value();
        boolean await = commit.await();
        return switch (params) {
            case AuthLogoutParams _ -> {
                visitor.giveCookie(SessionCookie.taken(visitor.peer().secure()));
                yield new AuthLogoutResult(seq, await);
            }
            case AuthTokenRevokeParams _ -> new AuthTokenRevokeResult(seq, await);
            case UserSetPasswordParams _ -> new UserSetPasswordResult(seq, await);
            case UserCreateParams _ -> new UserCreateResult(user(commit), seq, await);
            case UserUpdateParams _ -> new UserUpdateResult(user(commit), seq, await);
            case UserDeactivateParams _ -> new UserDeactivateResult(user(commit), seq, await);
            case GroupCreateParams _ -> new GroupCreateResult(group(commit), seq, await);
            case GroupUpdateParams _ -> new GroupUpdateResult(group(commit), seq, await);
            case GroupDeleteParams _ -> new GroupDeleteResult(seq, await);
            case GroupMembersAddParams _ -> new GroupMembersAddResult(seq, await);
            case GroupMembersRemoveParams _ -> new GroupMembersRemoveResult(seq, await);
            case GroupRightsSetParams it -> rightsSet(visitor, it, commit);
            case WorkspaceCreateParams _ -> new WorkspaceCreateResult(workspace(commit), seq, await);
            case WorkspaceUpdateParams _ -> new WorkspaceUpdateResult(workspace(commit), seq, await);
            case WorkspaceDeleteParams _ -> new WorkspaceDeleteResult(seq, await);
            case WorkspaceMembersAddParams _ -> new WorkspaceMembersAddResult(seq, await);
            case WorkspaceMembersRemoveParams _ -> new WorkspaceMembersRemoveResult(seq, await);
            case ChannelCreateParams _ -> new ChannelCreateResult(channel(commit), seq, await);
            case ChannelUpdateParams _ -> new ChannelUpdateResult(channel(commit), seq, await);
            case ChannelArchiveParams _ -> new ChannelArchiveResult(channel(commit), seq, await);
            case ChannelUnarchiveParams _ -> new ChannelUnarchiveResult(channel(commit), seq, await);
            case ChannelJoinParams _ -> new ChannelJoinResult(channel(commit), seq, await);
            case ChannelLeaveParams _ -> new ChannelLeaveResult(seq, await);
            case ChannelMembersAddParams _ -> new ChannelMembersAddResult(seq, await);
            case ChannelMembersRemoveParams _ -> new ChannelMembersRemoveResult(seq, await);
            case ChannelMembersSetRoleParams it -> roleSet(visitor, it, commit);
            case MessageSendParams _ -> new MessageSendResult(message(commit), seq, await);
            case ThreadReplyParams _ -> new ThreadReplyResult(message(commit), seq, await);
            case MessageUpdateParams _ -> new MessageUpdateResult(message(commit), seq, await);
            case MessageDeleteParams _ -> new MessageDeleteResult(seq, await);
            case MessageReactParams _ -> new MessageReactResult(reactions(commit), seq, await);
            case MessageUnreactParams _ -> new MessageUnreactResult(reactions(commit), seq, await);
            case MessageToggleReactParams _ -> new MessageToggleReactResult(reactions(commit), seq, await);
            case MessagePinParams _ -> new MessagePinResult(seq, await);
            case MessageUnpinParams _ -> new MessageUnpinResult(seq, await);
            case MessageImportParams it -> imported(visitor, it, commit);
            case MentionMarkReadParams _ -> mentionsMarked(visitor, commit);
            case ReadMarkParams _ -> marked(visitor, commit);
            case PresenceSetStatusTextParams _ -> new PresenceSetStatusTextResult(seq, await);
            case PresenceUpdateParams _ -> new PresenceUpdateResult(seq, await);
        };
    }

    /** As they are kept: each once, in their order. */
    private MutatingResult rightsSet(CallContext visitor, GroupRightsSetParams params, Commit commit) {
        return persistence.snapshots().read(snapshot -> {
            GroupId group = VisibleSnapshot.by(visitor, snapshot)
                    .group(params.groupId())
                    .id();
            return new GroupRightsSetResult(
                    EntityViews.permissions(snapshot.groupRights(group)),
                    commit.seq().value(),
                    commit.await());
        });
    }

    /** Which messages they became, those of an earlier import included. */
    private MutatingResult imported(CallContext visitor, MessageImportParams params, Commit commit) {
        return persistence.snapshots().read(snapshot -> {
            ChannelId channel = params.channelId()
                    .map(id -> VisibleSnapshot.by(visitor, snapshot)
                            .channel(new ChannelId(id))
                            .id())
                    .orElseGet(() -> conversation(params, snapshot));
            List<Long> ids = params.messages().stream()
                    .map(message -> snapshot.imported(channel, message.key()).orElseThrow())
                    .map(MessageId::value)
                    .toList();
            return new MessageImportResult(ids, commit.seq().value(), commit.await());
        });
    }

    /** The caller need not see it: the ids of what they brought is all they are told. */
    private static ChannelId conversation(MessageImportParams params, Snapshot snapshot) {
        Set<UserId> people =
                params.userIds().orElseThrow().stream().map(UserId::new).collect(Collectors.toSet());
        return snapshot.directChannel(new WorkspaceId(params.workspaceId().orElseThrow()), people)
                .orElseThrow(() -> new RpcFailure(ErrorCode.WORKSPACE_NOT_FOUND)) // deleted meanwhile
                .id();
    }

    /** The member's row is not part of the commit; it is read as it is now. */
    private MutatingResult roleSet(CallContext visitor, ChannelMembersSetRoleParams params, Commit commit) {
        ChannelId channel = new ChannelId(params.channelId());
        UserId user = new UserId(params.userId());
        return persistence.snapshots().read(snapshot -> {
            VisibleSnapshot.by(visitor, snapshot).channel(channel);
            return snapshot.channelMembers(channel).stream()
                    .filter(member -> member.userId().equals(user))
                    .findFirst()
                    .map(member -> new ChannelMembersSetRoleResult(
                            EntityViews.of(member), commit.seq().value(), commit.await()))
                    .orElseThrow(() -> new RpcFailure(ErrorCode.USER_NOT_FOUND));
        });
    }

    /** The channel's numbers are not part of the commit; later ones only make the answer fresher. */
    private MutatingResult marked(CallContext visitor, Commit commit) {
        ReadState state = expect(ReadState.class, commit);
        Channel channel = channel(visitor, state);
        return new ReadMarkResult(
                state.readNo(),
                channel.lastNo(),
                EntityViews.unread(state, channel),
                state.mentions(),
                state.readBroadcastNo(),
                channel.broadcastNo(),
                EntityViews.unreadMentions(state, channel),
                state.ver().value(),
                commit.seq().value(),
                commit.await());
    }

    private MutatingResult mentionsMarked(CallContext visitor, Commit commit) {
        ReadState state = expect(ReadState.class, commit);
        Channel channel = channel(visitor, state);
        return new MentionMarkReadResult(
                state.readNo(),
                channel.lastNo(),
                EntityViews.unread(state, channel),
                state.mentions(),
                state.readBroadcastNo(),
                channel.broadcastNo(),
                EntityViews.unreadMentions(state, channel),
                state.ver().value(),
                commit.seq().value(),
                commit.await());
    }

    private Channel channel(CallContext visitor, ReadState state) {
        return persistence
                .snapshots()
                .read(snapshot -> VisibleSnapshot.by(visitor, snapshot).channel(state.channelId()));
    }

    private static UserView user(Commit commit) {
        return EntityViews.of(expect(User.class, commit));
    }

    private static WorkspaceView workspace(Commit commit) {
        return EntityViews.of(expect(Workspace.class, commit));
    }

    private static ChannelView channel(Commit commit) {
        return EntityViews.of(expect(Channel.class, commit));
    }

    private static MessageView message(Commit commit) {
        return EntityViews.of(expect(Message.class, commit));
    }

    private static GroupView group(Commit commit) {
        return EntityViews.of(expect(Group.class, commit));
    }

    private static List<ReactionView> reactions(Commit commit) {
        return EntityViews.reactions(expect(Message.class, commit).reactions());
    }

    private static <E extends Entity> E expect(Class<E> kind, Commit commit) {
        if (kind.isInstance(commit.result())) return kind.cast(commit.result());
        throw new IllegalStateException("a " + kind.getSimpleName() + " was to come at " + commit.seq() + ", not a "
                + commit.result().getClass().getSimpleName());
    }
}
