package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RpcMethod;
import collab.e2e.harness.ClientModel;
import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestFrame;
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
 * Checks that <em>an old snapshot plus the events that a user received equals a fresh snapshot</em>, for every mutating
 * method and every user; live, repeated and replayed. Each call is repeated with its {@code op_id}. The test runs over the table of methods. The scenario of each
 * method is in {@link LawScenarios}.
 */
@ParameterizedClass
@EnumSource
record LawIT(Deployment deployment) {
    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    private static LawScenarios scenarios;
    private static int barriers;
    private static int operations;

    @BeforeParameterizedClassInvocation
    static void start(Deployment deployment) {
        scenarios = new LawScenarios(deployment.start(PROGRAMS, PROGRAMS.folder(), Deployment.UNLIMITED));
    }

    static Stream<RpcMethod> mutatingMethods() {
        return Arrays.stream(RpcMethod.values()).filter(RpcMethod::mutating);
    }

    @ParameterizedTest
    @MethodSource("mutatingMethods")
    void oldSnapshotAndEventsMakeTheFreshSnapshot(RpcMethod method) {
        LawScenario scenario = scenarios.of(method);

        Map<RpcCaller, JsonNode> before = new LinkedHashMap<>();
        Map<RpcCaller, WireClient> sockets = new LinkedHashMap<>();
        List<RpcCaller> callers = new ArrayList<>(scenarios.users());
        callers.addAll(scenario.endedSessions());
        try {
            for (RpcCaller caller : callers) {
                before.put(caller, caller.call("session.bootstrap"));
                sockets.put(caller, WireClient.open(caller, Optional.of(WireClient.Position.of(before.get(caller)))));
                sockets.get(caller).awaitType("resumed");
            }
            long end = 0;
            for (LawScenario.Call call : scenario.calls())
                end = perform(method, call, scenario.endedSessions().contains(call.caller()));
            long barrier = barrier();

            Set<String> types = new TreeSet<>();
            for (RpcCaller ended : scenario.endedSessions()) {
                assertEquals(4004, sockets.get(ended).closeCode());
                assertEquals(401, ended.rejection("user.me").status());
                types.add("session.revoked"); // the frame may come before or after the end of the session
                callers.remove(ended);
            }
            for (RpcCaller caller : callers) {
                WireClient socket = sockets.get(caller);
                socket.awaitSeq(barrier);
                assertEquals(List.of(), socket.faults());
                assertLawHolds(caller, before.get(caller), socket.events());
                for (TestFrame event : socket.events()) if (event.seq() <= end) types.add(event.type());
            }
            assertEquals(announced(method), types, "the received events are those that the contract announces");
        } finally {
            sockets.values().forEach(WireClient::close);
        }
    }

    /**
     * Makes a call, and repeats it as a client does that got no answer. The repeat gets the same answer, although the first call has
     * changed what the method requires (a name is taken, a password is another, a member has left), and changes nothing.
     */
    private static long perform(RpcMethod method, LawScenario.Call call, boolean endsSession) {
        ObjectNode params = call.params().deepCopy().put("op_id", "law:" + method.wireName() + ":" + ++operations);
        JsonNode response = call.caller().call(method.wireName(), params);
        assertTrue(response.get("seq").longValue() > 0, response::toString);
        if (endsSession) {
            var ended = assertThrows(RpcCallRejected.class, () -> call.caller().call(method.wireName(), params));
            assertEquals(401, ended.status());
        } else
            assertEquals(
                    repeatable(response), call.caller().call(method.wireName(), params), "the answer to the repeat");
        return response.get("seq").longValue();
    }

    /** The secret of a new link is in the first answer only. */
    private static JsonNode repeatable(JsonNode response) {
        ObjectNode repeated = response.deepCopy();
        repeated.remove("token");
        return repeated;
    }

    /** All users share the first workspace with Alice, so all receive this event, after all earlier ones. */
    private static long barrier() {
        return scenarios
                .alice
                .call("presence.set_status_text", "text", "barrier " + ++barriers)
                .get("seq")
                .longValue();
    }

    private static Set<String> announced(RpcMethod method) {
        // a user in no workspace is not visible to other users
        boolean unseen = method == RpcMethod.USER_CREATE || method == RpcMethod.USER_IMPORT;
        SortedSet<String> events = new TreeSet<>(unseen ? Set.of() : method.events());
        // the invitations of a deactivated user end, and only this user would be told
        if (method == RpcMethod.USER_DEACTIVATE) events.remove("invitation.updated");
        return events;
    }

    private static void assertLawHolds(RpcCaller caller, JsonNode before, List<TestFrame> live) {
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
}
