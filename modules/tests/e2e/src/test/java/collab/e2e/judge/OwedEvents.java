package collab.e2e.judge;

import collab.wire.event.v2.Broadcast;
import collab.wire.event.v2.Channel;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Mention;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.ThreadStateChanged;
import collab.wire.event.v2.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is owed each event of a log, derived from the events alone as etc/PROTOCOL.md section 10 defines it. The log is
 * replayed from its first event. Events that do not name their recipients are followed by one that does.
 */
final class OwedEvents {
    private final LogEpoch log;
    private final MembersById workspaces = new MembersById();
    private final MembersById everInWorkspace = new MembersById();
    private final MembersById channels = new MembersById();
    private final Map<Long, Long> workspaceOfChannel = new HashMap<>();
    private final Map<Long, Long> invitationMakers = new HashMap<>();
    /** Per message the users whom it names and who have not been notified of it yet. */
    private final Map<Long, List<Long>> unnotified = new HashMap<>();

    private final ThreadFollowers threads = new ThreadFollowers();
    private final Set<Long> deletedMessages = new HashSet<>();
    private final List<Owed> owed = new ArrayList<>();
    private final List<String> contradictions = new ArrayList<>();

    private OwedEvents(LogEpoch log) {
        this.log = log;
    }

    static OwedEvents of(LogEpoch log) {
        OwedEvents events = new OwedEvents(log);
        for (LogRow row : log.rows()) events.owed.add(events.apply(row));
        events.unnotified.forEach((message, named) -> {
            if (!named.isEmpty()) {
                events.contradictions.add(
                        "message " + message + " names users " + named + ", who have no mention.created in the log");
            }
        });
        return events;
    }

    /** Where the log is not consistent, so that recipients of an event are not known. */
    List<String> contradictions() {
        return contradictions;
    }

    /** Records why the recipients of an event are not known; no user is owed the event then. */
    private Set<Long> unknown(LogRow row, String what) {
        contradictions.add("position " + row.seq() + ", " + row.type() + " " + row.text() + ": " + what);
        return Set.of();
    }

    Owed at(long seq) {
        return owed.get((int) seq - 1);
    }

    /** Whether the message of an event with a text is deleted later in this log. */
    boolean blanked(LogRow row) {
        return switch (row.event().getPayloadCase()) {
            case MESSAGE_CREATED ->
                deletedMessages.contains(
                        row.event().getMessageCreated().getMessage().getId());
            case MESSAGE_UPDATED ->
                deletedMessages.contains(
                        row.event().getMessageUpdated().getMessage().getId());
            default -> false;
        };
    }

    /** The users who share a workspace with a user at the end of the log, and that user. */
    Set<Long> peers(long user) {
        return workspaces.peers(user);
    }

    /** The users who were ever in a workspace in which a user was ever, and that user. */
    Set<Long> peersEver(long user) {
        return everInWorkspace.peers(user);
    }

    /** The members of a channel at the end of the log. */
    Set<Long> members(long channel) {
        return channels.of(channel);
    }

    Set<Long> channels() {
        return workspaceOfChannel.keySet();
    }

    // ---- Replay ----

