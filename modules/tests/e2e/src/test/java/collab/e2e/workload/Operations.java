package collab.e2e.workload;

import collab.api.RpcMethod;
import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The recorded operations of all users of the workload: each has a new {@code op_id}. Some are made by several calls at
 * once, through all gateways, and the {@code op_id} of some is used again for another operation. Any thread.
 */
final class Operations {
    private static final int ALONE_OF_TEN = 8;
    private static final int AT_ONCE_MAX = 8;
    private static final Set<String> RIGHTS_LOST = Set.of("unauthenticated", "session_ended", "permission_denied");

    private final List<URI> gateways;
    private final History history;
    private final SimultaneousCalls calls;
    private final AtomicLong numbers = new AtomicLong();

    Operations(List<URI> gateways, History history) {
        this.gateways = gateways;
        this.history = history;
        this.calls = new SimultaneousCalls(gateways, history);
    }

    History history() {
        return history;
    }

    CarefulCaller careful(RpcCaller caller, Random random) {
        return new CarefulCaller(caller, gateways, history, random);
    }

    /** Makes a name that no other user or entity of the run has. */
    String fresh(String prefix) {
        return prefix + "-" + numbers.incrementAndGet();
    }

    /** The result, if the operation was done: by one call, or by several at once. */
    Optional<JsonNode> run(RpcCaller caller, Random random, RpcMethod method, Object... namesAndValues) {
        if (random.nextInt(10) < ALONE_OF_TEN) return once(caller, random, method, namesAndValues);
        return atOnce(caller, random, 2 + random.nextInt(AT_ONCE_MAX - 1), method, namesAndValues);
    }

    /** The result, if the operation was done by one call. */
    Optional<JsonNode> once(RpcCaller caller, Random random, RpcMethod method, Object... namesAndValues) {
        return calls.make(careful(caller, random), operation(method, namesAndValues))
                .result();
    }

    private SimultaneousCalls.Operation operation(RpcMethod method, Object... namesAndValues) {
        String op = fresh(method.wireName());
        return new SimultaneousCalls.Operation(
                op, method.wireName(), TestJson.params(namesAndValues).put("op_id", op));
    }

    /** Makes one operation by several calls at once, and then uses its {@code op_id} for another operation. */
    private Optional<JsonNode> atOnce(
            RpcCaller caller, Random random, int count, RpcMethod method, Object... namesAndValues) {
        SimultaneousCalls.Operation operation = operation(method, namesAndValues);
        Optional<CarefulCaller.Answer> done = calls.make(caller, random, count, operation).stream()
                .filter(answer -> answer.outcome() == Outcome.OK)
                .findFirst();
        if (done.isPresent()) useAgain(careful(caller, random), operation);
        return done.flatMap(CarefulCaller.Answer::result);
    }

    /** A call that the user may not make any more, for example after {@code auth.logout}, shows nothing. */
    private void useAgain(CarefulCaller careful, SimultaneousCalls.Operation operation) {
        ObjectNode params = operation.params();
        boolean text = params.has("text");
        String method = text ? operation.method() : RpcMethod.PRESENCE_SET_STATUS_TEXT.wireName();
        ObjectNode changed = text
                ? params.deepCopy().put("text", params.get("text").asText() + " (other)")
                : TestJson.params("text", "busy", "op_id", operation.op());
        CarefulCaller.Answer answer = careful.call(method, changed);
        boolean lost = RIGHTS_LOST.contains(answer.error()) || answer.error().endsWith("_not_found");
        if (lost || answer.outcome() == Outcome.DOUBTFUL || answer.outcome() == Outcome.UNKNOWN) return;
        history.add(new HistoryEntry.Reused(answer.begin(), history.now(), operation.op(), method, answer.error()));
    }
}
