package collab.e2e.workload;

import collab.api.RpcMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The action of an actor for each mutating method of the contract. */
final class MethodActions {
    /** Methods that only administrators and owners of a workspace may call, or whose action creates a workspace. */
    private static final Set<RpcMethod> OF_OWNERS = Set.of(
            RpcMethod.USER_CREATE,
            RpcMethod.USER_IMPORT,
            RpcMethod.USER_DEACTIVATE,
            RpcMethod.USER_REACTIVATE,
            RpcMethod.INVITATION_CREATE,
            RpcMethod.INVITATION_REVOKE,
            RpcMethod.INVITE_ACCEPT,
            RpcMethod.WORKSPACE_CREATE,
            RpcMethod.WORKSPACE_IMPORT,
            RpcMethod.WORKSPACE_UPDATE,
            RpcMethod.WORKSPACE_DELETE,
            RpcMethod.WORKSPACE_MEMBERS_ADD,
            RpcMethod.WORKSPACE_MEMBERS_REMOVE,
            RpcMethod.GROUP_CREATE,
            RpcMethod.GROUP_UPDATE,
            RpcMethod.GROUP_DELETE,
            RpcMethod.GROUP_MEMBERS_ADD,
            RpcMethod.GROUP_MEMBERS_REMOVE,
            RpcMethod.GROUP_RIGHTS_SET,
            RpcMethod.CHANNEL_IMPORT,
            RpcMethod.MESSAGE_IMPORT);

    private final MessageActions messages;
    private final ChannelActions channels;
    private final ImportActions imports;
    private final GroupActions groups;
    private final AccountActions accounts;
    private final InvitationActions invitations;

    MethodActions(Actor actor) {
        messages = new MessageActions(actor);
        channels = new ChannelActions(actor);
        imports = new ImportActions(actor, channels);
        groups = new GroupActions(actor);
        accounts = new AccountActions(actor);
        invitations = new InvitationActions(actor, channels);
    }

    /** The mutating methods: every one has an action. */
    static List<RpcMethod> all() {
        return Arrays.stream(RpcMethod.values()).filter(RpcMethod::mutating).toList();
    }

    /** The methods that a user without further rights may call. */
    static List<RpcMethod> ofMembers() {
        return all().stream().filter(method -> !OF_OWNERS.contains(method)).toList();
    }

    /** Changes that nothing in the contract demands: owners who change one channel at once. */
    void contend() {
        channels.contend();
    }

    /** Signals and reads beside the changes. */
    void look() {
        messages.look();
    }

