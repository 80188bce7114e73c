package collab.domain.rules;

import collab.domain.Audience;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.audit.AuditRecord;
import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Session;
import collab.domain.model.SourceIdentity;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A whole state in memory that changes only by events and effects, as a store does. It has no command and no rule. It
 * keeps the log with the recipients of each event, resolved at the event's position.
 */
final class MemoryState {
    /** An event in the log and its recipients. */
    record Logged(LogPosition seq, Event event, Set<UserId> recipients) {}

    record MemberKey<P>(P container, UserId user) {}

    /** The mention of a user in a message when it was sent. */
    record MentionEntry(MessageId message, ChannelId channel, UserId user, LogPosition seq) {}

    final NavigableMap<UserId, User> users = new TreeMap<>();
    final Map<SessionId, Session> sessions = new LinkedHashMap<>();
    final Map<UserId, List<Grant>> grants = new HashMap<>();
    final NavigableMap<GroupId, Group> groups = new TreeMap<>();
    final Map<GroupId, Set<GroupMember>> groupMembers = new TreeMap<>();
    final Map<GroupId, List<Grant>> groupRights = new HashMap<>();
    final NavigableMap<WorkspaceId, Workspace> workspaces = new TreeMap<>();
    final NavigableMap<ChannelId, Channel> channels = new TreeMap<>();
    final NavigableMap<MessageId, Message> messages = new TreeMap<>();
    final Map<MessageId, Message.Tombstone> tombstones = new HashMap<>();
    /** The messages as they were sent. None is removed. */
    final Map<MessageId, Message> originals = new HashMap<>();

    final Map<ChannelId, NavigableMap<MessageId, Long>> ordinals = new HashMap<>();
    /** The ordinals of the messages that addressed the whole channel. */
    final Map<ChannelId, List<Long>> broadcasts = new HashMap<>();

    final Map<String, MessageId> imported = new HashMap<>();
    /** The messages that were not sent to this server. An exported message that returns was. */
    private final Set<MessageId> notSent = new HashSet<>();

    final Map<SourceIdentity, SourceIdentity.Target> sources = new HashMap<>();
    final Map<MemberKey<ChannelId>, ReadState> readStates = new HashMap<>();
    final List<MentionEntry> mentions = new ArrayList<>();
    final MemoryThreads threads = new MemoryThreads(this);
    final MemoryPreferences preferences = new MemoryPreferences();
    final MembershipSpans<WorkspaceId> workspaceSpans = new MembershipSpans<>();
    final MembershipSpans<ChannelId> channelSpans = new MembershipSpans<>();
    final Map<MemberKey<WorkspaceId>, WorkspaceRole> workspaceRoles = new HashMap<>();
    final Map<MemberKey<ChannelId>, ChannelRole> channelRoles = new HashMap<>();
    final List<Logged> log = new ArrayList<>();
    final List<AuditRecord> audit = new ArrayList<>();
    final MemoryInvitations invitations = new MemoryInvitations();
    final MemoryFactors factors = new MemoryFactors();
    /** The time of the last change. */
    Instant now = Instant.EPOCH;

    // ---- Changes ----

    void apply(Decision.Accepted accepted, Instant now) {
        this.now = now;
        accepted.effects().forEach(this::apply);
        for (Event event : accepted.events()) {
            LogPosition seq = head().plus(1);
            apply(event, seq, now);
            log.add(new Logged(seq, event, recipients(Audience.of(event), seq)));
        }
    }

    /** The number of sources of imports into the channel. */
    int importSources(ChannelId channel) {
        return (int) sources.entrySet().stream()
                .filter(source -> source.getKey().workspaceId().isPresent()
                        && source.getValue().id() == channel.value())
                .count();
    }

