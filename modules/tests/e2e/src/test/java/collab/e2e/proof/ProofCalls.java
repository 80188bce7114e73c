package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.harness.AwaitableState;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * The calls of one user, as a careful client makes them. A write is repeated with its {@code op_id}, at any gateway
 * that responds, until its outcome is known. It is one entry of the history, from the first attempt to the last
 * response. One thread.
 */
final class ProofCalls {
    private static final Duration TIMEOUT = Duration.ofMinutes(5); // longer than the slowest restart
    private static final int BACK_OFF_MS = 50;
    private static final int BACK_OFF_SPREAD_MS = 100;

    private final RpcCaller caller;
    private final ProofSystem system;
    private final History history;
    private final Random random;
    private final AwaitableState<Boolean> pause =
            new AwaitableState<>(Boolean.FALSE); // never changes: waiting for it is the backoff
    private int gateway;
    private volatile int unavailable; // written by its thread only

    ProofCalls(RpcCaller caller, ProofSystem system, History history, Random random) {
        this.caller = caller;
        this.system = system;
        this.history = history;
        this.random = random;
        this.gateway = random.nextInt(system.gateways().size());
    }

    RpcCaller caller() {
        return caller;
    }

    /** The number of -32007 responses so far. */
    int unavailable() {
        return unavailable;
    }

    /**
     * @param message the message that is changed; 0 when the response will name it
     * @return the result, if the write was done
     */
    Optional<JsonNode> write(
            String op,
            Action action,
            String method,
            long channel,
            long message,
            long target,
            Object... namesAndValues) {
        ObjectNode params = TestJson.params(namesAndValues).put("op_id", op);
        long begin = history.now();
        Outcome outcome = Outcome.UNKNOWN;
        boolean lostAnswer = false;
        Optional<JsonNode> result = Optional.empty();
        while (outcome == Outcome.UNKNOWN && history.now() - begin < TIMEOUT.toNanos()) {
            try {
                result = Optional.of(current().call(method, params));
                outcome = Outcome.OK;
            } catch (RpcCallRejected refused) {
                if (refused.code() == -32007) unavailable = unavailable + 1;
                if (refused.retryable()) switchGateway();
                else outcome = lostAnswer ? Outcome.DOUBTFUL : Outcome.REFUSED;
                lostAnswer |= !refused.data().path("outcome").asText().equals("not_executed");
            } catch (UncheckedIOException unanswered) {
                lostAnswer = true;
                switchGateway();
            }
        }
        history.add(new HistoryEntry.Wrote(
                begin,
                history.now(),
                op,
                action,
                caller.userId(),
                channel,
                message != 0
                        ? message
                        : result.map(answer -> answer.at("/message/id").longValue())
                                .orElse(0L),
                target,
                outcome,
                result.map(answer -> answer.get("seq").longValue()).orElse(0L)));
        return result;
    }

    /** Repeats a read until it gets a response. */
    JsonNode read(String method, Object... namesAndValues) {
        long begin = history.now();
        while (true) {
            try {
                return current().call(method, namesAndValues);
            } catch (RpcCallRejected refused) {
                if (!refused.retryable() || history.now() - begin > TIMEOUT.toNanos()) throw refused;
                switchGateway();
            } catch (UncheckedIOException unanswered) {
                if (history.now() - begin > TIMEOUT.toNanos()) throw unanswered;
                switchGateway();
            }
        }
    }

    private RpcCaller current() {
        return caller.at(
                system.gateways().get(gateway % system.gateways().size()).clientAddress());
    }

    private void switchGateway() {
        gateway++;
        pauseFor(Duration.ofMillis(BACK_OFF_MS + random.nextInt(BACK_OFF_SPREAD_MS)));
    }

    void pauseFor(Duration duration) {
        pause.becomes(duration, over -> over);
    }
}
