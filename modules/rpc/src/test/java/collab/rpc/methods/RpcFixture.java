package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.api.RateClass;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.Entity;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Ledger;
import collab.persistence.LoggedEvent;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.SqlitePersistence;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.http.RpcEndpoint;
import collab.rpc.http.RpcHandler;
import collab.rpc.http.RpcListener;
import collab.rpc.limit.RateLimits;
import collab.runtime.Metrics;
import collab.runtime.RequestHeadDeadline;
import collab.runtime.rpc.RpcBounds;
import collab.testkit.ContractValidator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A server with a seeded database and a real HTTP listener on a free port, and a client for it. Alice (1,
 * administrator), Bob (2), Carol (3) and Dave (4) are in the workspace General (1) with #general (1). Frank (5) is in
 * no workspace. Alice is the only member of the workspace Design (2), and owns #lounge (2) in General.
 */
public final class RpcFixture implements AutoCloseable {
    public static final String SECRET = "the link secret of this fixture";
    /** Shorter than the time in which a part of a body must arrive, so that it alone ends a body. */
    static final Duration BODY_TIMEOUT = Duration.ofSeconds(9);

    static final List<String> USERNAMES = List.of("alice", "bob", "carol", "dave", "frank");

    public final Persistence persistence;
    public final RpcEndpoint endpoint;
    final Metrics metrics = new Metrics();
    final AtomicLong nanos = new AtomicLong();
    final Set<UserId> online = new HashSet<>();
    final List<String> typingSignals = new ArrayList<>();
    /** Deadlines of request bodies; a test runs a deadline to let it expire. */
    public final BlockingQueue<FutureTask<Void>> bodyDeadlines = new LinkedBlockingQueue<>();

    private final Map<String, String> tokens = new HashMap<>();
    private final WebServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private Instant now = Instant.parse("2026-11-23T05:38:00.123Z");

    private RpcFixture(Path directory, RpcConfig config, AuthMode mode) {
        InstantSource clock = () -> now;
        persistence = SqlitePersistence.open(PersistenceConfig.in(directory), clock);
        try {
            endpoint = RpcEndpoint.open(
                    config,
                    mode,
                    persistence,
                    new RpcEndpoint.Environment(
                            this::online,
                            (user, channel) -> typingSignals.add(user + " in " + channel),
                            metrics,
                            clock,
                            nanos::get,
                            Optional.of(directory)));
        } catch (RuntimeException rejected) {
            persistence.close(); // its folder is deleted after the test
            throw rejected;
        }
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .update(listener -> RpcListener.configure(
                        listener, new RequestHeadDeadline(RequestHeadDeadline.DEFAULT_TIMEOUT, this::schedule)))
                .routing(routes -> routes.any(
                        "/rpc",
                        new RpcHandler(endpoint, SECRET, RpcBounds.ofHeap(100, BODY_TIMEOUT, this::schedule, metrics))))
                .build()
                .start();
    }

    private Set<UserId> online(Collection<UserId> users) {
        Set<UserId> present = new HashSet<>(users);
        present.retainAll(online);
        return present;
    }

    private Future<?> schedule(Duration delay, Runnable action) {
        FutureTask<Void> deadline = new FutureTask<>(action, null);
        if (delay.compareTo(BODY_TIMEOUT) <= 0) bodyDeadlines.add(deadline);
        return deadline;
    }

    static RpcFixture open(Path directory) {
        return open(directory, withoutRateLimits());
    }

    static RpcFixture open(Path directory, RpcConfig config) {
        return new RpcFixture(directory, config, AuthMode.DEV);
    }

    public static RpcFixture open(Path directory, RpcConfig config, AuthMode mode) {
        return new RpcFixture(directory, config, mode);
    }

    public static RpcConfig withoutRateLimits() {
        int unlimited = 1_000_000;
        return RpcConfig.defaults()
                .withLimits(new RateLimits(
                        EnumSet.complementOf(EnumSet.of(RateClass.NONE)).stream()
                                .collect(Collectors.toMap(rateClass -> rateClass, _ -> unlimited)),
                        unlimited,
                        1_000));
    }