    /** Whether the author sent this message to the channel at this time, also if it was deleted since. */
    boolean wasSaid(ChannelId channel, MessageId message, UserId author, Instant at) {
        Message known = originals.get(message);
        return known != null
                && known.channelId().equals(channel)
                && known.userId().equals(author)
                && known.createdAt().equals(at);
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.SessionOpened(Session session, String _, Optional<String> _, Optional<String> _) ->
                sessions.put(session.id(), session);
            case Effect.SessionsSeen(Map<SessionId, Instant> seen) -> factors.seen.putAll(seen);
            case Effect.SessionConfirmed(SessionId session, Instant at) -> factors.confirmed.put(session, at);
            case Effect.FactorSet(SecondFactor factor) -> factors.set(factor);
            case Effect.FactorRemoved(UserId user) -> factors.removed(user);
            case Effect.RecoveryCodesSet set -> factors.recoveryCodes(set);
            case Effect.RecoveryCodeUsed used -> factors.recoveryCodeUsed(used);
            case Effect.LinkIssued(AccountLink link) -> invitations.issued(link);
            case Effect.LinkUsed used -> invitations.used(used);
            case Effect.LinksVoided voided -> invitations.voided(voided);
            case Effect.InvitationLinked linked -> invitations.linked(linked);
            case Effect.InvitationUsed _ -> {} // the rules read the number of uses
            case Effect.MemberRemoved removed -> invitations.removed(removed);
            case Effect.PasswordSet _ -> {} // the rules do not read it
            case Effect.Audited audited -> audit.add(audited.entry());
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
            case Effect.MessageImported(ChannelId channel, String key, MessageId message) -> {
                imported.put(channel + " " + key, message);
                if (!key.equals(message.toString())) notSent.add(message);
            }
            case Effect.SourceIdentified(SourceIdentity identity, SourceIdentity.Target target) ->
                sources.put(identity, target);
            case Effect.MentionsSeen(UserId user, ChannelId _, List<MessageId> seen) ->
                mentions.removeIf(mention -> mention.user().equals(user) && seen.contains(mention.message()));
            case Effect.ChannelRoleSet(ChannelId channel, UserId user, ChannelRole role) ->
                channelRoles.put(new MemberKey<>(channel, user), role);
        }
    }

    private void apply(Event event, LogPosition seq, Instant now) {
        switch (event) {
            case Event.MessageCreated(Message message, long lastNo) -> created(message, lastNo, seq);
            case Event.MessageUpdated(Message message, long _) -> messages.put(message.id(), message);
            case Event.MessageDeleted deleted -> deleted(deleted, seq, now);
            case Event.MessageReacted reacted ->
                messages.computeIfPresent(
                        reacted.messageId(), (_, message) -> message.reacted(reacted.reactions(), seq));
            case Event.MessagePinUpdated pin ->
                messages.computeIfPresent(pin.messageId(), (_, message) -> message.pinned(pin.pinned(), seq));
            case Event.ThreadUpdated thread -> {
                messages.computeIfPresent(thread.parentId(), (_, message) -> answered(message, thread, seq));
                tombstones.computeIfPresent(
                        thread.parentId(),
                        (_, deleted) ->
                                new Message.Tombstone(answered(deleted.message(), thread, seq), deleted.deletedAt()));
            }
            case Event.ChannelAdded(Channel channel, List<UserId> gainers) -> added(channel, gainers, seq, now);
            case Event.ChannelUpdated(Channel channel) -> channels.put(channel.id(), channel);
            case Event.ChannelArchived(Channel channel) -> channels.put(channel.id(), channel);
            case Event.ChannelRemoved(ChannelId channel, List<UserId> losers) ->
                losers.forEach(user -> {
                    channelSpans.end(channel, user, seq);
                    threads.left(channel, user);
                    preferences.left(channel, user);
                });
            case Event.ChannelMemberJoined(ChannelId channel, UserId user, ChannelRole role) ->
                channelRoles.put(new MemberKey<>(channel, user), role);
            case Event.ChannelMemberLeft _ -> {}
            case Event.ReadStateChanged(ReadState state, ReadState.Deleted _) ->
                readStates.put(new MemberKey<>(state.channelId(), state.userId()), state);
            case Event.ThreadFollowed followed -> threads.followed(followed, seq);
            case Event.ThreadStateChanged changed -> threads.put(changed.state());
            case Event.MentionCreated mention -> mentioned(mention, seq);
            case Event.BroadcastCreated broadcast -> broadcast(broadcast, seq);
            case Event.UserUpdated(User user) -> users.put(user.id(), user);
            case Event.PermissionsChanged _ -> {} // the event reports a change that effects made
            case Event.GroupUpdated(Group group, List<UserId> _) -> {
                if (group.deletedAt().isEmpty()) groups.put(group.id(), group);
            }
            case Event.SessionRevoked revoked -> sessions.remove(revoked.sessionId());
            case Event.InvitationUpdated updated ->
                invitations.invitations.put(updated.invitation().id(), updated.invitation());
            case Event.WorkspaceAdded(Workspace workspace, UserId gainer, WorkspaceRole role) -> {
                workspaces.putIfAbsent(workspace.id(), workspace);
                invitations.entered(workspace.id(), gainer);
                workspaceSpans.begin(workspace.id(), gainer, seq, now);
                workspaceRoles.put(new MemberKey<>(workspace.id(), gainer), role);
            }
            case Event.WorkspaceUpdated(Workspace workspace) -> workspaces.put(workspace.id(), workspace);
            case Event.WorkspaceRemoved(WorkspaceId workspace, List<UserId> losers) -> {
                losers.forEach(user -> {
                    workspaceSpans.end(workspace, user, seq);
                    preferences.left(PrefScope.WORKSPACE, workspace.value(), user);
                });
                if (workspaceSpans.openSpans(workspace).findAny().isEmpty()) {
                    removeWorkspace(workspace);
                }
            }
            case Event.WorkspaceMemberJoined(WorkspaceId workspace, User user, WorkspaceRole role) ->
                workspaceRoles.put(new MemberKey<>(workspace, user.id()), role);
            case Event.WorkspaceMemberLeft _ -> {}
            case Event.AllRead read -> allRead(read, seq);
            case Event.PreferenceChanged(Preference preference) -> preferences.put(preference);
            case Event.DraftChanged(Draft draft) -> preferences.put(draft);
        }
    }

    private void allRead(Event.AllRead read, LogPosition seq) {
        threads.allRead(read, seq);
        if (read.what() == OwnCommand.MarkAllRead.What.THREADS) return;
        channels.values().stream()
                .filter(channel -> channel.workspaceId().equals(read.workspaceId()))
                .forEach(channel -> readStates.computeIfPresent(
                        new MemberKey<>(channel.id(), read.userId()),
                        (_, state) -> state.read(
                                new ReadState.Position(read.lastRead(), channel.lastNo(), channel.broadcastNo()),
                                0,
                                seq)));
    }

    private void created(Message message, long lastNo, LogPosition seq) {
        messages.put(message.id(), message);
        originals.put(message.id(), message);
        channels.computeIfPresent(message.channelId(), (_, channel) -> channel.reaching(lastNo));
        threads.created(message, seq);
        message.no().ifPresent(no -> {
            ordinals.computeIfAbsent(message.channelId(), _ -> new TreeMap<>()).put(message.id(), no);
            readStates.computeIfPresent(
                    new MemberKey<>(message.channelId(), message.userId()),
                    (_, state) -> state.wrote(message.id(), no, seq));
        });
    }

    private static Message answered(Message parent, Event.ThreadUpdated thread, LogPosition seq) {
        return parent.answered(thread.replies(), seq);
    }

    private void deleted(Event.MessageDeleted event, LogPosition seq, Instant now) {
        Message message = messages.remove(event.messageId());
        Message blank = new Message(
                message.identity(),
                new Message.Content("", List.of(), Optional.empty(), message.editedAt()),
                false,
                List.of(),
                message.replies(),
                seq);
        tombstones.put(message.id(), new Message.Tombstone(blank, now));
    }

    ReadState.Deleted deletedAfter(UserId user, ChannelId channel, ReadState.Position position) {
        List<Long> deleted = originals.values().stream()
                .filter(message ->
                        tombstones.containsKey(message.id()) || message.userId().equals(user))
                .filter(message -> message.channelId().equals(channel))
                .flatMap(message -> message.no().stream().boxed())
                .toList();
        List<Long> sentToAll = broadcasts.getOrDefault(channel, List.of());
        return new ReadState.Deleted(
                deleted.stream().filter(no -> no > position.readNo()).count(),
                sentToAll.stream()
                        .skip(position.readBroadcastNo())
                        .filter(deleted::contains)
                        .count());
    }

    private void added(Channel channel, List<UserId> gainers, LogPosition seq, Instant now) {
        channels.putIfAbsent(channel.id(), channel);
        for (UserId user : gainers) {
            MemberKey<ChannelId> membership = new MemberKey<>(channel.id(), user);
            channelSpans.begin(channel.id(), user, seq, now);
            channelRoles.put(membership, ChannelRole.MEMBER);
            readStates.put(membership, ReadState.gained(user, channel, seq));
        }
    }

    private void mentioned(Event.MentionCreated event, LogPosition seq) {
        ChannelId channel = event.mention().channelId();
        mentions.add(new MentionEntry(event.mention().messageId(), channel, event.receiver(), seq));
        if (event.mention().parentId().isPresent()) {
            threads.mentioned(event, seq);
            return;
        }
        readStates.computeIfPresent(
                new MemberKey<>(channel, event.receiver()), (_, state) -> state.mentioned(event.mentions(), seq));
    }

    private void broadcast(Event.BroadcastCreated event, LogPosition seq) {
        ChannelId channel = event.mention().channelId();
        if (event.reach() == Broadcast.HERE) return;
        broadcasts
                .computeIfAbsent(channel, _ -> new ArrayList<>())
                .add(ordinals.get(channel).get(event.mention().messageId()));
        channels.computeIfPresent(channel, (_, known) -> known.addressed(event.broadcastNo()));
        readStates.computeIfPresent(
                new MemberKey<>(channel, event.mention().author()),
                (_, state) -> state.addressed(event.broadcastNo(), seq));
    }

    private void removeWorkspace(WorkspaceId workspace) {
        workspaces.remove(workspace);
        Set<ChannelId> removed = new TreeSet<>();
        channels.values().stream()
                .filter(channel -> channel.workspaceId().equals(workspace))
                .forEach(channel -> removed.add(channel.id()));
        channels.keySet().removeAll(removed);
        messages.values().removeIf(message -> removed.contains(message.channelId()));
        tombstones
                .values()
                .removeIf(deleted -> removed.contains(deleted.message().channelId()));
    }

    // ---- The log ----

    LogPosition head() {
        return new LogPosition(log.size());
    }

    private Set<UserId> recipients(Audience audience, LogPosition seq) {
        return switch (audience) {
            case Audience.Listed(List<UserId> listed) -> new TreeSet<>(listed);
            case Audience.OfChannel(ChannelId channel) -> channelSpans.usersAt(channel, seq);
            case Audience.OfWorkspace(WorkspaceId workspace) -> workspaceSpans.usersAt(workspace, seq);
            case Audience.Peers(UserId user) -> {
                Set<UserId> peers = new TreeSet<>(Set.of(user));
                workspaceSpans
                        .containersAt(user, seq)
                        .forEach(workspace -> peers.addAll(workspaceSpans.usersAt(workspace, seq)));
                yield peers;
            }
        };
    }

    // ---- Queries ----

    long ordinalAt(ChannelId channel, MessageId message) {
        NavigableMap<MessageId, Long> ofChannel = ordinals.getOrDefault(channel, new TreeMap<>());
        return ofChannel.entrySet().stream()
                .filter(sent -> messages.containsKey(sent.getKey()) && !notSent.contains(sent.getKey()))
                .filter(sent -> !standsUpTo(sent.getKey(), message))
                .findFirst()
                .map(next -> next.getValue() - 1)
                .orElse((long) ofChannel.size());
    }

    Optional<MessageId> sentUpTo(ChannelId channel, MessageId id) {
        if (!notSent.contains(id)) return Optional.of(id);
        return ordinals.getOrDefault(channel, new TreeMap<>()).keySet().stream()
                .filter(sent -> !notSent.contains(sent) && standsUpTo(sent, id))
                .max(Comparator.naturalOrder());
    }

    Optional<MessageId> sentBefore(ChannelId channel, MessageId id) {
        return ordinals.getOrDefault(channel, new TreeMap<>()).keySet().stream()
                .filter(sent -> !notSent.contains(sent) && standsUpTo(sent, id) && !sent.equals(id))
                .max(Comparator.naturalOrder());
    }

    /** Whether a message that was sent does not stand after a place. Ids of messages that were sent are in order. */
    boolean standsUpTo(MessageId sent, MessageId place) {
        Instant at = originals.get(sent).createdAt();
        Instant then = originals.get(place).createdAt();
        return notSent.contains(place) && !at.equals(then) ? at.isBefore(then) : sent.compareTo(place) <= 0;
    }

    OptionalLong broadcastNo(MessageId message) {
        OptionalLong no = originals.get(message).no();
        int index = no.isEmpty()
                ? -1
                : broadcasts
                        .getOrDefault(originals.get(message).channelId(), List.of())
                        .indexOf(no.getAsLong());
        return index < 0 ? OptionalLong.empty() : OptionalLong.of(index + 1);
    }

    boolean isEmpty(ChannelId channel) {
        return originals.values().stream()
                .noneMatch(message -> message.channelId().equals(channel)
                        && message.parentId().isEmpty());
    }

    List<GroupId> groupsContaining(GroupMember member) {
        return groupMembers.entrySet().stream()
                .filter(entry -> entry.getValue().contains(member))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The mentions since the user joined the channel, while the user is a member. */
    Stream<MentionEntry> mentionsOfOpenSpans() {
        return mentions.stream()
                .filter(mention -> channelSpans
                        .open(mention.channel(), mention.user())
                        .filter(span -> span.joined().compareTo(mention.seq()) <= 0)
                        .isPresent());
    }
}
