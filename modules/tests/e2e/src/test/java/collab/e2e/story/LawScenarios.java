package collab.e2e.story;

import static collab.e2e.story.LawScenario.call;
import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.api.RpcMethod;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The scenario of each mutating method. */
final class LawScenarios extends MessageLawScenarios {
    LawScenarios(RunningSystem system) {
        super(system);
    }

    /**
     * Creates what the method needs and returns the calls that cause every event that the method can cause. The switch has
     * no {@code default}, so a new method does not compile until it has a scenario.
     */
    LawScenario of(RpcMethod method) {
        return switch (method) {
            case AUTH_LOGOUT -> {
                RpcCaller secondSession = system.signIn("bob");
                yield LawScenario.of(call(secondSession)).ending(secondSession);
            }
            case AUTH_TOKEN_REVOKE -> {
                RpcCaller secondSession = system.signIn("bob");
                long session = secondSession
                        .call("auth.token.list")
                        .get("sessions")
                        .valueStream()
                        .filter(listed -> listed.get("current").booleanValue())
                        .findFirst()
                        .orElseThrow()
                        .get("id")
                        .longValue();
                yield LawScenario.of(call(bob, "session_id", session)).ending(secondSession);
            }
            case USER_SET_PASSWORD -> {
                RpcCaller erin = newUser();
                String name = erin.call("user.me").at("/user/username").asText();
                yield LawScenario.of(
                                call(erin, "password", "correct horse battery"),
                                call(erin, "password", "another battery", "current_password", "correct horse battery"))
                        .ending(system.signIn(name));
            }
            case AUTH_SESSIONS_REVOKE_OTHERS -> {
                RpcCaller erin = newUser();
                String name = erin.call("user.me").at("/user/username").asText();
                yield LawScenario.of(call(erin)).ending(system.signIn(name));
            }
            case USER_REACTIVATE -> {
                RpcCaller erin = newUser();
                alice.call("user.deactivate", "user_id", erin.userId());
                yield LawScenario.of(call(alice, "user_id", erin.userId()));
            }
            case INVITATION_CREATE -> LawScenario.of(call(bob, "workspace_id", general));
            case INVITATION_REVOKE ->
                LawScenario.of(call(
                        alice,
                        "invitation_id",
                        invitation(general).at("/invitation/id").longValue()));
            case INVITE_ACCEPT -> {
                long workspace = workspace(bob);
                yield LawScenario.of(
                        call(carol, "token", invitation(workspace).get("token").textValue()));
            }
            case USER_CREATE -> LawScenario.of(call(alice, "username", fresh("user"), "display_name", "A new user"));
            case USER_UPDATE ->
                LawScenario.of(
                        call(bob, "display_name", fresh("Bob")),
                        call(alice, "user_id", bob.userId(), "avatar_url", "https://pictures.example/" + fresh("bob")),
                        call(bob, "avatar_url", ""));
            case USER_IMPORT -> LawScenario.of(call(alice, "source", "law", "people", List.of(importedPerson())));
            case USER_DEACTIVATE -> {
                RpcCaller erin = newUser();
                yield LawScenario.of(call(alice, "user_id", erin.userId())).ending(erin);
            }
            case GROUP_CREATE -> LawScenario.of(call(alice, "name", fresh("group"), "description", "for a test"));
            case GROUP_UPDATE ->
                LawScenario.of(call(alice, "group_id", groupOf(bob), "name", fresh("group"), "description", "renamed"));
            case GROUP_DELETE -> {
                long group = groupOf(bob);
                grant(group, "channel_manage");
                yield LawScenario.of(call(alice, "group_id", group));
            }
            case GROUP_MEMBERS_ADD -> {
                long outer = groupOf();
                grant(outer, "audit");
                yield LawScenario.of(
                        call(alice, "group_id", outer, "user_id", bob.userId()),
                        call(alice, "group_id", outer, "member_group_id", groupOf(carol)));
            }
            case GROUP_MEMBERS_REMOVE -> {
                long inner = groupOf(carol);
                long outer = groupOf(bob);
                grant(outer, "workspace_manage"); // a right that no user has yet
                alice.call("group.members.add", "group_id", outer, "member_group_id", inner);
                yield LawScenario.of(
                        call(alice, "group_id", outer, "user_id", bob.userId()),
                        call(alice, "group_id", outer, "member_group_id", inner));
            }
            case GROUP_RIGHTS_SET -> {
                long inner = groupOf(carol);
                long outer = groupOf(bob);
                alice.call("group.members.add", "group_id", outer, "member_group_id", inner);
                yield LawScenario.of(
                        call(
                                alice,
                                "group_id",
                                outer,
                                "permissions",
                                List.of(TestJson.params("right", "group_manage"))),
                        call(
                                alice,
                                "group_id",
                                outer,
                                "permissions",
                                List.of(TestJson.params("right", "channel_manage", "workspace_id", general))),
                        call(alice, "group_id", outer, "permissions", List.of()));
            }
            case WORKSPACE_CREATE -> LawScenario.of(call(alice, "name", fresh("Team")));
            case WORKSPACE_IMPORT ->
                LawScenario.of(call(alice, "source", "law", "key", fresh("key"), "name", fresh("Team")));
            case WORKSPACE_UPDATE -> {
                long workspace = workspace(bob);
                bob.call("invitation.create", "workspace_id", workspace);
                yield LawScenario.of(
                        call(alice, "workspace_id", workspace, "name", fresh("Renamed")),
                        call(alice, "workspace_id", workspace, "invites", "owners"));
            }
            case WORKSPACE_DELETE -> {
                long workspace = workspace(bob, carol);
                alice.call(
                        "channel.create", "workspace_id", workspace, "kind", "dm", "peer_ids", List.of(bob.userId()));
                yield LawScenario.of(call(alice, "workspace_id", workspace));
            }
            case WORKSPACE_MEMBERS_ADD -> {
                long workspace = workspace(bob);
                long direct = directConversation(workspace, bob);
                alice.call("workspace.members.add", "workspace_id", workspace, "user_id", dave.userId());
                dave.call("invitation.create", "workspace_id", workspace);
                alice.call("workspace.members.remove", "workspace_id", workspace, "user_id", bob.userId());
                send(alice, direct, "to a user who left");
                yield LawScenario.of(
                        call(alice, "workspace_id", workspace, "user_id", carol.userId(), "role", "guest"),
                        call(alice, "workspace_id", workspace, "user_id", carol.userId(), "role", "member"),
                        call(alice, "workspace_id", workspace, "user_id", dave.userId(), "role", "guest"),
                        call(alice, "workspace_id", workspace, "user_id", bob.userId()));
            }
            case WORKSPACE_MEMBERS_REMOVE -> {
                long workspace = workspace(bob, carol);
                directConversation(workspace, bob);
                bob.call("invitation.create", "workspace_id", workspace);
                yield LawScenario.of(
                        call(alice, "workspace_id", workspace, "user_id", bob.userId()),
                        call(carol, "workspace_id", workspace, "user_id", carol.userId()));
            }
            case CHANNEL_IMPORT -> channelImport();
            case CHANNEL_CREATE ->
                LawScenario.of(
                        call(
                                alice,
                                "workspace_id",
                                general,
                                "kind",
                                "public",
                                "name",
                                fresh("open"),
                                "topic",
                                "a topic"),
                        call(bob, "workspace_id", general, "kind", "private", "name", fresh("closed")),
                        call(carol, "workspace_id", general, "kind", "dm", "peer_ids", List.of(dave.userId())),
                        call(
                                alice,
                                "workspace_id",
                                general,
                                "kind",
                                "group_dm",
                                "peer_ids",
                                List.of(bob.userId(), carol.userId())));
            case CHANNEL_UPDATE -> {
                long channel = privateChannel(bob);
                send(bob, channel, "a message");
                yield LawScenario.of(
                        call(alice, "channel_id", channel, "name", fresh("renamed")),
                        call(bob, "channel_id", channel, "topic", "a topic"));
            }
            case CHANNEL_ARCHIVE -> LawScenario.of(call(alice, "channel_id", privateChannel(bob)));
            case CHANNEL_UNARCHIVE -> {
                long channel = privateChannel(bob);
                alice.call("channel.archive", "channel_id", channel);
                yield LawScenario.of(call(alice, "channel_id", channel));
            }
            case CHANNEL_JOIN -> {
                long channel = publicChannel();
                send(alice, channel, "before Bob joined");
                bob.call("channel.join", "channel_id", channel);
                send(alice, channel, "@bob is mentioned");
                bob.call("channel.leave", "channel_id", channel);
                yield LawScenario.of(call(bob, "channel_id", channel), call(carol, "channel_id", channel));
            }
            case CHANNEL_LEAVE -> {
                long channel = privateChannel(bob, carol);
                yield LawScenario.of(call(bob, "channel_id", channel), call(bob, "channel_id", publicChannel()));
            }
            case CHANNEL_MEMBERS_ADD -> {
                long channel = privateChannel(bob);
                send(alice, channel, "before Carol joined");
                yield LawScenario.of(call(bob, "channel_id", channel, "user_id", carol.userId()));
            }
            case CHANNEL_MEMBERS_REMOVE -> {
                long channel = privateChannel(bob, carol);
                yield LawScenario.of(
                        call(alice, "channel_id", channel, "user_id", bob.userId()),
                        call(carol, "channel_id", channel, "user_id", carol.userId()));
            }
            case CHANNEL_MEMBERS_SET_ROLE ->
                LawScenario.of(
                        call(alice, "channel_id", privateChannel(bob), "user_id", bob.userId(), "role", "owner"));
            case MESSAGE_SEND -> messageSend();
            case MESSAGE_UPDATE -> messageUpdate();
            case MESSAGE_DELETE -> messageDelete();
            case MESSAGE_REACT -> messageReact();
            case MESSAGE_UNREACT -> messageUnreact();
            case MESSAGE_TOGGLE_REACT -> messageToggleReact();
            case MESSAGE_PIN -> messagePin();
            case MESSAGE_UNPIN -> messageUnpin();
            case MESSAGE_IMPORT -> messageImport();
            case THREAD_REPLY -> threadReply();
            case THREAD_FOLLOW -> threadFollow();
            case THREAD_MARK -> threadMark();
            case READ_MARK -> readMark();
            case READ_UNREAD -> readUnread();
            case READ_MARK_ALL -> readMarkAll();
            case THREAD_UNREAD -> threadUnread();
            case PREFS_SET -> prefsSet();
            case DRAFT_SET -> draftSet();
            case MENTION_MARK_READ -> mentionMarkRead();
            case PRESENCE_SET_STATUS_TEXT ->
                LawScenario.of(call(carol, "text", fresh("away")), call(carol, "text", ""));
            case PRESENCE_UPDATE -> LawScenario.of(call(carol, "text", fresh("lunch"), "status", "away"));
            case SETUP_GET, SETUP_COMPLETE, ACCOUNT_RESET_LINK, AUTH_RESET_COMPLETE -> throw changesNothing(method);
            case AUTH_VERIFY, AUTH_CONFIRM, ACCOUNT_GET, ACCOUNT_RESET_FACTORS -> throw changesNothing(method);
            case AUTH_TOTP_BEGIN, AUTH_TOTP_CONFIRM, AUTH_TOTP_DISABLE, AUTH_RECOVERY_RENEW ->
                throw changesNothing(method);
            case INVITATION_LIST, INVITE_GET, INVITE_JOIN, USERS_FIND, AUDIT_LIST, ACCOUNTS_LIST ->
                throw changesNothing(method);
            case RPC_DISCOVER,
                    RPC_HEALTH,
                    AUTH_INFO,
                    AUTH_LOGIN,
                    AUTH_TICKET,
                    USER_ME,
                    USER_GET,
                    USER_PERMISSIONS,
                    USERS_LIST -> throw changesNothing(method);
            case WORKSPACE_GET,
                    WORKSPACE_LIST,
                    WORKSPACE_IMPORT_LOOKUP,
                    WORKSPACE_MEMBERS_LIST,
                    CHANNEL_GET,
                    CHANNEL_LIST,
                    CHANNEL_MEMBERS_LIST -> throw changesNothing(method);
            case GROUP_GET, GROUP_LIST, GROUP_MEMBERS_LIST, GROUP_MEMBERS_RESOLVE, GROUP_RIGHTS_GET ->
                throw changesNothing(method);
            case AUTH_TOKEN_CREATE, AUTH_TOKEN_LIST -> throw changesNothing(method);
            case MENTION_LIST, PREFS_GET, DRAFT_GET, MESSAGE_HISTORY, MESSAGE_SEARCH, THREAD_GET, THREAD_INBOX ->
                throw changesNothing(method);
            case MESSAGE_GET, MESSAGE_LIST, MESSAGE_PINS, THREAD_LIST, READ_GET, READ_UNREAD_COUNTS, TYPING_RELAY ->
                throw changesNothing(method);
            case PRESENCE_LIST, PRESENCE_MARK_CONNECTION, SESSION_BOOTSTRAP, SESSION_DIGEST, SESSION_PULL ->
                throw changesNothing(method);
        };
    }

    private static AssertionError changesNothing(RpcMethod method) {
        assertFalse(method.mutating(), () -> method + " became a mutating method and needs a scenario");
        return new AssertionError(method + " has no op_id and no scenario");
    }

    private JsonNode invitation(long workspace) {
        return alice.call("invitation.create", "workspace_id", workspace);
    }

    private ObjectNode importedPerson() {
        return TestJson.params("key", fresh("key"), "username", fresh("user"), "display_name", "Imported");
    }

    /** A channel that is created and archived, and the empty channel of a new workspace, which takes the topic of the archive. */
    private LawScenario channelImport() {
        String name = fresh("imported");
        return LawScenario.of(
                call(
                        alice,
                        "workspace_id",
                        general,
                        "source",
                        "law",
                        "key",
                        name,
                        "kind",
                        "private",
                        "name",
                        name,
                        "user_ids",
                        List.of(bob.userId(), carol.userId()),
                        "archived",
                        true,
                        "complete",
                        true),
                call(
                        alice,
                        "workspace_id",
                        workspace(bob),
                        "source",
                        "law",
                        "key",
                        fresh("key"),
                        "kind",
                        "public",
                        "name",
                        "general",
                        "topic",
                        "All about it"));
    }
}
