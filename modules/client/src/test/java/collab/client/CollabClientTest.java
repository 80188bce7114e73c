package collab.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.AuthLoginParams;
import collab.api.ErrorCode;
import collab.api.Json;
import collab.api.MessageListParams;
import collab.api.MessageSearchParams;
import collab.api.MessageSendParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client, with a server whose answers the test provides. */
class CollabClientTest {
    private static final String SENT = """
            {"message":{"id":1,"no":1,"channel_id":1,"user_id":1,"text":"hi","created_at":"2026-11-23T05:38:00.123Z",
            "pinned":false,"reactions":[],"mentions":[],"ver":7},"seq":7}""";
    private static final String NO_HITS = "{\"hits\":[],\"seq\":1}";
    private static final String NO_MESSAGES = "{\"messages\":[],\"seq\":1}";

    /** The reaction of the server to one request. */
    private sealed interface Turn {
        record Answer(String result) implements Turn {}

        record Refuse(String error) implements Turn {}

        /** Reads the request and closes the connection: the client cannot know whether the server executed it. */
        record FallSilent() implements Turn {}

        /** Counts down {@code asked}, then waits for {@code goOn}. */
        record Wait(CountDownLatch asked, CountDownLatch goOn) implements Turn {}

        /** Like a proxy whose server is not running. */
        record AnswerHtml(int status) implements Turn {}
    }

