package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.Gateway;
import collab.gateway.config.GatewayConfig;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.Settings;
import collab.server.Server;
import collab.server.ServerConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story: after a restart of a gateway no user has a ring, so every tab resumes from the server's log. Each finished read of the
 * log could end the link, and with it every other read: 600 tabs needed 6.5 to 10 s, and the link was lost again and again.
 */
class ReconnectStormTest {
    private static final int USERS = 500;
    private static final int TABS = 2_000;
    private static final int MESSAGES = 20;

    /** The guarantee is 5 s on an idle machine; this test also runs next to builds, in a cold JVM, with its clients. */
    private static final Duration CAUGHT_UP_MAX = Duration.ofSeconds(30);

    private static final int CALLS_PER_BATCH = 50;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Settings settings() {
        Map<String, String> all = new HashMap<>(Map.of(
                "data.directory", data.toString(),
                "auth.mode", "dev",
                "http.port", "0",
                "link.port", "0",
                "seed.dev-users", "true",
                "limits.write-per-minute", "1000000",
                "limits.auth-per-minute", "1000000",
                "server.stop-timeout", "5s"));
        return Settings.read(StartCommand.KEYS, Optional.empty(), Map.of(), all);
    }

    @Test
    void twoThousandTabsResumeFromTheLogAndTheLinkIsKept() throws Exception {
        Settings settings = settings();
        Metrics serverMetrics = new Metrics();
        try (Server server =
                Server.start(ServerConfig.embedded(settings, "127.0.0.1", Set.of()), serverMetrics, new Readiness())) {
            List<String> tokens;
            Position position;
            try (Gateway first = gateway(settings, server, new Metrics())) {
                tokens = makeUsers(first);
                position = position(first, tokens.getFirst());
                String alice = login(first, "alice");
                for (int i = 0; i < MESSAGES; i++) {
                    call(first, alice, "message.send", "{\"channel_id\":1,\"text\":\"message " + i + "\"}");
                }
            }
            Metrics metrics = new Metrics();
            awaitFirstStreamEnd(serverMetrics);
            double endings = linkEndings(serverMetrics);
            try (Gateway restarted = gateway(settings, server, metrics)) {
                Duration cpuBefore = cpu();
                List<Duration> times = resumeAll(restarted, tokens, position);
                Duration p50 = times.get(times.size() / 2);
                Duration p99 = times.get(times.size() * 99 / 100);
                System.out.println(TABS + " tabs resumed from the log: p50 " + p50.toMillis() + " ms, p99 "
                        + p99.toMillis() + " ms, last " + times.getLast().toMillis() + " ms, with their clients "
                        + cpu().minus(cpuBefore).toMillis() + " ms of CPU time");
                assertTrue(times.getLast().compareTo(CAUGHT_UP_MAX) < 0, "the last tab needed " + times.getLast());
                assertEquals(endings, linkEndings(serverMetrics), "streams that ended");
                assertEquals(0, sum(metrics, "collab_gateway_link_endings_total"));
                assertTrue(sum(serverMetrics, "collab_replays_total") >= TABS, "the rings were not cold");
            }
        }
    }

