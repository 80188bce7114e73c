package collab.e2e.workload;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.harness.AwaitableState;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * The calls of one user, as a careful client makes them: a call is repeated, at any gateway that responds, until its
 * outcome is known. One thread.
 */
public final class CarefulCaller {
    private static final Duration TIMEOUT = Duration.ofMinutes(5); // longer than the slowest restart
    private static final int BACK_OFF_MS = 50;
    private static final int BACK_OFF_SPREAD_MS = 100;
    private static final int INTERNAL_ERROR = -32603;
    private static final int NO_RPC_ERROR = 0;
    private static final List<Integer> MISTAKES_OF_THE_CALLER = List.of(-32700, -32600, -32601);

    private final RpcCaller caller;
    private final List<URI> gateways;
    private final History history;
    private final Random random;
    private final AwaitableState<Boolean> pause =
            new AwaitableState<>(Boolean.FALSE); // never changes: waiting for it is the backoff
    private int gateway;
    private volatile int unavailable; // written by its thread only

    /**
     * The end of a call.
     *
     * @param begin the time of the first attempt
     * @param error the code of the rejection, for example {@code channel_not_found}; empty when there was none
     */
    public record Answer(long begin, Outcome outcome, Optional<JsonNode> result, String error) {
        /** The position in the result; 0 when there is none. */
        public long seq() {
            return result.map(answer -> answer.path("seq").longValue()).orElse(0L);
        }
    }

    public CarefulCaller(RpcCaller caller, List<URI> gateways, History history, Random random) {
        this.caller = caller;
        this.gateways = gateways;
        this.history = history;
        this.random = random;
        this.gateway = random.nextInt(gateways.size());
    }

    public RpcCaller caller() {
        return caller;
    }

    /** The number of -32007 responses so far. */
    public int unavailable() {
        return unavailable;
    }

    /** Starts at this gateway instead of a random one. */
    CarefulCaller startingAt(int number) {
        gateway = number;
        return this;
    }

    /** Makes a mutating call. It is repeated with its {@code op_id}, which the parameters must contain. */
    public Answer call(String method, ObjectNode params) {
        long begin = history.now();
        boolean lostAnswer = false;
        while (history.now() - begin < TIMEOUT.toNanos()) {
            long attempt = history.now();
            try {
                return new Answer(begin, Outcome.OK, Optional.of(current().call(method, params)), "");
            } catch (RpcCallRejected refused) {
                checkIsNoMistake(refused);
                if (refused.code() == -32007) unavailable = unavailable + 1;
                if (!refused.retryable()) {
                    boolean doubtful = failed(method, attempt, refused) || lostAnswer;
                    Outcome outcome = doubtful ? Outcome.DOUBTFUL : Outcome.REFUSED;
                    return new Answer(begin, outcome, Optional.empty(), refused.errorCode());
                }
                lostAnswer |= !refused.data().path("outcome").asText().equals("not_executed");
                switchGateway();
            } catch (UncheckedIOException unanswered) {
                lostAnswer = true;
                switchGateway();
            }
        }
        return new Answer(begin, Outcome.UNKNOWN, Optional.empty(), "");
    }

    /** Whether the server failed within the call: it may have been executed. */
    private boolean failed(String method, long begin, RpcCallRejected refused) {
        boolean failed = refused.code() == INTERNAL_ERROR || refused.code() == NO_RPC_ERROR;
        if (failed) history.add(new HistoryEntry.Failed(begin, history.now(), method, refused.getMessage()));
        return failed;
    }

    /** A call that the contract does not allow would have no effect and no evidence. */
    private static void checkIsNoMistake(RpcCallRejected refused) {
        boolean malformed = refused.errorCode().equals("invalid_params");
        if (malformed || MISTAKES_OF_THE_CALLER.contains(refused.code())) throw refused;
    }

    /** Repeats a read until it gets a response. */
    public JsonNode read(String method, Object... namesAndValues) {
        return untilAnswered(at -> at.call(method, namesAndValues));
    }

    /** Signs another user in, in dev mode. */
    RpcCaller signIn(String username) {
        return untilAnswered(at -> RpcCaller.of(at.base()).signIn(username));
    }

    private <T> T untilAnswered(Function<RpcCaller, T> call) {
        long begin = history.now();
        while (true) {
            try {
                return call.apply(current());
            } catch (RpcCallRejected refused) {
                if (!refused.retryable() || history.now() - begin > TIMEOUT.toNanos()) throw refused;
                switchGateway();
            } catch (UncheckedIOException unanswered) {
                if (history.now() - begin > TIMEOUT.toNanos()) throw unanswered;
                switchGateway();
            }
        }
    }

    RpcCaller current() {
        return caller.at(gateways.get(Math.floorMod(gateway, gateways.size())));
    }

    private void switchGateway() {
        gateway++;
        pauseFor(Duration.ofMillis(BACK_OFF_MS + random.nextInt(BACK_OFF_SPREAD_MS)));
    }

    public void pauseFor(Duration duration) {
        pause.becomes(duration, over -> over);
    }
}
