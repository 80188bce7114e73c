package collab.persistence.sqlite;

import collab.domain.World;
import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
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
import collab.persistence.sqlite.query.ChannelQueries;
import collab.persistence.sqlite.query.GrantQueries;
import collab.persistence.sqlite.query.GroupQueries;
import collab.persistence.sqlite.query.ImportQueries;
import collab.persistence.sqlite.query.InvitationQueries;
import collab.persistence.sqlite.query.MentionQueries;
import collab.persistence.sqlite.query.MessageQueries;
import collab.persistence.sqlite.query.PreferenceQueries;
import collab.persistence.sqlite.query.ReadStateQueries;
import collab.persistence.sqlite.query.SessionQueries;
import collab.persistence.sqlite.query.Statements;
import collab.persistence.sqlite.query.ThreadQueries;
import collab.persistence.sqlite.query.UserQueries;
import collab.persistence.sqlite.query.WorkspaceQueries;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The state as one transaction sees it, for the rules: delegates to the queries of each aggregate. Used only on the transaction's
 * thread and only until the transaction ends.
 */
class SqliteWorld implements World {
    final UserQueries users;
    final SessionQueries sessions;
    final GrantQueries grants;
    final GroupQueries groups;
    final WorkspaceQueries workspaces;
    final ChannelQueries channels;
    final MessageQueries messages;
    final ReadStateQueries readStates;
    final MentionQueries mentions;
    final ThreadQueries threads;
    final ImportQueries imports;
    final InvitationQueries invitations;
    final PreferenceQueries preferences;

    /** @param now decides which sessions have expired */
    SqliteWorld(Statements statements, Instant now) {
        this.users = new UserQueries(statements);
        this.sessions = new SessionQueries(statements, now);
        this.grants = new GrantQueries(statements);
        this.groups = new GroupQueries(statements);
        this.workspaces = new WorkspaceQueries(statements);
        this.channels = new ChannelQueries(statements);
        this.messages = new MessageQueries(statements);
        this.readStates = new ReadStateQueries(statements);
        this.mentions = new MentionQueries(statements);
        this.threads = new ThreadQueries(statements);
        this.imports = new ImportQueries(statements);
        this.invitations = new InvitationQueries(statements, now);
        this.preferences = new PreferenceQueries(statements);
    }

    // ---- Users ----

    @Override
    public Optional<User> user(UserId id) {
        return users.user(id);
    }

    @Override
    public Optional<User> userByName(String username) {
        return users.userByName(username);
    }

    // ---- Sessions ----

    @Override
    public Optional<Session> session(SessionId id) {
        return sessions.session(id);
    }

    @Override
    public List<Session> sessions(UserId user) {
        return sessions.sessions(user);
    }

    @Override
    public List<Session> expiredSessions(int most) {
        return sessions.expired(most);
    }

    @Override
    public List<Session> loginsByUse(UserId user) {
        return sessions.loginsByUse(user);
    }

    @Override
    public Optional<SecondFactor> secondFactor(UserId user) {
        return sessions.factor(user);
    }

    @Override
    public boolean hasRecoveryCode(UserId user, String mac) {
        return sessions.hasRecoveryCode(user, mac);
    }

    // ---- Invitations and links for one use ----

    @Override
    public Optional<AccountLink> accountLink(String hash) {
        return invitations.link(hash);
    }

    @Override
    public boolean setupUsed() {
        return invitations.setupUsed();
    }

    @Override
    public Optional<Invitation> invitation(InvitationId id) {
        return invitations.invitation(id);
    }

    @Override
    public Optional<Invitation> invitationByToken(String tokenHash) {
        return invitations.byToken(tokenHash);
    }

    @Override
    public List<Invitation> openInvitations(WorkspaceId workspace) {
        return invitations.open(workspace);
    }

    @Override
    public List<Invitation> openInvitationsOf(UserId maker) {
        return invitations.openOf(maker);
    }

    @Override
    public Optional<Instant> removedAt(WorkspaceId workspace, UserId user) {
        return invitations.removedAt(workspace, user);
    }

    // ---- Rights ----

    @Override
    public List<Grant> grants(UserId user) {
        return grants.grants(user);
    }

    @Override
    public List<Grant> directGrants(UserId user) {
        return grants.directGrants(user);
    }

    @Override
    public List<UserId> admins() {
        return grants.admins();
    }

    @Override
    public List<Grant> groupRights(GroupId group) {
        return grants.groupRights(group);
    }

    // ---- Groups ----

    @Override
    public Optional<Group> group(GroupId id) {
        return groups.group(id);
    }

    @Override
    public Optional<Group> groupByName(String name) {
        return groups.groupByName(name);
    }

    @Override
    public List<UserId> groupPersons(GroupId group) {
        return groups.groupPersons(group);
    }

    @Override
    public List<GroupId> groupsIn(GroupId group) {
        return groups.groupsIn(group);
    }

    @Override
    public List<GroupId> groupsOf(UserId user) {
        return groups.groupsOf(user);
    }

    @Override
    public List<GroupId> groupsWith(GroupId group) {
        return groups.groupsWith(group);
    }

    // ---- Workspaces ----

    @Override
    public boolean shareWorkspace(UserId one, UserId other) {
        return workspaces.shareWorkspace(one, other);
    }

    @Override
    public Optional<Workspace> workspace(WorkspaceId id) {
        return workspaces.workspace(id);
    }