    /** A new event type must be decided here; the compiler finds it. */
    private Owed apply(LogRow row) {
        Event event = row.event();
        return switch (event.getPayloadCase()) {
            case MESSAGE_CREATED -> messageCreated(event.getMessageCreated().getMessage());
            case MESSAGE_UPDATED -> {
                threads.message(event.getMessageUpdated().getMessage());
                yield channel(event.getMessageUpdated().getMessage().getChannelId());
            }
            case MESSAGE_DELETED -> {
                deletedMessages.add(event.getMessageDeleted().getMessageId());
                yield channel(event.getMessageDeleted().getChannelId());
            }
            case MESSAGE_REACTED -> channel(event.getMessageReacted().getChannelId());
            case MESSAGE_PIN_UPDATED -> channel(event.getMessagePinUpdated().getChannelId());
            case THREAD_UPDATED -> channel(event.getThreadUpdated().getChannelId());
            case THREAD_FOLLOWED ->
                threadFollowed(row, event.getThreadFollowed().getParentId());
            case THREAD_STATE -> threadState(event.getThreadState());
            case CHANNEL_ADDED -> channelAdded(row, event.getChannelAdded().getChannel());
            case CHANNEL_UPDATED ->
                channel(event.getChannelUpdated().getChannel().getId());
            case CHANNEL_ARCHIVED ->
                channel(event.getChannelArchived().getChannel().getId());
            case CHANNEL_REMOVED ->
                channelRemoved(row, event.getChannelRemoved().getChannelId());
            case CHANNEL_MEMBER_JOINED -> channel(event.getChannelMemberJoined().getChannelId());
            case CHANNEL_MEMBER_LEFT -> channel(event.getChannelMemberLeft().getChannelId());
            case READ_STATE -> only(event.getReadState().getUserId());
            case READ_ALL -> only(event.getReadAll().getUserId());
            case PREFS_UPDATED, DRAFT_UPDATED -> only(event.getActorId());
            case MENTION_CREATED -> mentioned(row, event.getMentionCreated().getMention());
            case USER_UPDATED -> userUpdated(event.getUserUpdated().getUser());
            case SESSION_REVOKED -> only(event.getSessionRevoked().getUserId());
            case USER_PERMISSIONS_CHANGED ->
                only(event.getUserPermissionsChanged().getUserId());
            case GROUP_UPDATED -> groupUpdated(row);
            case INVITATION_UPDATED -> invitationUpdated(event);
            case WORKSPACE_ADDED ->
                workspaceAdded(row, event.getWorkspaceAdded().getWorkspace().getId());
            case WORKSPACE_UPDATED ->
                workspace(event.getWorkspaceUpdated().getWorkspace().getId());
            case WORKSPACE_REMOVED ->
                workspaceRemoved(row, event.getWorkspaceRemoved().getWorkspaceId());
            case WORKSPACE_MEMBER_JOINED ->
                workspace(event.getWorkspaceMemberJoined().getWorkspaceId());
            case WORKSPACE_MEMBER_LEFT ->
                workspace(event.getWorkspaceMemberLeft().getWorkspaceId());
            case PRESENCE_CHANGED, PRESENCE_SNAPSHOT, TYPING_STARTED, PAYLOAD_NOT_SET ->
                Owed.atLeast(unknown(row, "the log contains logged events only"));
        };
    }

    /** The first event of an invitation is caused by its maker, later ones by those who use it. */
    private Owed invitationUpdated(Event event) {
        return only(
                invitationMakers.computeIfAbsent(event.getInvitationUpdated().getId(), _ -> event.getActorId()));
    }

    private static Owed only(long user) {
        return Owed.exactly(Set.of(user));
    }

    private Owed channel(long id) {
        return Owed.exactly(channels.of(id));
    }

    private Owed workspace(long id) {
        return Owed.exactly(workspaces.of(id));
    }

    private Optional<Event> after(LogRow row) {
        return log.at(row.seq() + 1).map(LogRow::event);
    }

    // ---- Messages ----

    private Owed messageCreated(Message message) {
        boolean all = message.getBroadcast() == Broadcast.BROADCAST_CHANNEL; // it notifies the channel with one event
        if (message.getMentionsCount() > 0 && !all)
            unnotified.put(message.getId(), new ArrayList<>(message.getMentionsList()));
        threads.message(message);
        return channel(message.getChannelId());
    }

    private Owed threadFollowed(LogRow row, long parent) {
        return after(row)
                .filter(Event::hasMessageCreated)
                .map(next -> next.getMessageCreated().getMessage())
                .filter(reply -> reply.getParentId() == parent)
                .map(reply -> Owed.exactly(threads.joining(reply, channels.of(reply.getChannelId()))))
                .orElseGet(() -> Owed.atLeast(unknown(row, "no reply follows")));
    }

    private Owed threadState(ThreadStateChanged state) {
        threads.changed(state.getParentId(), state.getUserId(), state.getFollowing());
        return only(state.getUserId());
    }

