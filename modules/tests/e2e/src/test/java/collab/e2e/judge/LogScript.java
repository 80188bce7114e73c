package collab.e2e.judge;

import collab.wire.event.v2.AllRead;
import collab.wire.event.v2.Broadcast;
import collab.wire.event.v2.Channel;
import collab.wire.event.v2.ChannelAdded;
import collab.wire.event.v2.ChannelArchived;
import collab.wire.event.v2.ChannelKind;
import collab.wire.event.v2.ChannelMemberJoined;
import collab.wire.event.v2.ChannelMemberLeft;
import collab.wire.event.v2.ChannelRemoved;
import collab.wire.event.v2.ChannelRole;
import collab.wire.event.v2.ChannelUpdated;
import collab.wire.event.v2.DraftUpdated;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Group;
import collab.wire.event.v2.GroupUpdated;
import collab.wire.event.v2.InvitationState;
import collab.wire.event.v2.InvitationUpdated;
import collab.wire.event.v2.Mention;
import collab.wire.event.v2.MentionCreated;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.MessageDeleted;
import collab.wire.event.v2.MessagePinUpdated;
import collab.wire.event.v2.MessageReacted;
import collab.wire.event.v2.MessageUpdated;
import collab.wire.event.v2.Permission;
import collab.wire.event.v2.Pref;
import collab.wire.event.v2.PrefScope;
import collab.wire.event.v2.PrefsUpdated;
import collab.wire.event.v2.Reaction;
import collab.wire.event.v2.ReadScope;
import collab.wire.event.v2.ReadStateChanged;
import collab.wire.event.v2.Right;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.event.v2.ThreadFollowed;
import collab.wire.event.v2.ThreadStateChanged;
import collab.wire.event.v2.ThreadUpdated;
import collab.wire.event.v2.User;
import collab.wire.event.v2.UserPermissionsChanged;
import collab.wire.event.v2.UserUpdated;
import collab.wire.event.v2.Workspace;
import collab.wire.event.v2.WorkspaceAdded;
import collab.wire.event.v2.WorkspaceMemberJoined;
import collab.wire.event.v2.WorkspaceMemberLeft;
import collab.wire.event.v2.WorkspaceRemoved;
import collab.wire.event.v2.WorkspaceRole;
import collab.wire.event.v2.WorkspaceUpdated;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small log in which each logged event type occurs, with the users who are owed each event, written by hand. */
final class LogScript {
    static final String EPOCH = "first";
    static final long SEEN_MS = 1_000;

    static final long ALICE = 1;
    static final long BOB = 2;
    static final long CAROL = 3;
    static final long MALLORY = 4;
    static final Set<Long> USERS = Set.of(ALICE, BOB, CAROL, MALLORY);

    static final long TEAM = 10;
    static final long OTHER = 11;
    static final long GENERAL = 20;
    static final long SECRET = 21;
    static final long DIRECT = 22;
    static final long GROUP = 30;

    private static final Set<Long> ALL = Set.of(ALICE, BOB, CAROL);
    private static final Set<Long> TWO = Set.of(ALICE, BOB);

    private final Map<Long, Set<Long>> owed = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private long groupChanged;

    static LogScript story() {
        LogScript script = new LogScript();
        script.people();
        script.messages();
        script.threadsAndPins();
        script.accounts();
        script.channelsEnd();
        return script;
    }

    // ---- The story ----

    private void people() {
        enterWorkspace(TEAM, ALICE, Set.of(ALICE));
        enterChannel(GENERAL, ALICE, Set.of(ALICE));
        enterWorkspace(TEAM, BOB, TWO);
        enterChannel(GENERAL, BOB, TWO);
        enterWorkspace(TEAM, CAROL, ALL);
        enterChannel(GENERAL, CAROL, ALL);
        enterWorkspace(OTHER, MALLORY, Set.of(MALLORY));
        enterChannel(SECRET, ALICE, Set.of(ALICE));
        enterChannel(SECRET, BOB, TWO);
        add(
                event().setChannelAdded(ChannelAdded.newBuilder()
                        .setChannel(channel(DIRECT).addAllMemberIds(TWO))),
                TWO);
    }

