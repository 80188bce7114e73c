package collab.e2e.browser;

import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A public channel of Carol with more messages than fit on a page, and a thread with more replies than fit on a page. The texts have
 * different lengths. Message {@code n} contains the word {@code word<n>} and reply {@code n} the word {@code reply<n>}.
 */
record LongChannel(RpcCaller carol, long id, List<Long> messages, long parent, List<Long> replies) {
    /** No limits of calls, and time for a search on a busy machine. */
    static final String[] SETTINGS = Stream.concat(
                    Arrays.stream(Deployment.UNLIMITED), Stream.of("ledger.search-timeout=60s"))
            .toArray(String[]::new);

    static final int MESSAGES = 220;
    static final int REPLIES = 130;
    private static final int BOB = 2;
    private static final int BATCH = 50;
    private static final int PAGE = 200;

    /** With Bob as a member. The messages and replies with these numbers name Bob, and these messages are pinned. */
    static LongChannel withBob(RunningSystem system, List<Integer> targets) {
        RpcCaller carol = system.signIn("carol");
        long id = createChannel(carol, "books");
        carol.call("channel.members.add", "channel_id", id, "user_id", BOB);
        LongChannel channel = fill(carol, id, targets);
        targets.forEach(n -> channel.carol.call("message.pin", "message_id", channel.message(n)));
        return channel;
    }

    static LongChannel create(RunningSystem system, String name, List<Integer> targets) {
        RpcCaller carol = system.signIn("carol");
        return fill(carol, createChannel(carol, name), targets);
    }

    private static long createChannel(RpcCaller carol, String name) {
        return carol.call("channel.create", "workspace_id", 1, "kind", "public", "name", name)
                .at("/channel/id")
                .longValue();
    }

    private static LongChannel fill(RpcCaller carol, long id, List<Integer> targets) {
        send(carol, MESSAGES, n -> """
                "method":"message.send","params":{"channel_id":%d,"text":"%s"}""".formatted(id, text("word", n, targets)));
        List<Long> messages = listed(carol, "message.list", "channel_id", id);
        long parent = messages.get(MESSAGES / 2 - 1);
        send(carol, REPLIES, n -> """
                "method":"thread.reply","params":{"parent_id":%d,"text":"%s"}""".formatted(parent, text("reply", n, targets)));
        return new LongChannel(carol, id, messages, parent, listed(carol, "thread.list", "parent_id", parent));
    }

    /** The message with this number, from 1. */
    long message(int n) {
        return messages.get(n - 1);
    }

    /** The reply with this number, from 1. */
    long reply(int n) {
        return replies.get(n - 1);
    }

    /** The address of a message or, for a reply, of its thread. */
    String address(long message) {
        return replies.contains(message)
                ? "#/c/" + id + "/t/" + parent + "/m/" + message
                : "#/c/" + id + "/m/" + message;
    }

    private static String text(String word, int n, List<Integer> targets) {
        return word + n + (targets.contains(n) ? " @bob " : " ") + "and more ".repeat(n * 7 % 60);
    }

    private static void send(RpcCaller caller, int count, IntFunction<String> call) {
        for (int first = 1; first <= count; first += BATCH) {
            String batch = IntStream.range(first, Math.min(first + BATCH, count + 1))
                    .mapToObj(n -> "{\"jsonrpc\":\"2.0\",\"id\":" + n + "," + call.apply(n) + "}")
                    .collect(Collectors.joining(",", "[", "]"));
            try {
                String response = caller.post(batch).body();
                assertFalse(response.contains("\"error\""), response);
            } catch (IOException unreachable) {
                throw new UncheckedIOException(unreachable);
            }
        }
    }

    private static List<Long> listed(RpcCaller caller, String method, String name, long value) {
        List<Long> ids = new ArrayList<>();
        for (long since = 0; ; since = ids.getLast()) {
            JsonNode page = caller.call(method, name, value, "since_id", since, "limit", PAGE)
                    .path("messages");
            page.forEach(message -> ids.add(message.path("id").longValue()));
            if (page.size() < PAGE) return List.copyOf(ids);
        }
    }
}