    private Owed userUpdated(User user) {
        threads.active(user.getId(), !user.hasDeactivatedAt());
        return Owed.exactly(workspaces.peers(user.getId()));
    }

    /** Of the users whom a message names, each is notified in their order. A broadcast goes to the channel. */
    private Owed mentioned(LogRow row, Mention mention) {
        if (mention.hasBroadcast()) return channel(mention.getChannelId());
        List<Long> named = unnotified.getOrDefault(mention.getMessageId(), List.of());
        if (named.isEmpty()) {
            return Owed.atLeast(unknown(row, "the message does not name another user"));
        }
        return only(named.removeFirst());
    }

    // ---- Channels ----

    private Owed channelAdded(LogRow row, Channel channel) {
        threads.channel(channel);
        boolean created = workspaceOfChannel.put(channel.getId(), channel.getWorkspaceId()) == null;
        Set<Long> gainers = new TreeSet<>();
        if (channel.getMemberIdsCount() > 0) { // a direct message: those of its users who are in the workspace
            gainers.addAll(channel.getMemberIdsList());
            gainers.retainAll(workspaces.of(channel.getWorkspaceId()));
            gainers.removeAll(channels.of(channel.getId()));
        } else {
            after(row)
                    .filter(Event::hasChannelMemberJoined)
                    .map(Event::getChannelMemberJoined)
                    .filter(joined -> joined.getChannelId() == channel.getId())
                    .ifPresent(joined -> gainers.add(joined.getUserId()));
            if (gainers.isEmpty() && created) return Owed.exactly(Set.of()); // by an import, which adds members later
            if (gainers.isEmpty()) return Owed.atLeast(unknown(row, "no channel.member_joined follows"));
        }
        channels.add(channel.getId(), gainers);
        return Owed.exactly(gainers);
    }

    private Owed channelRemoved(LogRow row, long channel) {
        Set<Long> losers = after(row)
                .filter(Event::hasChannelMemberLeft)
                .map(Event::getChannelMemberLeft)
                .filter(left -> left.getChannelId() == channel)
                .map(left -> Set.of(left.getUserId()))
                .orElseGet(() -> channels.of(channel)); // the workspace is deleted
        channels.remove(channel, losers);
        threads.left(channel, losers);
        return Owed.exactly(losers);
    }

    // ---- Workspaces and groups ----

    private Owed workspaceAdded(LogRow row, long workspace) {
        Set<Long> gainers = after(row)
                .filter(Event::hasWorkspaceMemberJoined)
                .map(Event::getWorkspaceMemberJoined)
                .filter(joined -> joined.getWorkspaceId() == workspace)
                .map(joined -> Set.of(joined.getUser().getId()))
                .orElseGet(() -> unknown(row, "no workspace.member_joined follows"));
        workspaces.add(workspace, gainers);
        everInWorkspace.add(workspace, gainers);
        return Owed.exactly(gainers);
    }

    private Owed workspaceRemoved(LogRow row, long workspace) {
        Set<Long> losers = after(row)
                .filter(Event::hasWorkspaceMemberLeft)
                .map(Event::getWorkspaceMemberLeft)
                .filter(left -> left.getWorkspaceId() == workspace)
                .map(left -> Set.of(left.getUserId()))
                .orElseGet(() -> workspaces.of(workspace)); // the workspace is deleted
        workspaces.remove(workspace, losers);
        return Owed.exactly(losers);
    }

    /** The members before and after the change, and the user who changed the group. */
    private Owed groupUpdated(LogRow row) {
        Set<Long> actor =
                row.event().getActorId() == 0 ? Set.of() : Set.of(row.event().getActorId());
        long group = row.event().getGroupUpdated().getGroup().getId();
        return log.groupChange(row.seq())
                .map(change -> {
                    Set<Long> all = new TreeSet<>(actor);
                    all.addAll(change.before().of(group));
                    all.addAll(change.after().of(group));
                    return Owed.exactly(all);
                })
                .orElseGet(() -> Owed.atLeast(actor));
    }
}
