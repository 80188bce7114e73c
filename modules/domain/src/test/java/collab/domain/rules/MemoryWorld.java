package collab.domain.rules;

import collab.domain.Audience;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.World;
import collab.domain.access.GroupGraph;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.IdRange;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A whole state in memory that changes only by events, as a store does: it knows no command and no rule. Keeps the log
 * with the recipients of each event, resolved at the event's position.
 */
public final class MemoryWorld implements World {
    /** An event in the log and its recipients. */
    record Logged(LogPosition seq, Event event, Set<UserId> recipients) {}

    /** A membership: from {@code joined} on, and before {@code left}. */
    static final class Stay<P> {
        private static final LogPosition NEVER = new LogPosition(IdRange.MAX);

        final P place;
        final UserId user;
        final LogPosition joined;
        final Instant joinedAt;
        LogPosition left = NEVER;

        Stay(P place, UserId user, LogPosition joined, Instant joinedAt) {
            this.place = place;
            this.user = user;
            this.joined = joined;
            this.joinedAt = joinedAt;
        }

        boolean at(LogPosition seq) {
            return joined.compareTo(seq) <= 0 && seq.compareTo(left) < 0;
        }

        boolean open() {
            return left.equals(NEVER);
        }
    }

    record Membership<P>(P place, UserId user) {}

    /** The mention of a user in a message when it was sent. */
    record Named(MessageId message, ChannelId channel, UserId user, LogPosition seq) {}

    private final NavigableMap<UserId, User> users = new TreeMap<>();
    private final Map<SessionId, Session> sessions = new LinkedHashMap<>();
    private final Map<UserId, List<Grant>> grants = new HashMap<>();
    private final NavigableMap<GroupId, Group> groups = new TreeMap<>();
    private final Map<GroupId, Set<GroupMember>> groupMembers = new TreeMap<>();
    private final Map<GroupId, List<Grant>> groupRights = new HashMap<>();
    private final NavigableMap<WorkspaceId, Workspace> workspaces = new TreeMap<>();
    private final NavigableMap<ChannelId, Channel> channels = new TreeMap<>();
    private final NavigableMap<MessageId, Message> messages = new TreeMap<>();
    /** The message as it was sent; nothing is removed here. */
    private final Map<MessageId, Message> said = new HashMap<>();

    private final Map<ChannelId, NavigableMap<MessageId, Long>> ordinals = new HashMap<>();
    /** The ordinals of the messages that addressed the whole channel. */
    private final Map<ChannelId, List<Long>> broadcasts = new HashMap<>();

    private final Map<String, MessageId> imported = new HashMap<>();
    private final Map<Membership<ChannelId>, ReadState> readStates = new HashMap<>();
    private final List<Named> named = new ArrayList<>();
    private final List<Stay<WorkspaceId>> workspaceStays = new ArrayList<>();
    private final List<Stay<ChannelId>> channelStays = new ArrayList<>();
    private final Map<Membership<WorkspaceId>, WorkspaceRole> workspaceRoles = new HashMap<>();
    private final Map<Membership<ChannelId>, ChannelRole> channelRoles = new HashMap<>();
    private final List<Logged> log = new ArrayList<>();

    // Changes

