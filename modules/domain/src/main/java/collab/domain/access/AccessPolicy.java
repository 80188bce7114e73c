package collab.domain.access;

import collab.domain.World;
import collab.domain.credential.Scope;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.IdRange;
import collab.domain.id.InvitationId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides what one caller may see and change: the state as that caller may know it. Rules and queries both read through
 * it, so that a reply never contains more than events would. An entity that the caller may not know of is treated as
 * missing.
 *
 * <p>Rights extend administration, not reading: an administrator finds every workspace and public channel, but reads
 * private channels, direct messages and messages only as a member.
 */
public record AccessPolicy(World world, Caller caller) {

    /** Stands for the session of a user who is not the caller; {@link #live} and {@link #through} mean nothing then. */
    private static final SessionId NO_SESSION = new SessionId(IdRange.MAX);

    /**
     * Whether the caller's session is valid and belongs to an active user. Check it first; the other methods rely on
     * it.
     */
    public boolean live() {
        return switch (caller) {
            case Caller.System() -> true;
            case Caller.Person(UserId userId, SessionId sessionId, Set<Scope> _) ->
                world.session(sessionId)
                                .filter(session -> session.userId().equals(userId))
                                .isPresent()
                        && world.user(userId).filter(User::active).isPresent();
        };
    }

    /** The calling user; absent for the server itself. */
    public Optional<UserId> person() {
        return switch (caller) {
            case Caller.System() -> Optional.empty();
            case Caller.Person(UserId userId, SessionId _, Set<Scope> _) -> Optional.of(userId);
        };
    }

    /** Whether the caller's session may change anything: one with the scope to read alone may not. */
    public boolean changes() {
        return allows(Scope.SEND) || allows(Scope.MANAGE) || allows(Scope.ADMIN) || allows(Scope.ACCOUNT);
    }

    /** Whether the caller's session may be used for this. */
    public boolean allows(Scope scope) {
        return switch (caller) {
            case Caller.System() -> true;
            case Caller.Person(UserId _, SessionId _, Set<Scope> scopes) -> scopes.contains(scope);
        };
    }

    public boolean is(UserId user) {
        return person().filter(user::equals).isPresent();
    }

    /** Whether the caller has the right in all workspaces. */
    public boolean holds(Right right) {
        return holds(grant -> grant.right() == right && grant.workspaceId().isEmpty());
    }

    /** Whether the caller has the right in this workspace. */
    public boolean holds(Right right, WorkspaceId workspace) {
        return holds(grant -> grant.right() == right
                && grant.workspaceId().map(workspace::equals).orElse(true));
    }

    private boolean holds(Predicate<Grant> wanted) {
        return person().map(user ->
                        allows(Scope.ADMIN) && world.grants(user).stream().anyMatch(wanted.or(AccessPolicy::ofAdmin)))
                .orElse(true);
    }

    /** Whether the caller has exactly this right, where it applies. */
    public boolean holdsAllOf(Grant grant) {
        return grant.workspaceId()
                .map(workspace -> holds(grant.right(), workspace))
                .orElseGet(() -> holds(grant.right()));
    }

    public static boolean ofAdmin(Grant grant) {
        return grant.right() == Right.ADMIN && grant.workspaceId().isEmpty();
    }

    /** The caller's membership in the workspace. */
    public Optional<WorkspaceRole> roleIn(WorkspaceId workspace) {
        return person().flatMap(user -> world.workspaceRole(workspace, user));
    }

    /** The caller's membership in the channel. */
    public Optional<ChannelRole> roleIn(ChannelId channel) {
        return person().flatMap(user -> world.channelRole(channel, user));
    }

    /** The caller and the people of the caller's workspaces; all users for administrators. */
    public Optional<User> user(UserId id) {
        return world.user(id).filter(user -> is(id) || sharesWorkspace(id) || holds(Right.ADMIN));
    }

    private boolean sharesWorkspace(UserId id) {
        return person().filter(user -> world.shareWorkspace(user, id)).isPresent();
    }

    /**
     * The groups that contain the caller or a user whom the caller may know; all groups for holders of the right to
     * manage groups.
     */
    public Optional<Group> group(GroupId id) {
        return world.group(id)
                .filter(group -> holds(Right.GROUP_MANAGE)
                        || GroupGraph.of(world).people(id).stream()
                                .anyMatch(user -> is(user) || sharesWorkspace(user)));
    }

    /** Whether the caller is in the group, directly or through others. */
    public boolean isIn(GroupId id) {
        return person().filter(user -> GroupGraph.of(world).people(id).contains(user))
                .isPresent();
    }

    /** The caller's own workspaces and those that the caller administers. */
    public Optional<Workspace> workspace(WorkspaceId id) {
        return world.workspace(id)
                .filter(workspace ->
                        roleIn(id).isPresent() || holds(Right.WORKSPACE_ADMIN, id) || holds(Right.CHANNEL_MANAGE, id));
    }

    /** Whether the caller may list and read the public channels of the workspace. Guests may not. */
    public boolean browses(WorkspaceId workspace) {
        return person().isEmpty()
                || roleIn(workspace).filter(role -> role != WorkspaceRole.GUEST).isPresent();
    }

