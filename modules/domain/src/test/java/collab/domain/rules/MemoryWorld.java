package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.World;
import collab.domain.access.GroupGraph;
import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.SourceIdentity;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefKey;
import collab.domain.preference.Preference;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A state in memory as the rules see it. It changes only by the events and effects of accepted decisions. */
public final class MemoryWorld implements World {
    private final MemoryState state = new MemoryState();

    void apply(Decision.Accepted accepted, Instant now) {
        state.apply(accepted, now);
    }

    // ---- The log ----

    LogPosition head() {
        return state.head();
    }

    List<MemoryState.Logged> log() {
        return state.log;
    }

    List<MembershipSpan<ChannelId>> channelSpans() {
        return state.channelSpans.all();
    }

    List<MembershipSpan<WorkspaceId>> workspaceSpans() {
        return state.workspaceSpans.all();
    }

    boolean inChannel(ChannelId channel, UserId user, LogPosition seq) {
        return state.channelSpans.isMember(channel, user, seq);
    }

    // ---- Queries of tests beyond those of the rules ----

    public List<User> users() {
        return List.copyOf(state.users.values());
    }

    List<Workspace> workspaces() {
        return List.copyOf(state.workspaces.values());
    }

    List<Channel> channels() {
        return List.copyOf(state.channels.values());
    }

    List<Message> messages() {
        return List.copyOf(state.messages.values());
    }

    List<Message> messagesAndTombstones() {
        return Stream.concat(
                        state.messages.values().stream(),
                        state.tombstones.values().stream().map(Message.Tombstone::message))
                .toList();
    }

    List<Message> messages(ChannelId channel) {
        return state.messages.values().stream()
                .filter(message -> message.channelId().equals(channel))
                .toList();
    }

    /** The ordinals ever given in the channel, ascending. */
    List<Long> ordinals(ChannelId channel) {
        return List.copyOf(state.ordinals.getOrDefault(channel, new TreeMap<>()).values());
    }

    // ---- World ----

    @Override
    public Optional<User> user(UserId id) {
        return Optional.ofNullable(state.users.get(id));
    }

    @Override
    public Optional<User> userByName(String username) {
        return state.users.values().stream()
                .filter(user -> user.username().equals(username))
                .findAny();
    }

    @Override
    public Optional<Session> session(SessionId id) {
        return Optional.ofNullable(state.sessions.get(id));
    }

    @Override
    public List<Session> sessions(UserId user) {
        return state.sessions.values().stream()
                .filter(session -> session.userId().equals(user))
                .toList();
    }

    @Override
    public List<Session> expiredSessions(int most) {
        return state.sessions.values().stream()
                .filter(session -> !state.now.isBefore(session.expiresAt()))
                .sorted(Comparator.comparing(Session::expiresAt))
                .limit(most)
                .toList();
    }

    @Override
    public List<Session> loginsByUse(UserId user) {
        return sessions(user).stream()
                .filter(session -> session.isLogin() && state.now.isBefore(session.expiresAt()))
                .sorted(Comparator.comparing(
                                (Session session) -> state.factors.seen.getOrDefault(session.id(), session.createdAt()))
                        .thenComparing(Session::id))
                .toList();
    }

    @Override
    public Optional<SecondFactor> secondFactor(UserId user) {
        return state.factors.factor(user);
    }

    @Override
    public boolean hasRecoveryCode(UserId user, String mac) {
        return state.factors.hasRecoveryCode(user, mac);
    }

    @Override
    public Optional<AccountLink> accountLink(String hash) {
        return state.invitations.link(hash);
    }

    @Override
    public boolean setupUsed() {
        return state.invitations.links().stream()
                .anyMatch(link ->
                        link.kind() == AccountLink.Kind.SETUP && link.usedAt().isPresent());
    }

    @Override
    public Optional<Invitation> invitation(InvitationId id) {
        return Optional.ofNullable(state.invitations.invitations.get(id));
    }

    @Override
    public Optional<Invitation> invitationByToken(String tokenHash) {
        return state.invitations.byToken(tokenHash);
    }

    @Override
    public List<Invitation> openInvitations(WorkspaceId workspace) {
        return state.invitations.open(
                state.now, invitation -> invitation.workspaceId().equals(workspace));
    }

    @Override
    public List<Invitation> openInvitationsOf(UserId maker) {
        return state.invitations.open(
                state.now, invitation -> invitation.maker().equals(maker));
    }

    @Override
    public Optional<Instant> removedAt(WorkspaceId workspace, UserId user) {
        return state.invitations.removedAt(workspace, user);
    }

    MemoryInvitations invitations() {
        return state.invitations;
    }

    @Override
    public List<Grant> grants(UserId user) {
        return GroupGraph.of(this).grants(user);
    }

    List<Group> groups() {
        return List.copyOf(state.groups.values());
    }