    @Override
    public Optional<WorkspaceRole> workspaceRole(WorkspaceId workspace, UserId user) {
        return workspaces.workspaceRole(workspace, user);
    }

    @Override
    public List<WorkspaceMember> workspaceMembers(WorkspaceId workspace) {
        return workspaces.workspaceMembers(workspace, Optional.empty(), Integer.MAX_VALUE);
    }

    // ---- Channels ----

    @Override
    public Optional<Channel> channel(ChannelId id) {
        return channels.channel(id);
    }

    @Override
    public Optional<Channel> channelByName(WorkspaceId workspace, String name) {
        return channels.channelByName(workspace, name);
    }

    @Override
    public Optional<Channel> directChannel(WorkspaceId workspace, Set<UserId> members) {
        return channels.directChannel(workspace, members);
    }

    @Override
    public Optional<ChannelRole> channelRole(ChannelId channel, UserId user) {
        return channels.channelRole(channel, user);
    }

    @Override
    public List<ChannelMember> channelMembers(ChannelId channel) {
        return channels.channelMembers(channel, Optional.empty(), Integer.MAX_VALUE);
    }

    @Override
    public List<Channel> channels(WorkspaceId workspace) {
        return channels.channels(workspace);
    }

    @Override
    public List<Channel> channelsOf(WorkspaceId workspace, UserId user) {
        return channels.channelsOf(workspace, user);
    }

    // ---- Messages ----

    @Override
    public Optional<Message> message(MessageId id) {
        return messages.message(id);
    }

    @Override
    public Optional<Message.Tombstone> deletedMessage(MessageId id) {
        return messages.deletedMessage(id);
    }

    @Override
    public Optional<MessageId> imported(ChannelId channel, String key) {
        return messages.imported(channel, key);
    }

    @Override
    public Optional<SourceIdentity.Target> importTarget(SourceIdentity identity) {
        return imports.target(identity);
    }

    @Override
    public int importSources(ChannelId channel) {
        return imports.sources(channel);
    }

    @Override
    public boolean wasSaid(ChannelId channel, MessageId message, UserId author, Instant at) {
        return messages.wasSent(channel, message, author, at);
    }

    @Override
    public Optional<Instant> lastReplyAt(MessageId parent, MessageId reply) {
        return messages.lastReplyAt(parent, reply);
    }

    @Override
    public int pins(ChannelId channel) {
        return messages.pins(channel);
    }

    // ---- Read states ----

    @Override
    public ReadState readState(UserId user, ChannelId channel) {
        return readStates.readState(user, channel);
    }

    @Override
    public long ordinalAt(ChannelId channel, MessageId message) {
        return readStates.ordinalAt(channel, message);
    }

    @Override
    public Optional<MessageId> sentUpTo(ChannelId channel, MessageId message) {
        return readStates.sentUpTo(channel, message);
    }

    @Override
    public boolean isEmpty(ChannelId channel) {
        return messages.isEmpty(channel);
    }

    @Override
    public long broadcastsUpTo(ChannelId channel, long no) {
        return readStates.broadcastsUpTo(channel, no);
    }

    @Override
    public OptionalLong broadcastNo(MessageId message) {
        return readStates.broadcastNo(message);
    }

    @Override
    public Optional<MessageId> sentBefore(ChannelId channel, MessageId message) {
        return readStates.sentBefore(channel, message);
    }

    @Override
    public Optional<MessageId> newestMessage() {
        return readStates.newestMessage();
    }

    @Override
    public ReadState.Deleted deletedAfter(UserId user, ChannelId channel, ReadState.Position position) {
        return readStates.deletedAfter(user, channel, position);
    }

    // ---- Preferences ----

    @Override
    public Optional<Draft> draft(Draft.Place place) {
        return preferences.draft(place);
    }

    @Override
    public int draftCount(UserId user) {
        return preferences.draftCount(user);
    }

    @Override
    public Optional<Preference> preference(UserId user, PrefKey key, long place) {
        return preferences.preference(user, key, place);
    }

    // ---- Mentions ----

    @Override
    public int mentionsAfter(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return mentions.mentionsAfter(user, channel, lastRead);
    }

    @Override
    public List<MessageId> mentionsUnread(UserId user, ChannelId channel, Optional<MessageId> lastRead) {
        return mentions.mentionsUnread(user, channel, lastRead);
    }

    // ---- Threads ----

    @Override
    public Optional<ThreadState> threadState(UserId user, MessageId parent) {
        return threads.state(user, parent);
    }

    @Override
    public long replyOrdinalAt(MessageId parent, MessageId message) {
        return threads.ordinalAt(parent, message);
    }

    @Override
    public long deletedReplies(UserId user, MessageId parent, long readNo) {
        return threads.deleted(user, parent, readNo);
    }

    @Override
    public Optional<MessageId> newestReplyOfOthers(UserId user, MessageId parent) {
        return threads.newestOfOthers(user, parent);
    }

    @Override
    public List<MessageId> threadMentionsUnread(UserId user, MessageId parent, long readNo) {
        return threads.mentionsUnread(user, parent, readNo);
    }

    @Override
    public List<ThreadState> threadsWithMentions(UserId user, ChannelId channel, int limit) {
        return threads.withMentions(user, channel, limit);
    }

    @Override
    public List<UserId> mentioned(MessageId message) {
        return mentions.mentioned(message);
    }
}