    /** The caller's channels, and the public channels that the caller may browse or manage. */
    public Optional<Channel> channel(ChannelId id) {
        return world.channel(id)
                .filter(channel -> reads(channel)
                        || (channel.kind() == ChannelKind.PUBLIC
                                && holds(Right.CHANNEL_MANAGE, channel.workspaceId())));
    }

    /**
     * Whether the caller may read the messages of the channel. This is narrower than finding the channel: rights do not
     * help.
     */
    public boolean reads(Channel channel) {
        return person().isEmpty()
                || roleIn(channel.id()).isPresent()
                || (channel.kind() == ChannelKind.PUBLIC && browses(channel.workspaceId()));
    }

    /** A message of a channel that the caller may read. */
    public Optional<Message> message(MessageId id) {
        return world.message(id).filter(message -> readsChannel(message.channelId()));
    }

    /** A deleted message of a channel that the caller may read. */
    public Optional<Message.Tombstone> deletedMessage(MessageId id) {
        return world.deletedMessage(id)
                .filter(deleted -> readsChannel(deleted.message().channelId()));
    }

    private boolean readsChannel(ChannelId id) {
        return world.channel(id).filter(this::reads).isPresent();
    }

    /** Whether the caller may change the workspace and its members. */
    public boolean administers(WorkspaceId workspace) {
        return ownsWorkspace(workspace) || holds(Right.WORKSPACE_ADMIN, workspace);
    }

    /** Whether the caller is an owner and uses a session with the powers of one. */
    public boolean ownsWorkspace(WorkspaceId workspace) {
        return allows(Scope.MANAGE)
                && roleIn(workspace).filter(WorkspaceRole.OWNER::equals).isPresent();
    }

    /**
     * Whether the caller moderates a channel that they see: its owners, owners of the workspace, and administrators.
     */
    public boolean owns(Channel channel) {
        return (allows(Scope.MANAGE)
                        && roleIn(channel.id())
                                .filter(ChannelRole.OWNER::equals)
                                .isPresent())
                || ownsWorkspace(channel.workspaceId())
                || holds(Right.ADMIN);
    }

    /** Whether the caller may rename and archive a channel that they see, and remove its content. */
    public boolean manages(Channel channel) {
        return owns(channel) || holds(Right.CHANNEL_MANAGE, channel.workspaceId());
    }

    /** Whether the caller may add people to the channel. */
    public boolean addsPeopleTo(Channel channel) {
        return (roleIn(channel.id()).isPresent() && browses(channel.workspaceId())) || manages(channel);
    }

    // ---- Invitations ----

    /** Whether the caller may invite people who get this role. */
    public boolean mayInvite(WorkspaceId workspace, WorkspaceRole role) {
        return administers(workspace)
                || (role == WorkspaceRole.MEMBER
                        && roleIn(workspace)
                                .filter(WorkspaceRole.MEMBER::equals)
                                .isPresent()
                        && world.workspace(workspace)
                                .filter(found -> found.invites() == Workspace.Invites.MEMBERS)
                                .isPresent());
    }

    /** Whether the maker of the invitation is active and may still invite, and the workspace exists. */
    public boolean stillInvites(Invitation invitation) {
        return world.user(invitation.maker()).filter(User::active).isPresent()
                && world.workspace(invitation.workspaceId()).isPresent()
                && of(invitation.maker())
                        .mayInvite(invitation.workspaceId(), invitation.offer().role());
    }

    /** The caller's own invitations, and those to workspaces that the caller administers. */
    public Optional<Invitation> invitation(InvitationId id) {
        return world.invitation(id)
                .filter(invitation -> is(invitation.maker()) || administers(invitation.workspaceId()));
    }

    /** What another user may see and change. */
    public AccessPolicy of(UserId user) {
        return new AccessPolicy(world, new Caller.Person(user, NO_SESSION));
    }

    // ---- Sessions ----

    /** Whether the session is one of the caller's own; any session for administrators. */
    public boolean mayEnd(Session session) {
        return is(session.userId()) || holds(Right.ADMIN);
    }

    /** Whether the caller uses this session. */
    public boolean through(SessionId session) {
        return caller instanceof Caller.Person(UserId _, SessionId present, Set<Scope> _) && present.equals(session);
    }

    // The same checks as rejections, for rules that cannot continue without them.

    public Validated<UserId> personOrRejection() {
        return Validated.of(person(), Rejections::personNeeded);
    }

    public Validated<User> userOrRejection(UserId id) {
        return Validated.of(user(id), () -> Rejections.noUser(id));
    }

    public Validated<Group> groupOrRejection(GroupId id) {
        return Validated.of(group(id), () -> Rejections.noGroup(id));
    }

    public Validated<Workspace> workspaceOrRejection(WorkspaceId id) {
        return Validated.of(workspace(id), () -> Rejections.noWorkspace(id));
    }

    public Validated<Channel> channelOrRejection(ChannelId id) {
        return Validated.of(channel(id), () -> Rejections.noChannel(id));
    }

    public Validated<Message> messageOrRejection(MessageId id) {
        return Validated.of(message(id), () -> Rejections.noMessage(id));
    }
}