    private static Gateway gateway(Settings settings, Server server, Metrics metrics) {
        Gateway gateway = Gateway.start(
                GatewayConfig.of(settings, server.linkUrl().getRawAuthority(), server.linkSecret()),
                server.endpoint()::handle,
                metrics,
                new Readiness());
        gateway.awaitServing(Duration.ofSeconds(20));
        return gateway;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The server learns after the gateway's close that its stream has ended. */
    private static void awaitFirstStreamEnd(Metrics metrics) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (linkEndings(metrics) == 0) {
            assertTrue(System.nanoTime() < deadline, "the stream of the first gateway has not ended");
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static double linkEndings(Metrics metrics) {
        return sum(metrics, "collab_link_endings_total");
    }

    private static double sum(Metrics metrics, String counter) {
        return metrics.page()
                .lines()
                .filter(line -> line.startsWith(counter + " ") || line.startsWith(counter + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    // ---- Users ----

    /** Creates the users, members of the first channel, and returns their tokens. */
    private List<String> makeUsers(Gateway gateway) throws Exception {
        String alice = login(gateway, "alice");
        List<Long> ids = batch(
                        gateway,
                        alice,
                        IntStream.range(0, USERS)
                                .mapToObj(i -> call(
                                        "user.create",
                                        "{\"username\":\"tab" + i + "\",\"display_name\":\"Tab " + i + "\"}"))
                                .toList())
                .stream()
                .map(result -> result.path("user").path("id").asLong())
                .toList();
        batch(
                gateway,
                alice,
                ids.stream()
                        .map(id -> call("workspace.members.add", "{\"workspace_id\":1,\"user_id\":" + id + "}"))
                        .toList());
        batch(
                gateway,
                alice,
                ids.stream()
                        .map(id -> call("channel.members.add", "{\"channel_id\":1,\"user_id\":" + id + "}"))
                        .toList());
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < USERS; i++) tokens.add(ids.get(i) + " " + login(gateway, "tab" + i));
        return tokens;
    }

    private record Position(String epoch, long seq) {}

    private Position position(Gateway gateway, String user) throws Exception {
        JsonNode boot = call(gateway, user.split(" ")[1], "session.bootstrap", "{}");
        return new Position(boot.path("epoch").asText(), boot.path("seq").asLong());
    }

    private String login(Gateway gateway, String name) throws Exception {
        return call(gateway, "", "auth.login", "{\"username\":\"" + name + "\"}")
                .path("token")
                .asText();
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private JsonNode call(Gateway gateway, String token, String method, String params) throws Exception {
        return result(post(gateway, token, call(method, params)));
    }

    private List<JsonNode> batch(Gateway gateway, String token, List<String> calls) throws Exception {
        List<JsonNode> results = new ArrayList<>();
        for (int from = 0; from < calls.size(); from += CALLS_PER_BATCH) {
            String body = calls.subList(from, Math.min(from + CALLS_PER_BATCH, calls.size())).stream()
                    .collect(Collectors.joining(",", "[", "]"));
            post(gateway, token, body).forEach(reply -> results.add(result(reply)));
        }
        return results;
    }

    private static JsonNode result(JsonNode reply) {
        if (!reply.has("result")) throw new AssertionError(reply.toString());
        return reply.get("result");
    }

    private JsonNode post(Gateway gateway, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + "rpc"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        return JSON.readTree(
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    // ---- Tabs ----

    /** Opens all tabs at once, and returns how long each needed until it had resumed, in ascending order. */
    private static List<Duration> resumeAll(Gateway gateway, List<String> users, Position position) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ExecutorService tabs = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            List<Future<Duration>> resumed = new ArrayList<>();
            for (int tab = 0; tab < TABS; tab++) {
                String[] user = users.get(tab % users.size()).split(" ");
                resumed.add(tabs.submit(() -> {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                    socket.setSoTimeout(60_000);
                    synchronized (sockets) {
                        sockets.add(socket);
                    }
                    resume(socket, user[0], user[1], position);
                    return Duration.ofNanos(System.nanoTime() - begin);
                }));
            }
            List<Duration> times = new ArrayList<>();
            for (Future<Duration> tab : resumed) times.add(tab.get(90, TimeUnit.SECONDS));
            times.sort(Duration::compareTo);
            return times;
        } finally {
            for (Socket socket : sockets) socket.close();
        }
    }

    private static void resume(Socket socket, String user, String token, Position position) throws IOException {
        String upgrade = "GET /ws/user/" + user + "?resume_from=" + position.seq() + "&epoch=" + position.epoch()
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Protocol: collab.v2.json\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = socket.getInputStream();
        StringBuilder received = new StringBuilder();
        byte[] buffer = new byte[16_384];
        while (!received.toString().contains("\"type\":\"resumed\"")) {
            int read = in.read(buffer);
            if (read < 0) throw new AssertionError("the connection ended after " + received);
            received.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            if (received.indexOf("resume.failed") >= 0) throw new AssertionError(received.toString());
        }
        int events = received.toString().split("\"type\":\"message.created\"", -1).length - 1;
        assertEquals(MESSAGES, events, received.toString());
    }
}
