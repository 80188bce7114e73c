package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import collab.e2e.workload.CarefulCaller;
import collab.e2e.workload.SimultaneousCalls;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The calls of one user whose writes the checker understands: each write is one entry of the history. One thread. */
final class ProofCalls {
    private final CarefulCaller calls;
    private final SimultaneousCalls simultaneous;
    private final History history;
    private final Random random;

    ProofCalls(RpcCaller caller, ProofSystem system, History history, Random random) {
        this.calls = new CarefulCaller(caller, ProofWorkers.addresses(system), history, random);
        this.simultaneous = new SimultaneousCalls(ProofWorkers.addresses(system), history);
        this.history = history;
        this.random = random;
    }

    RpcCaller caller() {
        return calls.caller();
    }

    /** The number of -32007 responses so far. */
    int unavailable() {
        return calls.unavailable();
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
        CarefulCaller.Answer answer =
                calls.call(method, TestJson.params(namesAndValues).put("op_id", op));
        return wrote(op, action, channel, message, target, answer);
    }

    private Optional<JsonNode> wrote(
            String op, Action action, long channel, long message, long target, CarefulCaller.Answer answer) {
        long changed = message != 0
                ? message
                : answer.result()
                        .map(result -> result.at("/message/id").longValue())
                        .orElse(0L);
        history.add(new HistoryEntry.Wrote(
                answer.begin(),
                history.now(),
                op,
                action,
                caller().userId(),
                channel,
                changed,
                target,
                answer.outcome(),
                answer.seq()));
        return answer.result();
    }

    /** Sends one message by several calls at once, through all gateways. */
    Optional<JsonNode> sendAtOnce(String op, long channel, int count) {
        List<CarefulCaller.Answer> answers = simultaneous.make(
                caller(),
                random,
                count,
                new SimultaneousCalls.Operation(
                        op,
                        "message.send",
                        TestJson.params("channel_id", channel, "text", op).put("op_id", op)));
        return wrote(op, Action.SEND, channel, 0, 0, joined(answers));
    }

    /** A success of one call is the outcome of the operation; else the least certain outcome is. */
    private static CarefulCaller.Answer joined(List<CarefulCaller.Answer> answers) {
        long begin =
                answers.stream().mapToLong(CarefulCaller.Answer::begin).min().orElseThrow();
        CarefulCaller.Answer best = answers.stream()
                .filter(answer -> answer.outcome() == Outcome.OK)
                .findFirst()
                .or(() -> answers.stream().max(Comparator.comparing(CarefulCaller.Answer::outcome)))
                .orElseThrow();
        return new CarefulCaller.Answer(begin, best.outcome(), best.result(), best.error());
    }

    /** Repeats a read until it gets a response. */
    JsonNode read(String method, Object... namesAndValues) {
        return calls.read(method, namesAndValues);
    }

    void pauseFor(Duration duration) {
        calls.pauseFor(duration);
    }
}