    void apply(Decision.Accepted accepted, Instant now) {
        accepted.effects().forEach(this::apply);
        for (Event event : accepted.events()) {
            LogPosition seq = head().plus(1);
            apply(event, seq, now);
            log.add(new Logged(seq, event, recipients(Audience.of(event), seq)));
        }
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.SessionOpened(Session session, String _, Optional<String> _) ->
                sessions.put(session.id(), session);
            case Effect.PasswordSet _ -> {} // the rules never read it
            case Effect.RightGranted(UserId user, Grant grant) ->
                grants.computeIfAbsent(user, _ -> new ArrayList<>()).add(grant);
            case Effect.GroupJoined(GroupId group, GroupMember member) ->
                groupMembers.computeIfAbsent(group, _ -> new LinkedHashSet<>()).add(member);
            case Effect.GroupLeft(GroupId group, GroupMember member) ->
                groupMembers.get(group).remove(member);
            case Effect.GroupRightsSet(GroupId group, List<Grant> rights) -> groupRights.put(group, rights);
            case Effect.GroupGone(GroupId group) -> {
                groups.remove(group);
                groupMembers.remove(group);
                groupMembers.values().forEach(members -> members.remove(new GroupMember.Nested(group)));
                groupRights.remove(group);
            }
            case Effect.MessageImported(ChannelId channel, String key, MessageId message) ->
                imported.put(channel + " " + key, message);
            case Effect.MentionsSeen(UserId user, ChannelId _, List<MessageId> seen) ->
                named.removeIf(mention -> mention.user().equals(user) && seen.contains(mention.message()));
            case Effect.ChannelRoleSet(ChannelId channel, UserId user, ChannelRole role) ->
                channelRoles.put(new Membership<>(channel, user), role);
        }
    }

    private void apply(Event event, LogPosition seq, Instant now) {
        switch (event) {
            case Event.MessageCreated(Message message, long lastNo) -> created(message, lastNo, seq);
            case Event.MessageUpdated(Message message, long _) -> messages.put(message.id(), message);
            case Event.MessageDeleted deleted -> messages.remove(deleted.messageId());
            case Event.MessageReacted reacted ->
                messages.computeIfPresent(
                        reacted.messageId(), (_, message) -> message.reacted(reacted.reactions(), seq));
            case Event.MessagePinUpdated pin ->
                messages.computeIfPresent(pin.messageId(), (_, message) -> message.pinned(pin.pinned(), seq));
            case Event.ThreadUpdated thread ->
                messages.computeIfPresent(
                        thread.parentId(),
                        (_, message) -> message.answered(thread.replyCount(), thread.lastReplyAt(), seq));
            case Event.ChannelAdded(Channel channel, List<UserId> gainers) -> added(channel, gainers, seq, now);
            case Event.ChannelUpdated(Channel channel) -> channels.put(channel.id(), channel);
            case Event.ChannelArchived(Channel channel) -> channels.put(channel.id(), channel);
            case Event.ChannelRemoved(ChannelId channel, List<UserId> losers) ->
                losers.forEach(user -> end(channelStays, channel, user, seq));
            case Event.ChannelMemberJoined(ChannelId channel, UserId user, ChannelRole role) ->
                channelRoles.put(new Membership<>(channel, user), role);
            case Event.ChannelMemberLeft _ -> {}
            case Event.ReadStateChanged(ReadState state) ->
                readStates.put(new Membership<>(state.channelId(), state.userId()), state);
            case Event.MentionCreated mention -> mentioned(mention, seq);
            case Event.BroadcastCreated broadcast -> broadcast(broadcast, seq);
            case Event.UserUpdated(User user) -> users.put(user.id(), user);
            case Event.PermissionsChanged _ -> {} // the event reports what effects did
            case Event.GroupUpdated(Group group, List<UserId> _) -> {
                if (group.deletedAt().isEmpty()) groups.put(group.id(), group);
            }
            case Event.SessionRevoked revoked -> sessions.remove(revoked.sessionId());
            case Event.WorkspaceAdded(Workspace workspace, UserId gainer, WorkspaceRole role) -> {
                workspaces.putIfAbsent(workspace.id(), workspace);
                begin(workspaceStays, workspace.id(), gainer, seq, now);
                workspaceRoles.put(new Membership<>(workspace.id(), gainer), role);
            }
            case Event.WorkspaceUpdated(Workspace workspace) -> workspaces.put(workspace.id(), workspace);
            case Event.WorkspaceRemoved(WorkspaceId workspace, List<UserId> losers) -> {
                losers.forEach(user -> end(workspaceStays, workspace, user, seq));
                if (workspaceMembers(workspace).isEmpty()) {
                    vanish(workspace);
                }
            }
            case Event.WorkspaceMemberJoined(WorkspaceId workspace, User user, WorkspaceRole role) ->
                workspaceRoles.put(new Membership<>(workspace, user.id()), role);
            case Event.WorkspaceMemberLeft _ -> {}
        }
    }

    private void created(Message message, long lastNo, LogPosition seq) {
        messages.put(message.id(), message);
        said.put(message.id(), message);
        channels.computeIfPresent(message.channelId(), (_, channel) -> channel.reaching(lastNo));
        message.no().ifPresent(no -> {
            ordinals.computeIfAbsent(message.channelId(), _ -> new TreeMap<>()).put(message.id(), no);
            readStates.computeIfPresent(
                    new Membership<>(message.channelId(), message.userId()),
                    (_, state) -> state.wrote(message.id(), no, seq));
        });
    }

    private void added(Channel channel, List<UserId> gainers, LogPosition seq, Instant now) {
        channels.putIfAbsent(channel.id(), channel);
        for (UserId user : gainers) {
            Membership<ChannelId> membership = new Membership<>(channel.id(), user);
            begin(channelStays, channel.id(), user, seq, now);
            channelRoles.put(membership, ChannelRole.MEMBER);
            readStates.put(membership, ReadState.gained(user, channel, seq));
        }
    }

    private void mentioned(Event.MentionCreated event, LogPosition seq) {
        ChannelId channel = event.mention().channelId();
        named.add(new Named(event.mention().messageId(), channel, event.receiver(), seq));
        readStates.computeIfPresent(
                new Membership<>(channel, event.receiver()), (_, state) -> state.mentioned(event.mentions(), seq));
    }

    private void broadcast(Event.BroadcastCreated event, LogPosition seq) {
        ChannelId channel = event.mention().channelId();
        if (event.reach() == Broadcast.HERE) return;
        broadcasts
                .computeIfAbsent(channel, _ -> new ArrayList<>())
                .add(ordinals.get(channel).get(event.mention().messageId()));
        channels.computeIfPresent(channel, (_, known) -> known.addressed(event.broadcastNo()));
        readStates.computeIfPresent(
                new Membership<>(channel, event.mention().author()),
                (_, state) -> state.addressed(event.broadcastNo(), seq));
    }

    private void vanish(WorkspaceId workspace) {
        workspaces.remove(workspace);
        Set<ChannelId> gone = new TreeSet<>();
        channels.values().stream()
                .filter(channel -> channel.workspaceId().equals(workspace))
                .forEach(channel -> gone.add(channel.id()));
        channels.keySet().removeAll(gone);
        messages.values().removeIf(message -> gone.contains(message.channelId()));
    }

    private static <P> void begin(List<Stay<P>> stays, P place, UserId user, LogPosition seq, Instant now) {
        if (open(stays, place, user).isPresent()) {
            throw new IllegalStateException("user " + user + " gains " + place + " twice at " + seq);
        }
        stays.add(new Stay<>(place, user, seq, now));
    }

    private static <P> void end(List<Stay<P>> stays, P place, UserId user, LogPosition seq) {
        open(stays, place, user)
                .orElseThrow(() ->
                        new IllegalStateException("user " + user + " loses " + place + " without having it at " + seq))
                .left = seq;
    }

    private static <P> Optional<Stay<P>> open(List<Stay<P>> stays, P place, UserId user) {
        return stays.stream()
                .filter(stay -> stay.open() && stay.place.equals(place) && stay.user.equals(user))
                .findAny();
    }

    // The log

    LogPosition head() {
        return new LogPosition(log.size());
    }

    List<Logged> log() {
        return log;
    }

    List<Stay<ChannelId>> channelStays() {
        return channelStays;
    }

    List<Stay<WorkspaceId>> workspaceStays() {
        return workspaceStays;
    }

    boolean inChannel(ChannelId channel, UserId user, LogPosition seq) {
        return channelStays.stream()
                .anyMatch(stay -> stay.place.equals(channel) && stay.user.equals(user) && stay.at(seq));
    }

    private Set<UserId> recipients(Audience audience, LogPosition seq) {
        return switch (audience) {
            case Audience.Listed(List<UserId> listed) -> new TreeSet<>(listed);
            case Audience.OfChannel(ChannelId channel) -> at(channelStays, channel, seq);
            case Audience.OfWorkspace(WorkspaceId workspace) -> at(workspaceStays, workspace, seq);
            case Audience.Peers(UserId user) -> {
                Set<UserId> peers = new TreeSet<>(Set.of(user));
                workspaceStays.stream()
                        .filter(stay -> stay.user.equals(user) && stay.at(seq))
                        .forEach(stay -> peers.addAll(at(workspaceStays, stay.place, seq)));
                yield peers;
            }
        };
    }

    private static <P> Set<UserId> at(List<Stay<P>> stays, P place, LogPosition seq) {
        Set<UserId> present = new TreeSet<>();
        stays.stream().filter(stay -> stay.place.equals(place) && stay.at(seq)).forEach(stay -> present.add(stay.user));
        return present;
    }

    // Queries of tests beyond those of the rules

    public List<User> users() {
        return List.copyOf(users.values());
    }

    List<Workspace> workspaces() {
        return List.copyOf(workspaces.values());
    }

    List<Channel> channels() {
        return List.copyOf(channels.values());
    }

    List<Message> messages() {
        return List.copyOf(messages.values());
    }

    List<Message> messages(ChannelId channel) {
        return messages.values().stream()
                .filter(message -> message.channelId().equals(channel))
                .toList();
    }

    /** The ordinals ever given in the channel, ascending. */
    List<Long> ordinals(ChannelId channel) {
        return List.copyOf(ordinals.getOrDefault(channel, new TreeMap<>()).values());
    }

    // World

    @Override
    public Optional<User> user(UserId id) {
        return Optional.ofNullable(users.get(id));
    }

    @Override
    public Optional<User> userByName(String username) {
        return users.values().stream()
                .filter(user -> user.username().equals(username))
                .findAny();
    }

    @Override
    public Optional<Session> session(SessionId id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public List<Session> sessions(UserId user) {
        return sessions.values().stream()
                .filter(session -> session.userId().equals(user))
                .toList();
    }

    @Override
    public List<Grant> grants(UserId user) {
        return GroupGraph.of(this).grants(user);
    }

    List<Group> groups() {
        return List.copyOf(groups.values());
    }

    @Override
    public Optional<Group> group(GroupId id) {
        return Optional.ofNullable(groups.get(id));
    }

    @Override
    public Optional<Group> groupByName(String name) {
        return groups.values().stream()
                .filter(group -> group.name().equals(name))
                .findAny();
    }

    @Override
    public List<UserId> groupPersons(GroupId group) {
        return groupMembers.getOrDefault(group, Set.of()).stream()
                .flatMap(member -> member instanceof GroupMember.Person(UserId user) ? Stream.of(user) : Stream.empty())
                .sorted()
                .toList();
    }

    @Override
    public List<GroupId> groupsIn(GroupId group) {
        return groupMembers.getOrDefault(group, Set.of()).stream()
                .flatMap(member ->
                        member instanceof GroupMember.Nested(GroupId inner) ? Stream.of(inner) : Stream.empty())
                .sorted()
                .toList();
    }

    @Override
    public List<GroupId> groupsOf(UserId user) {
        return holding(new GroupMember.Person(user));
    }

    @Override
    public List<GroupId> groupsWith(GroupId group) {
        return holding(new GroupMember.Nested(group));
    }

    private List<GroupId> holding(GroupMember member) {
        return groupMembers.entrySet().stream()
                .filter(entry -> entry.getValue().contains(member))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<Grant> groupRights(GroupId group) {
        return groupRights.getOrDefault(group, List.of());
    }

    @Override
    public List<Grant> directGrants(UserId user) {
        return List.copyOf(grants.getOrDefault(user, List.of()));
    }

    @Override
    public List<UserId> admins() {
        return users.values().stream()
                .filter(User::active)
                .map(User::id)
                .filter(user -> grants(user).contains(new Grant(Right.ADMIN, Optional.empty())))
                .toList();
    }

    @Override
    public boolean shareWorkspace(UserId one, UserId other) {
        return workspaces.keySet().stream()
                .anyMatch(workspace -> workspaceRole(workspace, one).isPresent()
                        && workspaceRole(workspace, other).isPresent());
    }

    @Override
    public Optional<Workspace> workspace(WorkspaceId id) {
        return Optional.ofNullable(workspaces.get(id));
    }

    @Override
    public Optional<WorkspaceRole> workspaceRole(WorkspaceId workspace, UserId user) {
        return open(workspaceStays, workspace, user)
                .flatMap(_ -> Optional.ofNullable(workspaceRoles.get(new Membership<>(workspace, user))));
    }

    @Override
    public List<WorkspaceMember> workspaceMembers(WorkspaceId workspace) {
        return present(workspaceStays, workspace)
                .map(stay -> new WorkspaceMember(
                        workspace,
                        stay.user,
                        workspaceRole(workspace, stay.user).orElseThrow()))
                .toList();
    }

    @Override
    public Optional<Channel> channel(ChannelId id) {
        return Optional.ofNullable(channels.get(id));
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
        return open(channelStays, channel, user)
                .flatMap(_ -> Optional.ofNullable(channelRoles.get(new Membership<>(channel, user))));
    }

    @Override
    public List<ChannelMember> channelMembers(ChannelId channel) {
        return present(channelStays, channel)
                .map(stay -> new ChannelMember(
                        channel, stay.user, channelRole(channel, stay.user).orElseThrow(), stay.joinedAt))
                .toList();
    }

    @Override
    public List<Channel> channels(WorkspaceId workspace) {
        return channels.values().stream()
                .filter(channel -> channel.workspaceId().equals(workspace))
                .toList();
    }

    @Override
    public List<Channel> channelsOf(WorkspaceId workspace, UserId user) {
        return channels(workspace).stream()
                .filter(channel -> open(channelStays, channel.id(), user).isPresent())
                .toList();
    }

    @Override
    public Optional<Message> message(MessageId id) {
        return Optional.ofNullable(messages.get(id));
    }

    @Override
    public Optional<Instant> lastReplyAt(MessageId parent, MessageId reply) {
        return messages.values().stream()
                .filter(message -> message.parentId().equals(Optional.of(parent)))
                .filter(message -> !message.id().equals(reply))
                .map(Message::createdAt)
                .max(Comparator.naturalOrder());
    }

    @Override
    public Optional<MessageId> imported(ChannelId channel, String key) {
        return Optional.ofNullable(imported.get(channel + " " + key));
    }

    @Override
    public boolean wasSaid(ChannelId channel, MessageId message, UserId author, Instant at) {
        return Optional.ofNullable(said.get(message))
                .filter(known -> known.channelId().equals(channel))
                .filter(known -> known.userId().equals(author))
                .filter(known -> known.createdAt().equals(at))
                .isPresent();
    }

    @Override
    public int pins(ChannelId channel) {
        return (int) messages(channel).stream().filter(Message::pinned).count();
    }

    @Override
    public ReadState readState(UserId user, ChannelId channel) {
        return readStates.getOrDefault(new Membership<>(channel, user), ReadState.none(user, channel));
    }

    @Override
    public long ordinalAt(ChannelId channel, MessageId message) {
        NavigableMap<MessageId, Long> given = ordinals.getOrDefault(channel, new TreeMap<>());
        return given.tailMap(message, false).entrySet().stream()
                .filter(later -> messages.containsKey(later.getKey()))
                .findFirst()
                .map(next -> next.getValue() - 1)
                .orElse((long) given.size());
    }

    @Override
    public long broadcastsUpTo(ChannelId channel, long no) {
        return broadcasts.getOrDefault(channel, List.of()).stream()
                .filter(ordinal -> ordinal <= no)
                .count();
    }

    @Override
    public int mentionsAfter(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return mentionsUnread(user, channel, lastRead).size();
    }

    @Override
    public List<MessageId> mentionsUnread(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return ofPresentStays()
                .filter(mention ->
                        mention.user().equals(user) && mention.channel().equals(channel))
                .map(Named::message)
                .filter(messages::containsKey)
                .filter(message ->
                        lastRead.filter(read -> read.compareTo(message) >= 0).isEmpty())
                .sorted()
                .toList();
    }

    @Override
    public List<UserId> mentioned(MessageId message) {
        return ofPresentStays()
                .filter(mention -> mention.message().equals(message))
                .map(Named::user)
                .sorted()
                .toList();
    }

    private Stream<Named> ofPresentStays() {
        return named.stream()
                .filter(mention -> open(channelStays, mention.channel(), mention.user())
                        .filter(stay -> stay.joined.compareTo(mention.seq()) <= 0)
                        .isPresent());
    }

    private static <P> Stream<Stay<P>> present(List<Stay<P>> stays, P place) {
        return stays.stream()
                .filter(stay -> stay.open() && stay.place.equals(place))
                .sorted(Comparator.comparing(stay -> stay.user));
    }
}