    /** Writes the users, workspaces and messages of the fixture to an empty database. */
    static void seed(Path directory) {
        try (Persistence persistence = SqlitePersistence.open(
                PersistenceConfig.in(directory), () -> Instant.parse("2026-11-23T05:38:00.123Z"))) {
            Seeder seeder = new Seeder(persistence);
            for (String name : USERNAMES) {
                String display = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
                seeder.as(Caller.SYSTEM, new Command.CreateUser(name, display));
            }
            seeder.as(Caller.SYSTEM, new Command.GrantRight(new UserId(1), new Grant(Right.ADMIN, Optional.empty())));
            Caller alice = seeder.user(1);
            WorkspaceId general = new WorkspaceId(1);
            seeder.as(alice, new Command.CreateWorkspace("General"));
            for (long user = 2; user <= 4; user++) {
                seeder.as(alice, new Command.AddWorkspaceMember(general, new UserId(user), WorkspaceRole.MEMBER));
            }
            for (long user = 2; user <= 4; user++) {
                seeder.as(alice, new Command.AddChannelMember(new ChannelId(1), new UserId(user)));
            }
            seeder.as(
                    alice,
                    new Command.CreateChannel(general, ChannelKind.PUBLIC, Optional.of("lounge"), "", List.of()));
            seeder.as(alice, new Command.CreateWorkspace("Design"));
            seeder.as(alice, new Command.SendMessage(new ChannelId(1), "Good morning, everyone", Optional.empty()));
            seeder.as(alice, new Command.React(new MessageId(1), ":wave:"));
        }
    }

    private record Seeder(Persistence persistence) {
        Entity as(Caller caller, Command command) {
            Ledger.Verdict verdict =
                    persistence.ledger().submit(new Ledger.Submission(caller, command, Optional.empty()));
            if (verdict instanceof Ledger.Verdict.Committed committed)
                return committed.commit().result();
            throw new AssertionError(command + " was not committed: " + verdict);
        }

        Caller user(long user) {
            var open = new Command.OpenSession(new UserId(user), "%064x".formatted(user), Duration.ofDays(1));
            Session session = (Session) as(Caller.SYSTEM, open);
            return new Caller.Person(session.userId(), session.id());
        }
    }

    public Instant now() {
        return now;
    }

    public void advanceClock(Duration time) {
        now = now.plus(time);
        nanos.addAndGet(Math.max(0, time.toNanos())); // a correction of the clock does not change elapsed time
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/rpc");
    }

    // ---- HTTP ----

    public HttpResponse<String> post(String body, String... headers) {
        return send(
                request(headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    public HttpRequest.Builder request(String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri()).setHeader("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase("Content-Type")) request.setHeader(headers[i], headers[i + 1]);
            else request.header(headers[i], headers[i + 1]); // a repeated name is sent as two lines
        }
        return request;
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError("the server did not respond", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    // ---- JSON-RPC ----

    /** The token of a user, who is logged in at the first call. */
    public String token(String name) {
        return tokens.computeIfAbsent(name, this::login);
    }

    public String login(String name) {
        HttpResponse<String> response = post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth.login\",\"params\":{\"username\":\"" + name + "\"}}");
        JsonNode json = Json.parse(response.body());
        assertTrue(json.has("result"), response.body());
        return json.path("result").path("token").asText();
    }

    public JsonNode call(String name, String method, String params) {
        return callWith(token(name), method, params);
    }

    public JsonNode callWith(String token, String method, String params) {
        HttpResponse<String> response = post(body(method, params), "Authorization", "Bearer " + token);
        assertEquals(200, response.statusCode(), response.body());
        ContractValidator.answer(method, params.replace('\'', '"'), response.body());
        return Json.parse(response.body());
    }

    public JsonNode anonymous(String method, String params) {
        String response = post(body(method, params)).body();
        ContractValidator.answer(method, params.replace('\'', '"'), response);
        return Json.parse(response);
    }

    public JsonNode result(String name, String method, String params) {
        JsonNode response = call(name, method, params);
        assertTrue(response.has("result"), method + params + " failed: " + response);
        return response.path("result");
    }

    /** The number and the name of the error. */
    String error(String name, String method, String params) {
        return error(call(name, method, params));
    }

    public static String error(JsonNode response) {
        JsonNode error = response.path("error");
        return error.path("code").asInt() + " "
                + error.path("data").path("code").asText();
    }

    /** The response without the numbers of its detail, which name the entities of the call. */
    static JsonNode withoutIds(JsonNode response) {
        ObjectNode copy = response.deepCopy();
        if (copy.at("/error/data") instanceof ObjectNode data && data.has("detail")) {
            data.put("detail", data.path("detail").asText().replaceAll("\\d+", "N"));
        }
        return copy;
    }

    public static String body(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params.replace('\'', '"')
                + "}";
    }

    // ---- Events ----

    /** All events of the log, oldest first. */
    List<LoggedEvent> events() {
        List<LoggedEvent> events = new ArrayList<>();
        LogPosition at = persistence.log().floor();
        while (at.compareTo(persistence.log().head()) < 0) {
            events.addAll(persistence.log().read(at, 1_000));
            at = events.getLast().seq();
        }
        return events;
    }

    /** Checks every event of the log against the contract, then closes the server. */
    @Override
    public void close() {
        try {
            events().forEach(EventSequenceContract::assertConforms);
        } finally {
            server.stop();
            persistence.close();
            http.close();
        }
    }
}
