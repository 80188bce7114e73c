package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.harness.RpcCallRejected;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A user who writes, edits and deletes messages, reacts to messages of others, and reads back, at a steady pace. Every
 * text begins with the {@code op_id} of its operation, so that a received text identifies its operation.
 */
final class ProofWriter {
    private static final int REMEMBERED_MAX = 64;
    private static final int PAGE = 20;
    private static final int AT_ONCE_MAX = 8;

    private final String name;
    private final ProofCalls calls;
    private final ProofChannels channels;
    private final History history;
    private final Random random;
    private final Duration pace;
    private final List<Said> own = new ArrayList<>();
    private int number;

    /** A message of this user. */
    private record Said(long channel, long message) {}

    ProofWriter(String name, ProofCalls calls, ProofChannels channels, History history, Random random, Duration pace) {
        this.name = name;
        this.calls = calls;
        this.channels = channels;
        this.history = history;
        this.random = random;
        this.pace = pace;
    }

    /** The operation of a text; the rest only makes the text long. */
    static String op(String text) {
        int end = text.indexOf('|');
        return end < 0 ? text : text.substring(0, end);
    }

    void writeUntil(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            act();
            LockSupport.parkNanos(
                    pace.toNanos() / 2 + (long) (pace.toNanos() * random.nextDouble())); // pause like a user
        }
    }

    private void act() {
        int dice = random.nextInt(100);
        if (dice < 8 && !own.isEmpty()) edit(own.get(random.nextInt(own.size())));
        else if (dice < 13 && !own.isEmpty()) delete(own.remove(random.nextInt(own.size())));
        else if (dice < 23) channels.someMessage(random).ifPresent(this::react);
        else send();
    }

    private String nextOp() {
        return name + "-" + ++number;
    }

    private void send() {
        channels.someOf(calls.caller().userId(), random).ifPresent(channel -> {
            String op = nextOp();
            boolean atOnce = random.nextInt(20) == 0;
            Optional<JsonNode> sent = atOnce
                    ? calls.sendAtOnce(op, channel, 2 + random.nextInt(AT_ONCE_MAX - 1))
                    : send(calls, op, op, channel);
            sent.ifPresent(answer -> said(channel, answer.at("/message/id").longValue()));
        });
    }

    static Optional<JsonNode> send(ProofCalls calls, String op, String text, long channel) {
        return calls.write(op, Action.SEND, "message.send", channel, 0, 0, "channel_id", channel, "text", text);
    }

    private void said(long channel, long message) {
        if (own.size() == REMEMBERED_MAX) own.removeFirst();
        own.add(new Said(channel, message));
        channels.said(message, channel);
        if (random.nextInt(4) == 0 && channels.isMember(channel, calls.caller().userId())) read(channel);
    }

    private void edit(Said said) {
        String op = nextOp();
        change(op, Action.EDIT, "message.update", said.channel(), said.message(), "text", op);
    }

    private void delete(Said said) {
        change(nextOp(), Action.DELETE, "message.delete", said.channel(), said.message());
    }

    /** Once per user and message, so that each reaction changes something. */
    private void react(ProofChannels.Message message) {
        String op = name + "-reacts-" + message.id();
        if (!message.reactors().add(op)) return;
        change(op, Action.REACT, "message.react", message.channel(), message.id(), "emoji", "👍");
    }

    private void change(String op, Action action, String method, long channel, long message, Object... more) {
        List<Object> params = new ArrayList<>(List.of("message_id", message));
        params.addAll(List.of(more));
        calls.write(op, action, method, channel, message, 0, params.toArray());
    }

    private void read(long channel) {
        long begin = history.now();
        JsonNode page;
        try {
            page = calls.read("message.list", "channel_id", channel, "limit", PAGE);
        } catch (RpcCallRejected noMemberAnyMore) {
            return;
        }
        List<Long> ids = page.get("messages")
                .valueStream()
                .map(message -> message.get("id").longValue())
                .toList();
        history.add(new HistoryEntry.Read(
                begin,
                history.now(),
                calls.caller().userId(),
                channel,
                page.get("seq").longValue(),
                ids));
    }
}
