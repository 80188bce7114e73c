package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RpcMethod;
import collab.e2e.harness.ClientModel;
import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestFrame;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law: <em>an old snapshot plus the events that a user received equals a fresh snapshot</em>, for every mutating
 * method and every user; live, repeated and replayed. The test runs over the table of methods. {@link #scenario} is a
 * switch without {@code default}, so a new method does not compile until it has a scenario.
 */
@ParameterizedClass
@EnumSource
record LawIT(Deployment deployment) {
    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    private static RunningSystem system;
    private static RpcCaller alice;
    private static RpcCaller bob;
    private static RpcCaller carol;
    private static RpcCaller dave;
    private static long general;

    /** Makes names unique. */
    private static int names;

    @BeforeParameterizedClassInvocation
    static void start(Deployment deployment) {
        system = deployment.start(PROGRAMS, PROGRAMS.folder(), Deployment.UNLIMITED);
        alice = system.signIn("alice");
        bob = system.signIn("bob");
        carol = system.signIn("carol");
        dave = system.signIn("dave");
        general = alice.call("workspace.list").at("/workspaces/0/id").longValue();
    }

    static Stream<RpcMethod> mutatingMethods() {
        return Arrays.stream(RpcMethod.values()).filter(RpcMethod::mutating);
    }

    /** One call, whose preconditions exist. */
    private record Call(RpcCaller caller, ObjectNode params) {}

    /**
     * Calls that are made in order.
     *
     * @param leavers the callers whose session ends with the calls
     */
    private record Scenario(List<Call> calls, List<RpcCaller> leaving) {
        static Scenario of(Call... calls) {
            return new Scenario(List.of(calls), List.of());
        }

        Scenario ending(RpcCaller leavingCaller) {
            return new Scenario(calls, List.of(leavingCaller));
        }
    }

    @ParameterizedTest
    @MethodSource("mutatingMethods")
    void oldSnapshotAndEventsMakeTheFreshSnapshot(RpcMethod method) {
        Scenario scenario = scenario(method);

        Map<RpcCaller, JsonNode> before = new LinkedHashMap<>();
        Map<RpcCaller, WireClient> sockets = new LinkedHashMap<>();
        List<RpcCaller> callers = new ArrayList<>(List.of(alice, bob, carol, dave));
        callers.addAll(scenario.leaving());
        try {
            for (RpcCaller caller : callers) {
                before.put(caller, caller.call("session.bootstrap"));
                sockets.put(caller, WireClient.open(caller, Optional.of(WireClient.Position.of(before.get(caller)))));
                sockets.get(caller).awaitType("resumed");
            }
            long end = 0;
            for (Call call : scenario.calls()) end = perform(method, call);
            long barrier = barrier();

            Set<String> types = new TreeSet<>();
            for (RpcCaller leavingCaller : scenario.leaving()) {
                assertEquals(4004, sockets.get(leavingCaller).closeCode());
                assertEquals(401, leavingCaller.rejection("user.me").status());
                types.add("session.revoked"); // the frame may come before or after the end of the session
                callers.remove(leavingCaller);
            }
            for (RpcCaller caller : callers) {
                WireClient socket = sockets.get(caller);
                socket.awaitSeq(barrier);
                assertEquals(List.of(), socket.faults());
                lawHolds(caller, before.get(caller), socket.events());
                for (TestFrame event : socket.events()) if (event.seq() <= end) types.add(event.type());
            }
            assertEquals(announced(method), types, "the received events are those that the contract announces");
        } finally {
            sockets.values().forEach(WireClient::close);
        }
    }

    private static long perform(RpcMethod method, Call call) {
        JsonNode reply = call.caller().call(method.wireName(), call.params());
        assertTrue(reply.get("seq").longValue() > 0, reply::toString);
        return reply.get("seq").longValue();
    }

    /** All users share the first workspace with Alice, so all receive this event, after all earlier ones. */
    private static long barrier() {
        return alice.call("presence.set_status_text", "text", "barrier " + ++names)
                .get("seq")
                .longValue();
    }

    private static Set<String> announced(RpcMethod method) {
        // a user in no workspace is not visible to other users
        return method == RpcMethod.USER_CREATE ? Set.of() : new TreeSet<>(method.events());
    }

    private static void lawHolds(RpcCaller caller, JsonNode before, List<TestFrame> live) {
        SortedSet<String> fresh =
                ClientModel.of(caller.call("session.bootstrap")).lines();
        Map<String, ClientModel> models = new LinkedHashMap<>();
        models.put("live", ClientModel.of(before).after(live));
        models.put("each event twice", ClientModel.of(before).after(twice(live)));
        models.put("all events again", ClientModel.of(before).after(live).after(live));
        models.put("resumed", ClientModel.of(before).after(replayed(caller, before)));
        models.put("pulled", ClientModel.of(before).after(pulled(caller, before)));
        models.forEach((how, model) -> assertEquals(
                "",
                ClientModel.difference(fresh, model.lines()),
                () -> "the state of user " + caller.userId() + " (" + how + ") after " + live));
    }

    private static List<TestFrame> twice(List<TestFrame> events) {
        return events.stream().flatMap(event -> Stream.of(event, event)).toList();
    }

    private static List<TestFrame> replayed(RpcCaller caller, JsonNode before) {
        try (WireClient late = WireClient.open(caller, Optional.of(WireClient.Position.of(before)))) {
            late.awaitType("resumed");
            assertEquals(List.of(), late.faults());
            return late.events();
        }
    }

    private static List<TestFrame> pulled(RpcCaller caller, JsonNode before) {
        JsonNode page =
                caller.call("session.pull", "epoch", before.get("epoch"), "from", before.get("seq"), "limit", 200);
        assertTrue(page.get("complete").booleanValue());
        return page.get("events")
                .valueStream()
                .map(event -> TestFrame.of(event.toString()))
                .toList();
    }

    // ---- Methods ----

    /** Creates what the method needs and returns the calls that cause every event that the method can cause. */
    private static Scenario scenario(RpcMethod method) {
        return switch (method) {
            case AUTH_LOGOUT -> {
                RpcCaller secondSession = system.signIn("bob");
                yield Scenario.of(call(secondSession)).ending(secondSession);
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
                yield Scenario.of(call(bob, "session_id", session)).ending(secondSession);
            }
            case USER_SET_PASSWORD -> {
                RpcCaller erin = newUser();
                String name = erin.call("user.me").at("/user/username").asText();
                yield Scenario.of(call(erin, "password", "correct horse battery"))
                        .ending(system.signIn(name));
            }
            case USER_CREATE -> Scenario.of(call(alice, "username", fresh("user"), "display_name", "Somebody"));
            case USER_UPDATE ->
                Scenario.of(
                        call(bob, "display_name", "Bob " + fresh("the")),
                        call(alice, "user_id", bob.userId(), "avatar_url", "https://pictures.example/" + fresh("bob")),
                        call(bob, "avatar_url", ""));
            case USER_DEACTIVATE -> {
                RpcCaller erin = newUser();
                yield Scenario.of(call(alice, "user_id", erin.userId())).ending(erin);
            }
            case GROUP_CREATE -> Scenario.of(call(alice, "name", fresh("group"), "description", "for a test"));
            case GROUP_UPDATE ->
                Scenario.of(call(alice, "group_id", groupOf(bob), "name", fresh("group"), "description", "renamed"));
            case GROUP_DELETE -> {
                long group = groupOf(bob);
                grant(group, "channel_manage");
                yield Scenario.of(call(alice, "group_id", group));
            }
            case GROUP_MEMBERS_ADD -> {
                long outer = groupOf();
                grant(outer, "audit");
                yield Scenario.of(
                        call(alice, "group_id", outer, "user_id", bob.userId()),
                        call(alice, "group_id", outer, "member_group_id", groupOf(carol)));
            }
            case GROUP_MEMBERS_REMOVE -> {
                long inner = groupOf(carol);
                long outer = groupOf(bob);
                grant(outer, "workspace_manage"); // a right that no user has yet
                alice.call("group.members.add", "group_id", outer, "member_group_id", inner);
                yield Scenario.of(
                        call(alice, "group_id", outer, "user_id", bob.userId()),
                        call(alice, "group_id", outer, "member_group_id", inner));
            }
            case GROUP_RIGHTS_SET -> {
                long inner = groupOf(carol);
                long outer = groupOf(bob);
                alice.call("group.members.add", "group_id", outer, "member_group_id", inner);
                yield Scenario.of(
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
            case WORKSPACE_CREATE -> Scenario.of(call(alice, "name", fresh("Team")));
            case WORKSPACE_UPDATE -> Scenario.of(call(alice, "workspace_id", workspace(bob), "name", fresh("Renamed")));
            case WORKSPACE_DELETE -> {
                long workspace = workspace(bob, carol);
                alice.call(
                        "channel.create", "workspace_id", workspace, "kind", "dm", "peer_ids", List.of(bob.userId()));
                yield Scenario.of(call(alice, "workspace_id", workspace));
            }
            case WORKSPACE_MEMBERS_ADD -> {
                long workspace = workspace(bob);
                long direct = direct(workspace, bob);
                alice.call("workspace.members.remove", "workspace_id", workspace, "user_id", bob.userId());
                send(alice, direct, "are you still there?");
                yield Scenario.of(
                        call(alice, "workspace_id", workspace, "user_id", carol.userId(), "role", "guest"),
                        call(alice, "workspace_id", workspace, "user_id", carol.userId(), "role", "member"),
                        call(alice, "workspace_id", workspace, "user_id", bob.userId()));
            }
            case WORKSPACE_MEMBERS_REMOVE -> {
                long workspace = workspace(bob, carol);
                direct(workspace, bob);
                yield Scenario.of(
                        call(alice, "workspace_id", workspace, "user_id", bob.userId()),
                        call(carol, "workspace_id", workspace, "user_id", carol.userId()));
            }
            case CHANNEL_CREATE ->
                Scenario.of(
                        call(
                                alice,
                                "workspace_id",
                                general,
                                "kind",
                                "public",
                                "name",
                                fresh("open"),
                                "topic",
                                "come in"),
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
                long channel = channel(bob);
                send(bob, channel, "a word");
                yield Scenario.of(
                        call(alice, "channel_id", channel, "name", fresh("renamed")),
                        call(bob, "channel_id", channel, "topic", "a topic"));
            }
            case CHANNEL_ARCHIVE -> Scenario.of(call(alice, "channel_id", channel(bob)));
            case CHANNEL_UNARCHIVE -> {
                long channel = channel(bob);
                alice.call("channel.archive", "channel_id", channel);
                yield Scenario.of(call(alice, "channel_id", channel));
            }
            case CHANNEL_JOIN -> {
                long channel = publicChannel();
                send(alice, channel, "said before Bob came");
                bob.call("channel.join", "channel_id", channel);
                send(alice, channel, "@bob is named");
                bob.call("channel.leave", "channel_id", channel);
                yield Scenario.of(call(bob, "channel_id", channel), call(carol, "channel_id", channel));
            }
            case CHANNEL_LEAVE -> {
                long channel = channel(bob, carol);
                yield Scenario.of(call(bob, "channel_id", channel), call(bob, "channel_id", publicChannel()));
            }
            case CHANNEL_MEMBERS_ADD -> {
                long channel = channel(bob);
                send(alice, channel, "said before Carol came");
                yield Scenario.of(call(bob, "channel_id", channel, "user_id", carol.userId()));
            }
            case CHANNEL_MEMBERS_REMOVE -> {
                long channel = channel(bob, carol);
                yield Scenario.of(
                        call(alice, "channel_id", channel, "user_id", bob.userId()),
                        call(carol, "channel_id", channel, "user_id", carol.userId()));
            }
            case CHANNEL_MEMBERS_SET_ROLE ->
                Scenario.of(call(alice, "channel_id", channel(bob), "user_id", bob.userId(), "role", "owner"));
            case MESSAGE_SEND -> {
                long channel = channel(bob, carol);
                long thread = send(bob, channel, "@alice, a question");
                yield Scenario.of(
                        call(alice, "channel_id", channel, "text", "@bob and @carol, an answer"),
                        call(carol, "channel_id", channel, "text", "@bob, in the thread", "parent_id", thread),
                        call(bob, "channel_id", channel, "text", "that was all for @alice, and news for @channel"),
                        call(carol, "channel_id", channel, "text", "@channel and @bob, I have some too"),
                        call(alice, "channel_id", channel, "text", "@here, who has more?"),
                        call(bob, "channel_id", channel, "text", "@channel, nobody"));
            }
            case MESSAGE_UPDATE -> {
                long channel = channel(bob);
                long message = send(bob, channel, "a mistake");
                long loud = send(bob, channel, "@channel, a mistake");
                yield Scenario.of(
                        call(bob, "message_id", message, "text", "no mistake, @alice and @channel"),
                        call(bob, "message_id", loud, "text", "no mistake"));
            }
            case MESSAGE_DELETE -> {
                long channel = channel(bob, carol);
                long question = send(alice, channel, "@bob, a question");
                long reply = thread(carol, question, "@bob, do answer");
                yield Scenario.of(call(carol, "message_id", reply), call(alice, "message_id", question));
            }
            case MESSAGE_REACT -> {
                long message = send(alice, channel(bob), "well?");
                yield Scenario.of(
                        call(bob, "message_id", message, "emoji", "👍"),
                        call(alice, "message_id", message, "emoji", ":tada:"));
            }
            case MESSAGE_UNREACT -> {
                long message = send(alice, channel(bob), "well?");
                bob.call("message.react", "message_id", message, "emoji", "👍");
                yield Scenario.of(call(bob, "message_id", message, "emoji", "👍"));
            }
            case MESSAGE_TOGGLE_REACT -> {
                long message = send(alice, channel(bob), "well?");
                yield Scenario.of(
                        call(bob, "message_id", message, "emoji", "👍"),
                        call(bob, "message_id", message, "emoji", "👍"));
            }
            case MESSAGE_PIN -> Scenario.of(call(bob, "message_id", send(alice, channel(bob), "keep this")));
            case MESSAGE_UNPIN -> {
                long message = send(alice, channel(bob), "keep this");
                bob.call("message.pin", "message_id", message);
                yield Scenario.of(call(alice, "message_id", message));
            }
            case MESSAGE_IMPORT -> {
                long channel = channel(bob, carol);
                send(alice, channel, "@bob, something unread");
                yield Scenario.of(
                        call(
                                alice,
                                "channel_id",
                                channel,
                                "messages",
                                List.of(
                                        TestJson.params(
                                                "key",
                                                "1",
                                                "user_id",
                                                bob.userId(),
                                                "text",
                                                "@carol, from long ago",
                                                "created_at",
                                                "2020-01-01T00:00:00.000Z"),
                                        TestJson.params(
                                                "key",
                                                "2",
                                                "user_id",
                                                carol.userId(),
                                                "text",
                                                "an answer to it",
                                                "created_at",
                                                "2020-01-01T00:01:00.000Z",
                                                "parent_key",
                                                "1"))),
                        call(
                                alice,
                                "channel_id",
                                channel,
                                "messages",
                                List.of(TestJson.params(
                                        "key",
                                        "3",
                                        "user_id",
                                        dave.userId(),
                                        "text",
                                        "by somebody who is not in the channel",
                                        "created_at",
                                        "2020-01-01T00:02:00.000Z",
                                        "pinned",
                                        true))),
                        call(
                                alice,
                                "workspace_id",
                                workspace(bob, carol),
                                "user_ids",
                                List.of(bob.userId(), carol.userId()),
                                "messages",
                                List.of(TestJson.params(
                                        "key",
                                        "4",
                                        "user_id",
                                        bob.userId(),
                                        "text",
                                        "between the two of us, @carol",
                                        "created_at",
                                        "2020-01-01T00:03:00.000Z"))));
            }
            case THREAD_REPLY -> {
                long channel = channel(bob, carol);
                long question = send(alice, channel, "who knows?");
                yield Scenario.of(
                        call(bob, "parent_id", question, "text", "@carol does"),
                        call(carol, "parent_id", question, "text", "I do not"));
            }
            case READ_MARK -> {
                long channel = channel(bob, carol);
                long first = send(alice, channel, "@bob, the first");
                send(alice, channel, "@channel, the news");
                long second = send(alice, channel, "@bob and @carol, the second");
                yield Scenario.of(
                        call(bob, "channel_id", channel, "message_id", first),
                        call(carol, "channel_id", channel, "message_id", second),
                        call(bob, "channel_id", channel, "message_id", second));
            }
            case MENTION_MARK_READ -> {
                long channel = channel(bob, carol);
                long first = send(alice, channel, "@bob, the first");
                send(alice, channel, "@bob and @carol, the second");
                long news = send(alice, channel, "@channel, the news");
                send(alice, channel, "@channel, more news");
                yield Scenario.of(
                        call(bob, "channel_id", channel, "message_id", first),
                        call(bob, "channel_id", channel, "message_id", news),
                        call(carol, "channel_id", channel),
                        call(bob, "channel_id", channel));
            }
            case PRESENCE_SET_STATUS_TEXT -> Scenario.of(call(carol, "text", fresh("away")), call(carol, "text", ""));
            case PRESENCE_UPDATE -> Scenario.of(call(carol, "text", fresh("lunch"), "status", "away"));
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
                    WORKSPACE_MEMBERS_LIST,
                    CHANNEL_GET,
                    CHANNEL_LIST,
                    CHANNEL_MEMBERS_LIST -> throw changesNothing(method);
            case GROUP_GET, GROUP_LIST, GROUP_MEMBERS_LIST, GROUP_MEMBERS_RESOLVE, GROUP_RIGHTS_GET ->
                throw changesNothing(method);
            case AUTH_TOKEN_CREATE, AUTH_TOKEN_LIST -> throw changesNothing(method);
            case MENTION_LIST, MESSAGE_HISTORY, MESSAGE_SEARCH -> throw changesNothing(method);
            case MESSAGE_GET, MESSAGE_LIST, MESSAGE_PINS, THREAD_LIST, READ_GET, READ_UNREAD_COUNTS, TYPING_RELAY ->
                throw changesNothing(method);
            case PRESENCE_LIST, PRESENCE_MARK_CONNECTION, SESSION_BOOTSTRAP, SESSION_DIGEST, SESSION_PULL ->
                throw changesNothing(method);
        };
    }

    private static AssertionError changesNothing(RpcMethod method) {
        assertFalse(method.mutating(), () -> method + " became a mutating method and needs a scenario");
        return new AssertionError(method + " changes nothing and has no scenario");
    }

    private static Call call(RpcCaller caller, Object... params) {
        return new Call(caller, TestJson.params(params));
    }

    // ---- Fixtures ----

    private static String fresh(String prefix) {
        return prefix + "-" + ++names;
    }

    private static RpcCaller newUser() {
        String name = fresh("erin");
        long id = alice.call("user.create", "username", name, "display_name", "Erin")
                .at("/user/id")
                .longValue();
        alice.call("workspace.members.add", "workspace_id", general, "user_id", id);
        return system.signIn(name);
    }

    /** Creates a group with these members. */
    private static long groupOf(RpcCaller... members) {
        long id = alice.call("group.create", "name", fresh("group"))
                .at("/group/id")
                .longValue();
        for (RpcCaller member : members) alice.call("group.members.add", "group_id", id, "user_id", member.userId());
        return id;
    }

    private static void grant(long group, String right) {
        alice.call("group.rights.set", "group_id", group, "permissions", List.of(TestJson.params("right", right)));
    }

    /** Creates a workspace of Alice with these members. */
    private static long workspace(RpcCaller... members) {
        long id = alice.call("workspace.create", "name", fresh("Team"))
                .at("/workspace/id")
                .longValue();
        for (RpcCaller member : members)
            alice.call("workspace.members.add", "workspace_id", id, "user_id", member.userId());
        return id;
    }

    /** Creates a direct conversation of Alice with a user. */
    private static long direct(long workspace, RpcCaller peer) {
        return alice.call("channel.create", "workspace_id", workspace, "kind", "dm", "peer_ids", List.of(peer.userId()))
                .at("/channel/id")
                .longValue();
    }

    /** Creates a private channel of Alice with these members. */
    private static long channel(RpcCaller... members) {
        long id = alice.call("channel.create", "workspace_id", general, "kind", "private", "name", fresh("room"))
                .at("/channel/id")
                .longValue();
        for (RpcCaller member : members)
            alice.call("channel.members.add", "channel_id", id, "user_id", member.userId());
        return id;
    }

    private static long publicChannel() {
        return alice.call("channel.create", "workspace_id", general, "kind", "public", "name", fresh("square"))
                .at("/channel/id")
                .longValue();
    }

    private static long send(RpcCaller author, long channel, String text) {
        return author.call("message.send", "channel_id", channel, "text", text)
                .at("/message/id")
                .longValue();
    }

    private static long thread(RpcCaller author, long parent, String text) {
        return author.call("thread.reply", "parent_id", parent, "text", text)
                .at("/message/id")
                .longValue();
    }
}