    @Override
    public Optional<Group> group(GroupId id) {
        return Optional.ofNullable(state.groups.get(id));
    }

    @Override
    public Optional<Group> groupByName(String name) {
        return state.groups.values().stream()
                .filter(group -> group.name().equals(name))
                .findAny();
    }

    @Override
    public List<UserId> groupPersons(GroupId group) {
        return state.groupMembers.getOrDefault(group, Set.of()).stream()
                .flatMap(member -> member instanceof GroupMember.Person(UserId user) ? Stream.of(user) : Stream.empty())
                .sorted()
                .toList();
    }

    @Override
    public List<GroupId> groupsIn(GroupId group) {
        return state.groupMembers.getOrDefault(group, Set.of()).stream()
                .flatMap(member ->
                        member instanceof GroupMember.Nested(GroupId inner) ? Stream.of(inner) : Stream.empty())
                .sorted()
                .toList();
    }

    @Override
    public List<GroupId> groupsOf(UserId user) {
        return state.groupsContaining(new GroupMember.Person(user));
    }

    @Override
    public List<GroupId> groupsWith(GroupId group) {
        return state.groupsContaining(new GroupMember.Nested(group));
    }

    @Override
    public List<Grant> groupRights(GroupId group) {
        return state.groupRights.getOrDefault(group, List.of());
    }

    @Override
    public List<Grant> directGrants(UserId user) {
        return List.copyOf(state.grants.getOrDefault(user, List.of()));
    }

    @Override
    public List<UserId> admins() {
        return state.users.values().stream()
                .filter(User::active)
                .map(User::id)
                .filter(user -> grants(user).contains(new Grant(Right.ADMIN, Optional.empty())))
                .toList();
    }

    @Override
    public boolean shareWorkspace(UserId first, UserId second) {
        return state.workspaces.keySet().stream()
                .anyMatch(workspace -> workspaceRole(workspace, first).isPresent()
                        && workspaceRole(workspace, second).isPresent());
    }

    @Override
    public Optional<Workspace> workspace(WorkspaceId id) {
        return Optional.ofNullable(state.workspaces.get(id));
    }

    @Override
    public Optional<WorkspaceRole> workspaceRole(WorkspaceId workspace, UserId user) {
        return state.workspaceSpans
                .open(workspace, user)
                .flatMap(_ ->
                        Optional.ofNullable(state.workspaceRoles.get(new MemoryState.MemberKey<>(workspace, user))));
    }

    @Override
    public List<WorkspaceMember> workspaceMembers(WorkspaceId workspace) {
        return state.workspaceSpans
                .openSpans(workspace)
                .map(span -> new WorkspaceMember(
                        workspace,
                        span.user(),
                        workspaceRole(workspace, span.user()).orElseThrow()))
                .toList();
    }

    @Override
    public Optional<Channel> channel(ChannelId id) {
        return Optional.ofNullable(state.channels.get(id));
    }

    @Override
    public Optional<Channel> channelByName(WorkspaceId workspace, String name) {
        return channels(workspace).stream()
                .filter(channel -> channel.name().equals(Optional.of(name)))
                .findAny();
    }

    @Override
    public Optional<Channel> directChannel(WorkspaceId workspace, Set<UserId> members) {
        return channels(workspace).stream()
                .filter(channel -> channel.kind().direct()
                        && Set.copyOf(channel.memberIds()).equals(members))
                .findAny();
    }

    @Override
    public Optional<ChannelRole> channelRole(ChannelId channel, UserId user) {
        return state.channelSpans
                .open(channel, user)
                .flatMap(_ -> Optional.ofNullable(state.channelRoles.get(new MemoryState.MemberKey<>(channel, user))));
    }

    @Override
    public List<ChannelMember> channelMembers(ChannelId channel) {
        return state.channelSpans
                .openSpans(channel)
                .map(span -> new ChannelMember(
                        channel, span.user(), channelRole(channel, span.user()).orElseThrow(), span.joinedAt()))
                .toList();
    }

    @Override
    public List<Channel> channels(WorkspaceId workspace) {
        return state.channels.values().stream()
                .filter(channel -> channel.workspaceId().equals(workspace))
                .toList();
    }

    @Override
    public List<Channel> channelsOf(WorkspaceId workspace, UserId user) {
        return channels(workspace).stream()
                .filter(channel -> state.channelSpans.open(channel.id(), user).isPresent())
                .toList();
    }

    @Override
    public Optional<Message> message(MessageId id) {
        return Optional.ofNullable(state.messages.get(id));
    }

    @Override
    public Optional<Message.Tombstone> deletedMessage(MessageId id) {
        return Optional.ofNullable(state.tombstones.get(id));
    }

