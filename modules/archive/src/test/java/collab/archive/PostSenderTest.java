package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.api.ErrorCode;
import collab.api.ImportedMessageView;
import collab.api.Json;
import collab.api.ReactionView;
import collab.client.CollabClient;
import collab.client.CollabException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends posts to a small server that has the rules of {@code message.import} for threads, pins and reactions. */
class PostSenderTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private static final int PINS_MAX = 2;

    @TempDir
    private Path folder;

    private final Map<String, JsonNode> stored = new LinkedHashMap<>();
    private final Map<String, String> skipped = new TreeMap<>();
    private final ImportTarget target = new ImportTarget(new ImportTarget.Place.Named(7, "books"));
    private Optional<String> failure = Optional.empty();
    private int requests;
    private HttpServer server;
    private CollabClient client;
    private ImportReport report;
    private PostSender sender;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/rpc", this::handle);
        server.start();
        client = CollabClient.builder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .token("secret")
                .retryFor(Duration.ZERO)
                .build();
        report = new ImportReport(entry -> skipped.put(entry.what(), entry.why()));
        ImportProgress progress =
                new ImportProgress(new ImportCheckpoint(folder.resolve("checkpoint"), "run"), report, _ -> {});
        sender = new PostSender(client, "run", report, progress, List.of(target));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode request = Json.parse(exchange.getRequestBody().readAllBytes());
        JsonNode messages = request.at("/params/messages");
        Map<String, JsonNode> batch = new LinkedHashMap<>();
        Optional<String> error = failure;
        for (JsonNode message : messages) {
            if (error.isEmpty()) error = error(message, batch);
            batch.put(message.get("key").asText(), message);
        }
        requests++;
        if (error.isEmpty()) stored.putAll(batch);
        String ids = IntStream.rangeClosed(1, messages.size()).boxed().toList().toString();
        String outcome = error.orElse("\"result\":{\"message_ids\":" + ids + ",\"seq\":1}");
        byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + "," + outcome + "}")
                .getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Optional<String> error(JsonNode message, Map<String, JsonNode> batch) {
        if (message.has("parent_key")) {
            String key = message.get("parent_key").asText();
            JsonNode parent = batch.getOrDefault(key, stored.get(key));
            if (parent == null) return error(-32003, "message_not_found");
            if (parent.has("parent_key")) return error(-32602, "reply_to_reply");
        }
        long pins = Stream.concat(stored.values().stream(), batch.values().stream())
                .filter(other -> other.path("pinned").asBoolean())
                .count();
        if (message.path("pinned").asBoolean() && pins >= PINS_MAX) return error(-32006, "too_many_pins");
        if (message.path("reactions").size() > 1) return error(-32006, "too_many_reactions");
        return Optional.empty();
    }

    private static Optional<String> error(int code, String name) {
        return Optional.of(
                "\"error\":{\"code\":" + code + ",\"message\":\"rejected\",\"data\":{\"code\":\"" + name + "\"}}");
    }

    private static ImportedMessageView message(String key) {
        return ImportedMessageView.of(key, 1, "text of " + key, NOON);
    }

    private void send(ImportedMessageView... messages) {
        for (int i = 0; i < messages.length; i++) sender.enqueue(target, i, messages[i]);
        sender.finish();
    }

    private void assertAlone(String key) {
        JsonNode message = stored.get(key);
        assertEquals(false, message.has("parent_key"), key);
    }

    @Test
    void replyToAReplyStandsAloneAndIsNamed() {
        send(message("1"), message("2").withParentKey("1"), message("3").withParentKey("2"));
        assertEquals(List.of("1", "2", "3"), List.copyOf(stored.keySet()));
        assertEquals("1", stored.get("2").get("parent_key").asText());
        assertAlone("3");
        assertEquals(Map.of("books 3", "the thread of a reply to a reply; the reply stands alone"), skipped);
    }

    @Test
    void replyWaitsForAParentThatComesLater() {
        send(message("2").withParentKey("1"), message("1"));
        assertEquals("1", stored.get("2").get("parent_key").asText());
        assertEquals(Map.of(), skipped);
    }

    /** A deleted reply lost its deletion with its parent, and its text was shown. */
    @Test
    void replyWithoutItsParentKeepsAllElse() {
        send(
                message("2").withParentKey("1").withDeleted(true),
                message("3")
                        .withParentKey("1")
                        .withEditedAt(NOON.plusSeconds(1))
                        .withPinned(true)
                        .withReactions(List.of(ReactionView.of("👍", List.of(1L)))));
        assertAlone("2");
        assertAlone("3");
        assertEquals(true, stored.get("2").get("deleted").asBoolean());
        assertEquals(true, stored.get("3").get("pinned").asBoolean());
        assertEquals("👍", stored.get("3").at("/reactions/0/emoji").asText());
        assertEquals(
                "2024-03-01T12:00:01.000Z", stored.get("3").get("edited_at").asText());
        String why = "the thread of a reply to something that was not imported; the reply stands alone";
        assertEquals(Map.of("books 2", why, "books 3", why), skipped);
    }

    @Test
    void onePostThatIsRejectedDoesNotHoldTheOthersBack() {
        List<ReactionView> many = List.of(ReactionView.of("👍", List.of(1L)), ReactionView.of("👀", List.of(1L)));
        send(
                message("1").withPinned(true),
                message("2").withReactions(many),
                message("3").withPinned(true),
                message("4").withPinned(true),
                message("5"));
        assertEquals(
                List.of("1", "2", "3", "4", "5"),
                stored.keySet().stream().sorted().toList());
        assertEquals(
                Map.of(
                        "books 2",
                        "the reactions of a message, rejected with it: " + ErrorCode.TOO_MANY_REACTIONS.message(),
                        "books 4",
                        "more pins than a channel may have"),
                skipped);
        assertEquals(5L, report.counts().get("posts read"));
    }

    @Test
    void batchIsBoundedByCountAndByCharacters() {
        send(IntStream.rangeClosed(1, 250).mapToObj(key -> message("" + key)).toArray(ImportedMessageView[]::new));
        assertEquals(3, requests);
        requests = 0;
        String text = "x".repeat(PostSender.BATCH_CHARACTERS_MAX / 4);
        send(IntStream.rangeClosed(1, 8)
                .mapToObj(key -> ImportedMessageView.of("long " + key, 1, text, NOON))
                .toArray(ImportedMessageView[]::new));
        assertEquals(2, requests);
    }

    @Test
    void errorThatDoesNotConcernThePostsEndsTheImport() {
        failure = error(-32002, "permission_denied");
        assertThrows(CollabException.PermissionDenied.class, () -> send(message("1")));
        assertEquals(Map.of(), skipped);
    }
}