    /**
     * Calls the method, with what it needs before. The switch has no {@code default}, so a new method does not compile
     * until it has an action.
     */
    void perform(RpcMethod method) {
        Runnable action = switch (method) {
            case AUTH_LOGOUT -> accounts::logout;
            case AUTH_TOKEN_REVOKE -> accounts::revokeToken;
            case AUTH_SESSIONS_REVOKE_OTHERS -> accounts::revokeOthers;
            case USER_CREATE -> accounts::create;
            case USER_UPDATE -> accounts::update;
            case USER_DEACTIVATE -> accounts::deactivate;
            case USER_REACTIVATE -> accounts::reactivate;
            case USER_SET_PASSWORD -> accounts::setPassword;
            case PRESENCE_SET_STATUS_TEXT -> accounts::setStatusText;
            case PRESENCE_UPDATE -> accounts::updateStatus;
            case WORKSPACE_CREATE -> channels::createWorkspace;
            case WORKSPACE_UPDATE -> channels::updateWorkspace;
            case WORKSPACE_DELETE -> channels::deleteWorkspace;
            case WORKSPACE_MEMBERS_ADD -> channels::addToWorkspace;
            case WORKSPACE_MEMBERS_REMOVE -> channels::removeFromWorkspace;
            case INVITATION_CREATE -> invitations::create;
            case INVITATION_REVOKE -> invitations::revoke;
            case INVITE_ACCEPT -> invitations::accept;
            case CHANNEL_CREATE -> channels::create;
            case CHANNEL_UPDATE -> channels::update;
            case CHANNEL_ARCHIVE -> channels::archive;
            case CHANNEL_UNARCHIVE -> channels::unarchive;
            case CHANNEL_JOIN -> channels::join;
            case CHANNEL_LEAVE -> channels::leave;
            case CHANNEL_MEMBERS_ADD -> channels::addMember;
            case CHANNEL_MEMBERS_REMOVE -> channels::removeMember;
            case CHANNEL_MEMBERS_SET_ROLE -> channels::setRole;
            case MESSAGE_SEND -> messages::send;
            case MESSAGE_UPDATE -> messages::update;
            case MESSAGE_DELETE -> messages::delete;
            case MESSAGE_REACT -> messages::react;
            case MESSAGE_UNREACT -> messages::unreact;
            case MESSAGE_TOGGLE_REACT -> messages::toggleReact;
            case MESSAGE_PIN -> messages::pin;
            case MESSAGE_UNPIN -> messages::unpin;
            case WORKSPACE_IMPORT -> imports::workspace;
            case USER_IMPORT -> imports::people;
            case CHANNEL_IMPORT -> imports::channel;
            case MESSAGE_IMPORT -> imports::messages;
            case THREAD_REPLY -> messages::reply;
            case THREAD_FOLLOW -> messages::followThread;
            case THREAD_MARK -> messages::markThread;
            case READ_MARK -> messages::markRead;
            case READ_UNREAD -> messages::markUnread;
            case THREAD_UNREAD -> messages::markThreadUnread;
            case READ_MARK_ALL -> messages::markAllRead;
            case PREFS_SET -> messages::setPreference;
            case DRAFT_SET -> messages::setDraft;
            case MENTION_MARK_READ -> messages::markMentionsRead;
            case GROUP_CREATE -> groups::create;
            case GROUP_UPDATE -> groups::update;
            case GROUP_DELETE -> groups::delete;
            case GROUP_MEMBERS_ADD -> groups::addMember;
            case GROUP_MEMBERS_REMOVE -> groups::removeMember;
            case GROUP_RIGHTS_SET -> groups::setRights;
            case RPC_DISCOVER, RPC_HEALTH, AUTH_INFO, AUTH_LOGIN, AUTH_TICKET, AUTH_TOKEN_CREATE, AUTH_TOKEN_LIST ->
                throw changesNothing(method);
            case SETUP_GET, SETUP_COMPLETE, ACCOUNT_RESET_LINK, AUTH_RESET_COMPLETE -> throw changesNothing(method);
            case AUTH_VERIFY, AUTH_CONFIRM, ACCOUNT_GET, ACCOUNT_RESET_FACTORS -> throw changesNothing(method);
            case AUTH_TOTP_BEGIN, AUTH_TOTP_CONFIRM, AUTH_TOTP_DISABLE, AUTH_RECOVERY_RENEW ->
                throw changesNothing(method);
            case INVITATION_LIST, INVITE_GET, INVITE_JOIN, AUDIT_LIST, ACCOUNTS_LIST -> throw changesNothing(method);
            case USER_ME, USER_GET, USER_PERMISSIONS, USERS_LIST, USERS_FIND -> throw changesNothing(method);
            case WORKSPACE_GET, WORKSPACE_LIST, WORKSPACE_MEMBERS_LIST, WORKSPACE_IMPORT_LOOKUP ->
                throw changesNothing(method);
            case CHANNEL_GET, CHANNEL_LIST, CHANNEL_MEMBERS_LIST -> throw changesNothing(method);
            case GROUP_GET, GROUP_LIST, GROUP_MEMBERS_LIST, GROUP_MEMBERS_RESOLVE, GROUP_RIGHTS_GET ->
                throw changesNothing(method);
            case MESSAGE_GET,
                    MESSAGE_LIST,
                    MESSAGE_HISTORY,
                    MESSAGE_SEARCH,
                    MESSAGE_PINS,
                    THREAD_LIST,
                    THREAD_GET,
                    THREAD_INBOX -> throw changesNothing(method);
            case MENTION_LIST, PREFS_GET, DRAFT_GET, READ_GET, READ_UNREAD_COUNTS, TYPING_RELAY ->
                throw changesNothing(method);
            case PRESENCE_LIST, PRESENCE_MARK_CONNECTION, SESSION_BOOTSTRAP, SESSION_DIGEST, SESSION_PULL ->
                throw changesNothing(method);
        };
        action.run();
    }

    private static IllegalArgumentException changesNothing(RpcMethod method) {
        return new IllegalArgumentException(method + " changes nothing, or has no op_id, and has no action");
    }
}