    private void messages() {
        Message named = message(100, SECRET).addMentions(BOB).build();
        add(
                event().setMessageCreated(
                                MessageCreated.newBuilder().setMessage(named).setLastNo(1)),
                TWO);
        add(
                event().setMentionCreated(MentionCreated.newBuilder()
                        .setMention(mention(100, SECRET))
                        .setMentions(1)),
                Set.of(BOB));
        Message all = message(101, GENERAL)
                .setBroadcast(Broadcast.BROADCAST_CHANNEL)
                .addMentions(CAROL)
                .build();
        add(
                event().setMessageCreated(
                                MessageCreated.newBuilder().setMessage(all).setLastNo(1)),
                ALL);
        add(
                event().setMentionCreated(MentionCreated.newBuilder()
                        .setMention(mention(101, GENERAL).setBroadcast(Broadcast.BROADCAST_CHANNEL))
                        .setBroadcastNo(1)),
                ALL);
        add(
                event().setMessageUpdated(MessageUpdated.newBuilder()
                        .setMessage(message(100, SECRET))
                        .setLastNo(1)),
                TWO);
        add(
                event().setMessageReacted(MessageReacted.newBuilder()
                        .setMessageId(101)
                        .setChannelId(GENERAL)
                        .addReactions(Reaction.newBuilder().setEmoji("👍").addUserIds(BOB))),
                ALL);
        add(
                event().setMessageCreated(MessageCreated.newBuilder()
                        .setMessage(message(102, DIRECT))
                        .setLastNo(1)),
                TWO);
        add(
                event().setMessageDeleted(
                                MessageDeleted.newBuilder().setMessageId(102).setChannelId(DIRECT)),
                TWO);
    }

    private void threadsAndPins() {
        Message reply = message(103, GENERAL)
                .clearNo()
                .setParentId(101)
                .setReplyNo(1)
                .setUserId(BOB)
                .build();
        add(
                event().setThreadFollowed(ThreadFollowed.newBuilder()
                        .setParentId(101)
                        .setChannelId(GENERAL)
                        .setLastNo(0)),
                Set.of(ALICE, CAROL));
        add(
                event().setMessageCreated(
                                MessageCreated.newBuilder().setMessage(reply).setLastNo(1)),
                ALL);
        add(
                event().setThreadUpdated(ThreadUpdated.newBuilder()
                        .setParentId(101)
                        .setChannelId(GENERAL)
                        .setReplyCount(1)
                        .setLastReplyAt(time())),
                ALL);
        add(
                event().setThreadState(ThreadStateChanged.newBuilder()
                        .setParentId(101)
                        .setChannelId(GENERAL)
                        .setFollowing(true)
                        .setReadNo(1)
                        .setLastNo(1)
                        .setVer(1)
                        .setUserId(ALICE)),
                Set.of(ALICE));
        add(
                event().setMessagePinUpdated(MessagePinUpdated.newBuilder()
                        .setMessageId(101)
                        .setChannelId(GENERAL)
                        .setPinned(true)),
                ALL);
        add(
                event().setReadState(ReadStateChanged.newBuilder()
                        .setChannelId(SECRET)
                        .setLastRead(100)
                        .setReadNo(1)
                        .setVer(1)
                        .setUserId(BOB)),
                Set.of(BOB));
    }

    private void accounts() {
        add(
                event().setActorId(CAROL)
                        .setDraftUpdated(DraftUpdated.newBuilder()
                                .setChannelId(GENERAL)
                                .setVer(1)
                                .setEmpty(true)),
                Set.of(CAROL));
        add(
                event().setReadAll(AllRead.newBuilder()
                        .setWorkspaceId(TEAM)
                        .setWhat(ReadScope.READ_SCOPE_ALL)
                        .setLastRead(103)
                        .setUserId(BOB)),
                Set.of(BOB));
        add(
                event().setActorId(CAROL)
                        .setPrefsUpdated(PrefsUpdated.newBuilder()
                                .setPref(Pref.newBuilder()
                                        .setScope(PrefScope.PREF_SCOPE_CHANNEL)
                                        .setId(GENERAL)
                                        .setKey("muted")
                                        .addValue("true")
                                        .setVer(1))),
                Set.of(CAROL));
        add(event().setUserUpdated(UserUpdated.newBuilder().setUser(user(CAROL))), ALL);
        add(event().setUserUpdated(UserUpdated.newBuilder().setUser(user(MALLORY))), Set.of(MALLORY));
        add(
                event().setUserPermissionsChanged(UserPermissionsChanged.newBuilder()
                        .setUserId(BOB)
                        .addPermissions(Permission.newBuilder().setRight(Right.RIGHT_AUDIT))),
                Set.of(BOB));
        Group group = Group.newBuilder()
                .setId(GROUP)
                .setName("staff")
                .setCreatedAt(time())
                .setVer(1)
                .build();
        add(event().setActorId(ALICE).setGroupUpdated(GroupUpdated.newBuilder().setGroup(group)), TWO);
        groupChanged = events.size();
        add(event().setSessionRevoked(SessionRevoked.newBuilder().setSession(7).setUserId(CAROL)), Set.of(CAROL));
        add(
                event().setActorId(ALICE)
                        .setInvitationUpdated(InvitationUpdated.newBuilder()
                                .setId(5)
                                .setWorkspaceId(TEAM)
                                .setState(InvitationState.INVITATION_STATE_OPEN)
                                .setVer(1)),
                Set.of(ALICE));
    }