    private final Queue<Turn> turns = new ArrayDeque<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private CollabClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/rpc", this::handle);
        server.start();
        client = CollabClient.builder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .token("secret")
                .retryFor(Duration.ofSeconds(30))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(Json.parse(exchange.getRequestBody().readAllBytes()));
            switch (turns.remove()) {
                case Turn.Answer(String result) ->
                    reply(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}");
                case Turn.Refuse(String error) ->
                    reply(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":" + error + "}");
                case Turn.FallSilent() -> {
                    // closed without an answer
                }
                case Turn.Wait(CountDownLatch asked, CountDownLatch goOn) -> {
                    asked.countDown();
                    await(goOn);
                }
                case Turn.AnswerHtml(int status) -> reply(exchange, status, "<html>away</html>");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** A day of a query is one of the reader's time zone, which only the client knows. */
    @Test
    void searchHasTheTimeZoneOfThisSystem() {
        will(new Turn.Answer(NO_HITS), new Turn.Answer(NO_HITS));
        client.messageSearch(MessageSearchParams.of("on:2026-11-26"));
        client.messageSearch(MessageSearchParams.of("on:2026-11-26").withTimeZone("Asia/Tokyo"));
        assertEquals(
                List.of(ZoneId.systemDefault().getId(), "Asia/Tokyo"),
                requests.stream()
                        .map(request -> request.at("/params/time_zone").asText())
                        .toList());
    }

    /** Each search had {@code time_zone}, which an older server rejects as an unknown parameter. */
    @Test
    void searchWithoutADayHasNoTimeZone() {
        for (String query : List.of("release", "season:2026", "from:me in:general", "https://e.test", "on")) {
            will(new Turn.Answer(NO_HITS));
            client.messageSearch(MessageSearchParams.of(query));
            assertFalse(requests.getLast().path("params").has("time_zone"), query);
        }
        for (String query :
                List.of("a before:2026-11-26", "ON:2026-11-26", "\"a b\"after:2026-11-26", "ｏｎ：２０２６－１１－２６")) {
            will(new Turn.Answer(NO_HITS));
            client.messageSearch(MessageSearchParams.of(query));
            assertTrue(requests.getLast().path("params").has("time_zone"), query);
        }
    }

    private void will(Turn... next) {
        turns.addAll(List.of(next));
    }

    private List<String> opIds() {
        return requests.stream()
                .map(request -> request.at("/params/op_id").asText())
                .distinct()
                .toList();
    }

    // ---- Repetition ----

    @Test
    void changeWithoutAnAnswerIsRepeatedUnderOneOpId() {
        will(new Turn.FallSilent(), new Turn.AnswerHtml(503), new Turn.Answer(SENT));
        assertEquals(
                1, client.messageSend(MessageSendParams.of(1, "hi")).message().id());
        assertEquals(3, requests.size());
        assertEquals(1, opIds().size());
        assertFalse(opIds().getFirst().isEmpty());
    }

    @Test
    void opIdOfTheCallerIsKept() {
        will(new Turn.FallSilent(), new Turn.Answer(SENT));
        client.messageSend(MessageSendParams.of(1, "hi").withOpId("mine"));
        assertEquals(List.of("mine"), opIds());
    }

    @Test
    void twoChangesHaveTwoOpIds() {
        will(new Turn.Answer(SENT), new Turn.Answer(SENT));
        client.messageSend(MessageSendParams.of(1, "hi"));
        client.messageSend(MessageSendParams.of(1, "hi"));
        assertEquals(2, opIds().size());
    }

    @Test
    void rawChangeIsRepeatedUnderOneOpId() {
        will(new Turn.FallSilent(), new Turn.Answer(SENT));
        client.callRaw("message.send", Json.object().put("channel_id", 1).put("text", "hi"));
        assertEquals(2, requests.size());
        assertEquals(1, opIds().size());
        assertFalse(opIds().getFirst().isEmpty());
    }

    @Test
    void queryIsRepeatedUnchanged() {
        will(new Turn.FallSilent(), new Turn.Answer(NO_MESSAGES));
        assertEquals(List.of(), client.messageList(MessageListParams.of(1)).messages());
        assertEquals(List.of(""), opIds());
    }

    /** A sign-in takes no op_id, and an unknown method may be mutating: the client sends neither twice. */
    @Test
    void callThatMayHaveBeenExecutedIsNotRepeatedWithoutAnOpId() {
        will(new Turn.FallSilent(), new Turn.FallSilent(), new Turn.Answer("{}"));
        var silent =
                assertThrows(CollabException.Unreachable.class, () -> client.authLogin(AuthLoginParams.of("alice")));
        assertTrue(silent.mayHaveHappened());
        assertThrows(CollabException.Unreachable.class, () -> client.callRaw("rocket.launch", Json.object()));
        assertEquals(2, requests.size());
        assertEquals(1, turns.size());
    }

    @Test
    void callThatWasNotExecutedIsRepeatedInAnyCase() {
        will(
                new Turn.Refuse(
                        "{\"code\":-32005,\"message\":\"Rate limited\",\"data\":{\"code\":\"rate_limited\",\"retry_after_ms\":1}}"),
                new Turn.Refuse("""
                        {"code":-32007,"message":"Unavailable","data":
                        {"code":"unavailable","retry_after_ms":1,"outcome":"not_executed"}}"""),
                new Turn.Answer("{}"));
        client.callRaw("rocket.launch", Json.object());
        assertEquals(3, requests.size());
    }

    @Test
    void callIsNotRepeatedAfterItsTime() {
        will(new Turn.FallSilent(), new Turn.Answer(NO_MESSAGES));
        try (CollabClient impatient =
                CollabClient.builder(client.base()).retryFor(Duration.ZERO).build()) {
            assertThrows(CollabException.Unreachable.class, () -> impatient.messageList(MessageListParams.of(1)));
        }
        assertEquals(1, requests.size());
    }

    // ---- Errors ----

    private CollabException rejectedWith(String error) {
        will(new Turn.Refuse(error));
        return assertThrows(CollabException.class, () -> client.messageSend(MessageSendParams.of(1, "hi")));
    }

    @Test
    void errorsAreTypesWithTheReasonOfTheContract() {
        CollabException archived =
                rejectedWith("{\"code\":-32004,\"message\":\"Conflict\",\"data\":{\"code\":\"channel_archived\"}}");
        assertEquals(Optional.of(ErrorCode.CHANNEL_ARCHIVED), archived.reason());
        assertEquals(ErrorCode.CHANNEL_ARCHIVED.message(), archived.getMessage());
        assertEquals(
                List.of(
                        CollabException.Conflict.class,
                        CollabException.Unauthenticated.class,
                        CollabException.PermissionDenied.class,
                        CollabException.NotFound.class,
                        CollabException.TooLarge.class,
                        CollabException.ServerFault.class,
                        CollabException.InvalidCall.class,
                        CollabException.ServerFault.class),
                List.of(
                        archived.getClass(),
                        rejectedWith("{\"code\":-32001,\"message\":\"\"}").getClass(),
                        rejectedWith("{\"code\":-32002,\"message\":\"\"}").getClass(),
                        rejectedWith("{\"code\":-32003,\"message\":\"\"}").getClass(),
                        rejectedWith("{\"code\":-32006,\"message\":\"\"}").getClass(),
                        rejectedWith("{\"code\":-32603,\"message\":\"\"}").getClass(),
                        rejectedWith("{\"code\":-32601,\"message\":\"\"}").getClass(),
                        rejectedWith("{\"code\":-31999,\"message\":\"\"}").getClass()));
    }

    @Test
    void messageDescribesTheRejectedParameter() {
        var invalid = (CollabException.InvalidCall) rejectedWith("""
                {"code":-32602,"message":"Invalid params","data":{"code":"invalid_params","pointer":"/channel_id",
                "expected":"an integer from 1 to 9","actual":"0"}}""");
        assertEquals("/channel_id", invalid.pointer());
        assertEquals("channel_id: expected an integer from 1 to 9, got 0", invalid.getMessage());
    }

    @Test
    void detailOfTheServerIsTheMessage() {
        assertEquals(
                "the name \"x\" is taken; choose another", rejectedWith("""
                {"code":-32004,"message":"Conflict","data":{"code":"name_taken",
                "detail":"the name \\"x\\" is taken; choose another"}}""").getMessage());
        try (CollabClient impatient =
                CollabClient.builder(client.base()).retryFor(Duration.ZERO).build()) {
            will(
                    new Turn.Refuse("{\"code\":-32005,\"message\":\"\",\"data\":{\"retry_after_ms\":1500}}"),
                    new Turn.Refuse("{\"code\":-32007,\"message\":\"\",\"data\":{\"outcome\":\"not_executed\"}}"));
            var limited = assertThrows(
                    CollabException.RateLimited.class, () -> impatient.messageList(MessageListParams.of(1)));
            assertEquals("too many calls; try again in 1500 ms", limited.getMessage());
            assertEquals(Optional.of(Duration.ofMillis(1500)), limited.retryAfter());
            var unavailable = assertThrows(
                    CollabException.Unavailable.class, () -> impatient.messageList(MessageListParams.of(1)));
            assertEquals("the server cannot execute the call now; it was not executed", unavailable.getMessage());
            assertFalse(unavailable.mayHaveHappened());
        }
    }

    @Test
    void messageNamesTheIncident() {
        CollabException fault = rejectedWith("""
                {"code":-32603,"message":"Internal error","data":{"code":"internal_error","incident":"f3b0c442"}}""");
        assertTrue(fault.getMessage().contains("f3b0c442"), fault.getMessage());
    }

    @Test
    void addressThatIsNoHttpUrlIsRejected() {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> CollabClient.builder(URI.create("ftp://nowhere")));
        assertTrue(refused.getMessage().contains("ftp://nowhere"), refused.getMessage());
    }

    // ---- The live session ----

    @Test
    void closingWhileTheFirstStateIsUnderWayReportsStopped() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        will(new Turn.Wait(asked, goOn));
        List<String> states = new CopyOnWriteArrayList<>();
        LiveSession session = client.live(new LiveSession.Listener() {
            @Override
            public void event(LiveEvent event) {}

            @Override
            public void state(LiveSession.State state, String why) {
                states.add(state + ": " + why);
            }
        });
        asked.await();
        session.close();
        session.join();
        goOn.countDown();
        assertEquals(List.of("CONNECTING: ", "STOPPED: closed"), states);
    }
}
