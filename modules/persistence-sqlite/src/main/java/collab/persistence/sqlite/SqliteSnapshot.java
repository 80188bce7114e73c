package collab.persistence.sqlite;

import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.preference.Draft;
import collab.domain.preference.Preference;
import collab.domain.rules.Rules;
import collab.persistence.AccountSearch;
import collab.persistence.AuditEntry;
import collab.persistence.AuditSearch;
import collab.persistence.FollowedThread;
import collab.persistence.Ledger;
import collab.persistence.MessageSearch;
import collab.persistence.Snapshot;
import collab.persistence.sqlite.audit.AuditQueries;
import collab.persistence.sqlite.query.EventLogQueries;
import collab.persistence.sqlite.query.SearchQueries;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The state as one transaction sees it, for readers: adds the pages and lists that queries need. */
final class SqliteSnapshot extends SqliteWorld implements Snapshot {
    private final EventLogQueries log;
    private final SearchQueries searches;
    private final IdempotencyStore operations;
    private final AuditQueries audit;

    /** @param now decides which sessions have expired */
    SqliteSnapshot(Statements statements, Instant now) {
        super(statements, now);
        this.log = new EventLogQueries(statements);
        this.searches = new SearchQueries(statements);
        this.operations = new IdempotencyStore(statements);
        this.audit = new AuditQueries(statements);
    }

    @Override
    public LogPosition position() {
        return log.head();
    }

    @Override
    public Optional<Ledger.Verdict> repeatOf(Caller caller, Ledger.Operation operation) {
        return operations.repeat(caller, operation, ref -> Rules.recall(this, caller, ref));
    }

    // ---- Users ----

    @Override
    public Optional<String> passwordHash(UserId user) {
        return users.passwordHash(user);
    }

    @Override
    public List<User> peers(UserId user, int limit) {
        return users.peers(user, limit);
    }

    @Override
    public List<User> activeUsers(int limit) {
        return users.activeUsers(limit);
    }

    @Override
    public List<User> users(WorkspaceId workspace, Optional<UserId> after, int limit) {
        return users.users(workspace, after, limit);
    }

    // ---- Sessions ----

    @Override
    public Optional<Session> sessionByTokenHash(String tokenHash) {
        return sessions.sessionByTokenHash(tokenHash);
    }

    @Override
    public Optional<Instant> sessionConfirmedAt(SessionId session) {
        return sessions.confirmedAt(session);
    }

    @Override
    public int recoveryCodesLeft(UserId user) {
        return sessions.recoveryCodesLeft(user);
    }

    @Override
    public Optional<SecondFactor> anySecondFactor() {
        return sessions.anyFactor();
    }

    @Override
    public List<NamedSession> namedSessions(UserId user, Optional<SessionId> before, int limit) {
        return sessions.namedSessions(user, before, limit);
    }

    @Override
    public List<Invitation> invitations(
            WorkspaceId workspace, Optional<UserId> maker, Optional<InvitationId> before, int limit) {
        return invitations.page(workspace, maker, before, limit);
    }

    // ---- Groups ----

    @Override
    public List<Group> groups(Optional<GroupId> after, int limit) {
        return groups.groups(after, limit);
    }

    @Override
    public List<Group> groupsKnownTo(UserId user, Optional<GroupId> after, int limit) {
        return groups.groupsKnownTo(user, after, limit);
    }

    // ---- Workspaces ----

    @Override
    public List<Workspace> workspacesOf(UserId user) {
        return workspaces.workspacesOf(user);
    }

    @Override
    public List<WorkspaceMember> workspaceMembers(WorkspaceId workspace, Optional<UserId> after, int limit) {
        return workspaces.workspaceMembers(workspace, after, limit);
    }

    // ---- Channels ----

    @Override
    public List<ChannelMember> channelMembers(ChannelId channel, Optional<UserId> after, int limit) {
        return channels.channelMembers(channel, after, limit);
    }

    @Override
    public List<Channel> publicChannels(WorkspaceId workspace) {
        return channels.publicChannels(workspace);
    }

    @Override
    public List<Channel> channelsOf(UserId user) {
        return channels.channelsOf(user);
    }

    // ---- Messages ----

    @Override
    public List<Message> messages(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit) {
        return messages.messages(channel, since, before, limit);
    }

    @Override
    public List<HistoryEntry> history(ChannelId channel, OptionalLong since, Optional<MessageId> before, int limit) {
        return messages.history(channel, since, before, limit);
    }

    @Override
    public List<Message> replies(MessageId parent, OptionalLong since, Optional<MessageId> before, int limit) {
        return messages.replies(parent, since, before, limit);
    }

    @Override
    public List<Message> pinned(ChannelId channel) {
        return messages.pinned(channel);
    }

    @Override
    public String digest(ChannelId channel) {
        return messages.digest(channel);
    }

    @Override
    public List<Version> versions(MessageId message) {
        return messages.versions(message);
    }

    // ---- Read states ----

    @Override
    public Map<ChannelId, ReadState> readStatesOf(UserId user) {
        return readStates.readStatesOf(user);
    }

    @Override
    public Map<ChannelId, ReadState.Deleted> deletedUnreadOf(UserId user) {
        return readStates.deletedUnreadOf(user);
    }

    // ---- Mentions ----

    @Override
    public List<MentionedIn> mentions(
            UserId user, Optional<WorkspaceId> workspace, Optional<MessageId> before, boolean unread, int limit) {
        return mentions.mentions(user, workspace, before, unread, limit);
    }

    // ---- Threads ----

    @Override
    public List<FollowedThread> followedThreads(UserId user, int limit) {
        return threads.followed(user, limit);
    }

    @Override
    public List<FollowedThread.Listed> threadInbox(
            UserId user, WorkspaceId workspace, FollowedThread.Before before, boolean unread, int limit) {
        return threads.inbox(user, workspace, before, unread, limit);
    }

    @Override
    public Optional<MessageId> firstUnreadReply(UserId user, MessageId parent, long readNo) {
        return threads.firstUnread(user, parent, readNo);
    }

    @Override
    public List<Draft> drafts(UserId user, int limit) {
        return preferences.drafts(user, limit);
    }

    @Override
    public List<Preference> preferences(UserId user) {
        return preferences.of(user);
    }

    // ---- Administration ----

    @Override
    public List<AccountSearch.Found> accounts(AccountSearch search) {
        Set<UserId> administrators = Set.copyOf(admins());
        return users.accounts(search, administrators::contains);
    }

    @Override
    public List<AuditEntry> audit(AuditSearch search) {
        return audit.search(search);
    }

    // ---- Search ----

    @Override
    public List<MessageSearch.Hit> search(MessageSearch search) {
        return searches.search(search);
    }
}
