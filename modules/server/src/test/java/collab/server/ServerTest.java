package collab.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.Settings;
import collab.runtime.SettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTest {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    @TempDir
    Path data;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Settings settings(String... flags) {
        Map<String, String> all = new HashMap<>(Map.of(
                "data.directory", data.toString(),
                "auth.mode", "dev",
                "http.port", "0",
                "link.port", "0",
                "seed.dev-users", "true",
                "server.stop-timeout", "1s"));
        for (int i = 0; i < flags.length; i += 2) all.put(flags[i], flags[i + 1]);
        return Settings.read(
                Stream.of(ServerConfigKeys.ALL, ServerConfigKeys.HTTP)
                        .flatMap(List::stream)
                        .toList(),
                Optional.empty(),
                Map.of(),
                all);
    }

    private Server start(String... flags) {
        return Server.start(ServerConfig.of(settings(flags)), new Metrics(), new Readiness());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException lost) {
            throw new AssertionError("no answer", lost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private HttpResponse<String> get(Server server, String path) {
        return send(HttpRequest.newBuilder(at(server, path)));
    }

    private static URI at(Server server, String path) {
        return server.httpUrl().orElseThrow().resolve(path);
    }

    private String rpc(Server server, Optional<String> token, String method, String params) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":"
                + params.replace('\'', '"') + "}";
        HttpRequest.Builder request = HttpRequest.newBuilder(at(server, "/rpc"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        token.ifPresent(known -> request.header("Authorization", "Bearer " + known));
        return send(request).body();
    }

    private String login(Server server, String name) {
        Matcher token = TOKEN.matcher(rpc(server, Optional.empty(), "auth.login", "{'username': '" + name + "'}"));
        assertTrue(token.find());
        return token.group(1);
    }

    @Test
    void callsStreamsAndHealthEndpointsWork() {
        try (Server server = start()) {
            Optional<String> alice = Optional.of(login(server, "alice"));
            String bootstrap = rpc(server, alice, "session.bootstrap", "{}");
            assertTrue(bootstrap.contains("\"name\":\"General\""), bootstrap);
            assertTrue(bootstrap.contains("\"right\":\"admin\""), bootstrap);
            String sent = rpc(server, alice, "message.send", "{'channel_id': 1, 'text': 'Good morning'}");
            assertTrue(sent.contains("\"no\":1"), sent);
            Optional<String> bob = Optional.of(login(server, "bob"));
            assertTrue(rpc(server, bob, "message.list", "{'channel_id': 1}").contains("Good morning"));
            assertTrue(rpc(server, bob, "typing.relay", "{'channel_id': 1}").contains("\"result\":{}"));
            assertTrue(get(server, "/metrics").body().contains("collab_sends_total 1\n"));
        }
    }

    @Test
    void messagesSurviveARestartAndSeedingChangesNothing() {
        try (Server server = start()) {
            rpc(server, Optional.of(login(server, "carol")), "message.send", "{'channel_id': 1, 'text': 'Still here'}");
        }
        try (Server server = start()) {
            Optional<String> dave = Optional.of(login(server, "dave"));
            String list = rpc(server, dave, "message.list", "{'channel_id': 1}");
            assertTrue(list.contains("Still here"), list);
            String users = rpc(server, dave, "users.list", "{'workspace_id': 1}");
            assertEquals(4, users.split("\"username\"", -1).length - 1, users);
        }
    }

    @Test
    void seedingLeavesAChangedWorkspaceAlone() {
        try (Server server = start()) {
            Optional<String> alice = Optional.of(login(server, "alice"));
            rpc(server, alice, "message.send", "{'channel_id': 1, 'text': 'Bye, Dave'}");
            rpc(server, alice, "workspace.members.remove", "{'workspace_id': 1, 'user_id': 4}");
        }
        try (Server server = start()) {
            String dave = rpc(server, Optional.of(login(server, "dave")), "workspace.list", "{}");
            assertTrue(dave.contains("\"workspaces\":[]"), dave);
        }
    }

    @Test
    void readinessNamesTheFailedCondition() {
        try (Server server = start()) {
            assertEquals(200, get(server, "/livez").statusCode());
            assertEquals(200, get(server, "/readyz").statusCode());
            server.drain();
            assertEquals(200, get(server, "/livez").statusCode());
            HttpResponse<String> ready = get(server, "/readyz");
            assertEquals(503, ready.statusCode());
            assertTrue(ready.body().contains("server: draining"), ready.body());
            String refused = rpc(server, Optional.empty(), "rpc.health", "{}");
            assertTrue(refused.contains("-32007") && refused.contains("not_executed"), refused);
        }
    }

    @Test
    void linkSecretIsCreatedOnceAndReadableByItsOwnerOnly() throws IOException {
        String first;
        try (Server server = start()) {
            first = server.linkSecret();
        }
        Path file = data.resolve("link.secret");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(first + "\n", Files.readString(file));
        try (Server server = start()) {
            assertEquals(first, server.linkSecret());
        }
    }

    @Test
    void failedStartLeavesNothingOpen() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            String port = Integer.toString(taken.getLocalPort());
            var wrong = assertThrows(
                    IllegalStateException.class, () -> start("http.port", port).close());
            assertEquals("cannot listen on 127.0.0.1:" + port + ": Address already in use", wrong.getMessage());
        }
        start().close(); // the directory is free again
    }

    @Test
    void closingTwiceHasNoEffect() {
        Server server = start();
        server.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http.host   | 0.0.0.0 | http.host must be a loopback address with auth.mode dev, is 0.0.0.0
            link.host   | 0.0.0.0 | link.host must be a loopback address with auth.mode dev, is 0.0.0.0
            auth.mode   | token   | seed.dev-users creates accounts without passwords, so it needs auth.mode dev
            auth.mode   | saml    | auth.mode must be dev, token or proxy, got saml
            setup.mode  | file    | setup.mode file needs auth.mode token
            http.port   | 65536   | http.port must be a whole number from 0 to 65535, got 65536
            limits.send-per-minute | 0 | limits.send-per-minute must be a whole number from 1 to 10000000, got 0
            """)
    void serverDoesNotStartWithAnInvalidValue(String key, String value, String message) {
        var wrong = assertThrows(RuntimeException.class, () -> start(key, value).close());
        assertEquals(message, wrong.getMessage());
    }

    @Test
    void serverDoesNotStartWithAnUnknownKey() {
        assertThrows(SettingsException.class, () -> settings("http.prot", "1"));
    }

    @Test
    void requestWithTwoLengthsIsRejected() throws IOException {
        try (Server server = start();
                Socket socket = new Socket("127.0.0.1", at(server, "/rpc").getPort())) {
            socket.setSoTimeout(10_000);
            String request = "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertTrue(status.startsWith("HTTP/1.1 400"), status);
        }
    }

    @Test
    void logContainsNoSecretAndNoMessageText() {
        StringBuilder logged = new StringBuilder();
        Logger root = Logger.getLogger("");
        Handler all = new Handler() {
            @Override
            public void publish(LogRecord record) {
                synchronized (logged) {
                    Object[] parameters = record.getParameters() == null ? new Object[0] : record.getParameters();
                    logged.append(record.getMessage())
                            .append(Arrays.asList(parameters))
                            .append(record.getThrown())
                            .append('\n');
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        root.addHandler(all);
        try (Server server = start()) {
            String token = login(server, "alice");
            Optional<String> alice = Optional.of(token);
            rpc(server, alice, "message.send", "{'channel_id': 1, 'text': 'hunter2'}");
            rpc(server, alice, "message.send", "{'channel_id': 'hunter2', 'text': 1}");
            rpc(server, Optional.of("hct_hunter2"), "message.send", "{}");
            rpc(server, Optional.of("hct_hunter2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "message.send", "{}");
            rpc(server, alice, "auth.login", "{'username': 'alice', 'password': 'hunter2'}");
            synchronized (logged) {
                assertTrue(logged.toString().contains("invalid or expired token"), "the log is being heard");
                assertFalse(logged.toString().contains("hunter2"), logged.toString());
                assertFalse(logged.toString().contains(token), logged.toString());
                assertFalse(logged.toString().contains(server.linkSecret()), logged.toString());
            }
        } finally {
            root.removeHandler(all);
        }
    }
}
