package collab.rpc.methods;

import collab.api.AccountNamespace;
import collab.api.AccountsNamespace;
import collab.api.AuditNamespace;
import collab.api.AuthNamespace;
import collab.api.ChannelNamespace;
import collab.api.DraftNamespace;
import collab.api.GroupNamespace;
import collab.api.InvitationNamespace;
import collab.api.InviteNamespace;
import collab.api.MentionNamespace;
import collab.api.MessageNamespace;
import collab.api.PrefsNamespace;
import collab.api.PresenceNamespace;
import collab.api.ReadNamespace;
import collab.api.RpcApi;
import collab.api.RpcNamespace;
import collab.api.SessionNamespace;
import collab.api.SetupNamespace;
import collab.api.ThreadNamespace;
import collab.api.TypingNamespace;
import collab.api.UserNamespace;
import collab.api.UsersNamespace;
import collab.api.WorkspaceNamespace;
import collab.persistence.Persistence;
import collab.rpc.admin.AccountsMethods;
import collab.rpc.admin.AuditMethods;
import collab.rpc.auth.Authentication;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.limit.ScanLimits;
import java.time.InstantSource;

/**
 * The handler of every namespace: {@code message.send} is handled by {@link MessageMethods}. The generated dispatcher
 * calls them.
 */
public final class MethodHandlers implements RpcApi<CallContext> {
    private final CommandExecutor commands;
    private final AuthMethods auth;
    private final UserMethods users;
    private final WorkspaceMethods workspaces;
    private final ChannelMethods channels;
    private final MessageMethods messages;
    private final ThreadMethods threads;
    private final ReadMethods reads;
    private final MentionMethods mentions;
    private final TypingMethods typing;
    private final PresenceMethods presence;
    private final GroupMethods groups;
    private final SessionMethods sessions;
    private final InvitationMethods invitations;
    private final RpcMethods rpc;
    private final AuditMethods audit;
    private final AccountsMethods accounts;

    /**
     * @param presence the users with a live connection
     * @param signals receives typing signals
     * @param scans limits the searches of a user
     * @param clock decides which invitations are open
     */
    public MethodHandlers(
            Persistence persistence,
            Authentication authentication,
            PresenceSource presence,
            SignalSink signals,
            ScanLimits scans,
            InstantSource clock) {
        this.commands = new CommandExecutor(persistence.ledger(), persistence.snapshots());
        QueryExecutor queries = new QueryExecutor(persistence.snapshots(), scans);
        PresenceViews presenceViews = new PresenceViews(presence);
        this.auth = new AuthMethods(commands, authentication);
        this.users = new UserMethods(commands, queries, authentication.passwords(), authentication.confirmations());
        this.workspaces = new WorkspaceMethods(commands, queries);
        this.channels = new ChannelMethods(commands, queries);
        this.messages = new MessageMethods(commands, queries);
        this.threads = new ThreadMethods(commands, queries);
        this.reads = new ReadMethods(commands, queries);
        this.mentions = new MentionMethods(commands, queries);
        this.typing = new TypingMethods(queries, signals);
        this.presence = new PresenceMethods(commands, queries, presenceViews, persistence.log());
        this.groups = new GroupMethods(commands, queries, authentication.confirmations());
        this.sessions = new SessionMethods(queries, presenceViews, persistence.log());
        this.invitations = new InvitationMethods(commands, queries, authentication.joins(), clock);
        this.audit = new AuditMethods(persistence, clock);
        this.accounts = new AccountsMethods(persistence);
        this.rpc = new RpcMethods(commands, persistence.log());
    }

    /** Whether changes can be committed. Queries work either way. */
    public boolean writable() {
        return commands.writable();
    }

    @Override
    public RpcNamespace<CallContext> rpc() {
        return rpc;
    }

    @Override
    public AuthNamespace<CallContext> auth() {
        return auth;
    }

    @Override
    public SetupNamespace<CallContext> setup() {
        return auth;
    }

    @Override
    public AccountNamespace<CallContext> account() {
        return auth;
    }

    @Override
    public InvitationNamespace<CallContext> invitation() {
        return invitations;
    }

    @Override
    public InviteNamespace<CallContext> invite() {
        return invitations;
    }

    @Override
    public UserNamespace<CallContext> user() {
        return users;
    }

    @Override
    public UsersNamespace<CallContext> users() {
        return users;
    }

    @Override
    public WorkspaceNamespace<CallContext> workspace() {
        return workspaces;
    }

    @Override
    public ChannelNamespace<CallContext> channel() {
        return channels;
    }

    @Override
    public MessageNamespace<CallContext> message() {
        return messages;
    }

    @Override
    public ThreadNamespace<CallContext> thread() {
        return threads;
    }

    @Override
    public ReadNamespace<CallContext> read() {
        return reads;
    }

    @Override
    public MentionNamespace<CallContext> mention() {
        return mentions;
    }

    @Override
    public PrefsNamespace<CallContext> prefs() {
        return reads;
    }

    @Override
    public DraftNamespace<CallContext> draft() {
        return reads;
    }

    @Override
    public TypingNamespace<CallContext> typing() {
        return typing;
    }

    @Override
    public PresenceNamespace<CallContext> presence() {
        return presence;
    }

    @Override
    public GroupNamespace<CallContext> group() {
        return groups;
    }

    @Override
    public AccountsNamespace<CallContext> accounts() {
        return accounts;
    }

    @Override
    public AuditNamespace<CallContext> audit() {
        return audit;
    }

    @Override
    public SessionNamespace<CallContext> session() {
        return sessions;
    }
}