    private void channelsEnd() {
        add(event().setChannelUpdated(ChannelUpdated.newBuilder().setChannel(channel(SECRET))), TWO);
        add(event().setChannelArchived(ChannelArchived.newBuilder().setChannel(channel(SECRET))), TWO);
        leaveChannel(SECRET, BOB, Set.of(ALICE));
        add(event().setWorkspaceUpdated(WorkspaceUpdated.newBuilder().setWorkspace(workspace(TEAM))), ALL);
        add(event().setWorkspaceMemberJoined(joined(TEAM, CAROL)), ALL);
        leaveChannel(GENERAL, CAROL, TWO);
        add(event().setWorkspaceRemoved(WorkspaceRemoved.newBuilder().setWorkspaceId(TEAM)), Set.of(CAROL));
        add(
                event().setWorkspaceMemberLeft(WorkspaceMemberLeft.newBuilder()
                        .setWorkspaceId(TEAM)
                        .setUserId(CAROL)),
                TWO);
        add(
                event().setMessageCreated(MessageCreated.newBuilder()
                        .setMessage(message(104, GENERAL))
                        .setLastNo(2)),
                TWO);
        add(event().setUserUpdated(UserUpdated.newBuilder().setUser(user(CAROL))), Set.of(CAROL));
    }

    private void enterWorkspace(long workspace, long user, Set<Long> members) {
        add(
                event().setWorkspaceAdded(WorkspaceAdded.newBuilder()
                        .setWorkspace(workspace(workspace))
                        .setRole(WorkspaceRole.WORKSPACE_ROLE_MEMBER)),
                Set.of(user));
        add(event().setWorkspaceMemberJoined(joined(workspace, user)), members);
    }

    private static WorkspaceMemberJoined.Builder joined(long workspace, long user) {
        return WorkspaceMemberJoined.newBuilder()
                .setWorkspaceId(workspace)
                .setUser(user(user))
                .setRole(WorkspaceRole.WORKSPACE_ROLE_MEMBER);
    }

    private void enterChannel(long channel, long user, Set<Long> members) {
        add(event().setChannelAdded(ChannelAdded.newBuilder().setChannel(channel(channel))), Set.of(user));
        add(
                event().setChannelMemberJoined(ChannelMemberJoined.newBuilder()
                        .setChannelId(channel)
                        .setUserId(user)
                        .setRole(ChannelRole.CHANNEL_ROLE_MEMBER)),
                members);
    }

    private void leaveChannel(long channel, long user, Set<Long> remaining) {
        add(event().setChannelRemoved(ChannelRemoved.newBuilder().setChannelId(channel)), Set.of(user));
        add(
                event().setChannelMemberLeft(ChannelMemberLeft.newBuilder()
                        .setChannelId(channel)
                        .setUserId(user)),
                remaining);
    }

    // ---- Entities ----

    private static Timestamp time() {
        return Timestamp.newBuilder()
                .setSeconds(1_700_000_000)
                .setNanos(5_000_000)
                .build();
    }

    static Event.Builder event() {
        return Event.newBuilder().setAt(time());
    }

    static User.Builder user(long id) {
        return User.newBuilder()
                .setId(id)
                .setUsername("user" + id)
                .setDisplayName("User")
                .setCreatedAt(time())
                .setVer(1);
    }

    static Workspace.Builder workspace(long id) {
        return Workspace.newBuilder()
                .setId(id)
                .setName("workspace" + id)
                .setCreatedAt(time())
                .setVer(1);
    }

    static Channel.Builder channel(long id) {
        return Channel.newBuilder()
                .setId(id)
                .setWorkspaceId(TEAM)
                .setKind(id == DIRECT ? ChannelKind.CHANNEL_KIND_DM : ChannelKind.CHANNEL_KIND_PUBLIC)
                .setCreatedBy(ALICE)
                .setCreatedAt(time())
                .setVer(1);
    }

    static Message.Builder message(long id, long channel) {
        return Message.newBuilder()
                .setId(id)
                .setNo(1)
                .setChannelId(channel)
                .setUserId(ALICE)
                .setText("text of " + id)
                .setCreatedAt(time())
                .setVer(1);
    }

    static Mention.Builder mention(long message, long channel) {
        return Mention.newBuilder()
                .setMessageId(message)
                .setChannelId(channel)
                .setUserId(ALICE)
                .setCreatedAt(time());
    }

    // ---- Use ----

    LogScript add(Event.Builder event, Set<Long> owedTo) {
        events.add(event.build());
        owed.put((long) events.size(), owedTo);
        return this;
    }

    /** The users who are owed the event at a position. */
    Set<Long> owed(long seq) {
        return owed.get(seq);
    }

    long head() {
        return events.size();
    }

    LogEpoch log() {
        return log(EPOCH);
    }

    LogEpoch log(String epoch) {
        LogEpoch log = LogEpoch.first(epoch, 0);
        for (int i = 0; i < events.size(); i++) log.add(LogRow.of(i + 1, SEEN_MS, events.get(i), "0/0"));
        if (groupChanged > 0) {
            log.groups(new GroupMembers(Map.of(GROUP, List.of(BOB)), Map.of()), List.of(groupChanged));
        }
        return log;
    }
}