    @Override
    public Optional<Instant> lastReplyAt(MessageId parent, MessageId reply) {
        return state.messages.values().stream()
                .filter(it ->
                        it.parentId().equals(Optional.of(parent)) && !it.id().equals(reply))
                .map(Message::createdAt)
                .max(Comparator.naturalOrder());
    }

    @Override
    public Optional<MessageId> imported(ChannelId channel, String key) {
        return Optional.ofNullable(state.imported.get(channel + " " + key));
    }

    @Override
    public Optional<SourceIdentity.Target> importTarget(SourceIdentity identity) {
        return Optional.ofNullable(state.sources.get(identity));
    }

    @Override
    public int importSources(ChannelId channel) {
        return state.importSources(channel);
    }

    @Override
    public boolean wasSaid(ChannelId channel, MessageId message, UserId author, Instant at) {
        return state.wasSaid(channel, message, author, at);
    }

    @Override
    public int pins(ChannelId channel) {
        return (int) messages(channel).stream().filter(Message::pinned).count();
    }

    @Override
    public ReadState readState(UserId user, ChannelId channel) {
        return state.readStates.getOrDefault(new MemoryState.MemberKey<>(channel, user), ReadState.none(user, channel));
    }

    @Override
    public long ordinalAt(ChannelId channel, MessageId message) {
        return state.ordinalAt(channel, message);
    }

    @Override
    public Optional<MessageId> sentUpTo(ChannelId channel, MessageId message) {
        return state.sentUpTo(channel, message);
    }

    @Override
    public Optional<MessageId> sentBefore(ChannelId channel, MessageId message) {
        return state.sentBefore(channel, message);
    }

    @Override
    public Optional<MessageId> newestMessage() {
        return state.originals.keySet().stream().max(Comparator.naturalOrder());
    }

    @Override
    public boolean isEmpty(ChannelId channel) {
        return state.isEmpty(channel);
    }

    @Override
    public long broadcastsUpTo(ChannelId channel, long no) {
        return state.broadcasts.getOrDefault(channel, List.of()).stream()
                .filter(ordinal -> ordinal <= no)
                .count();
    }

    @Override
    public OptionalLong broadcastNo(MessageId message) {
        return state.broadcastNo(message);
    }

    @Override
    public ReadState.Deleted deletedAfter(UserId user, ChannelId channel, ReadState.Position position) {
        return state.deletedAfter(user, channel, position);
    }

    @Override
    public int mentionsAfter(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return mentionsUnread(user, channel, lastRead).size();
    }

    @Override
    public List<MessageId> mentionsUnread(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return state.mentionsOfOpenSpans()
                .filter(mention ->
                        mention.user().equals(user) && mention.channel().equals(channel))
                .map(MemoryState.MentionEntry::message)
                .filter(state.messages::containsKey)
                .filter(message -> state.messages.get(message).parentId().isEmpty())
                .filter(message ->
                        lastRead.filter(read -> read.compareTo(message) >= 0).isEmpty())
                .sorted()
                .toList();
    }

    // ---- Preferences ----

    List<Preference> preferences(UserId user) {
        return state.preferences.of(user);
    }

    @Override
    public Optional<Preference> preference(UserId user, PrefKey key, long place) {
        return state.preferences.find(user, key, place);
    }

    @Override
    public Optional<Draft> draft(Draft.Place place) {
        return state.preferences.draft(place);
    }

    @Override
    public int draftCount(UserId user) {
        return state.preferences.drafts(user).size();
    }

    List<Draft> drafts(UserId user) {
        return state.preferences.drafts(user);
    }

    // ---- Threads ----

    List<ThreadState> threadStates() {
        return state.threads.all();
    }

    @Override
    public Optional<ThreadState> threadState(UserId user, MessageId parent) {
        return state.threads.find(user, parent);
    }

    @Override
    public long replyOrdinalAt(MessageId parent, MessageId message) {
        return state.threads.ordinalAt(parent, message);
    }

    @Override
    public long deletedReplies(UserId user, MessageId parent, long readNo) {
        return state.threads.deleted(user, parent, readNo);
    }

    @Override
    public Optional<MessageId> newestReplyOfOthers(UserId user, MessageId parent) {
        return state.threads.newestOfOthers(user, parent);
    }

    @Override
    public List<MessageId> threadMentionsUnread(UserId user, MessageId parent, long readNo) {
        return state.threads.mentionsUnread(user, parent, readNo);
    }

    @Override
    public List<ThreadState> threadsWithMentions(UserId user, ChannelId channel, int limit) {
        return state.threads.withMentions(user, channel, limit);
    }

    @Override
    public List<UserId> mentioned(MessageId message) {
        return state.mentionsOfOpenSpans()
                .filter(mention -> mention.message().equals(message))
                .map(MemoryState.MentionEntry::user)
                .sorted()
                .toList();
    }
}
