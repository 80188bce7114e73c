package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningServer;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sign-in with passwords, and through a proxy that authenticates users. */
@ParameterizedClass
@EnumSource
@Tag("security")
record AuthenticationIT(Deployment deployment) {
    private static final String USER_ME = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\",\"params\":{}}";
    private static final String PROXY_SECRET = "secret of the proxy and the server";
    private static final String PROXY = "127.0.0.1";
    private static final String OTHER_ADDRESS = "127.0.0.2";

    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    // ---- Passwords ----

    @Test
    void onlyTheRightPasswordSignsIn() throws IOException {
        Path data = PROGRAMS.folder();
        RunningSystem system = deployment.start(PROGRAMS, data, settings("auth.mode=token", "setup.mode=file"));
        RpcCaller anonymous = system.anonymous();
        assertEquals("token", anonymous.call("auth.info").get("mode").asText());

        String password = Files.readString(data.resolve("admin.password")).strip();
        RpcCaller admin = anonymous.signIn("admin", password);
        admin.call("user.create", "username", "bob", "display_name", "Bob", "password", "a long secret of Bob");
        RpcCaller bob = anonymous.signIn("bob", "a long secret of Bob");
        assertEquals("bob", bob.call("user.me").at("/user/username").asText());

        String wrong = rejectedLogin(anonymous, "username", "bob", "password", "a long secret of Eve");
        assertEquals(wrong, rejectedLogin(anonymous, "username", "bob"), "no password");
        assertEquals(wrong, rejectedLogin(anonymous, "username", "unknown", "password", "a long secret of Bob"));
        assertEquals(
                401,
                anonymous.bearing("no token at all", 1).rejection("user.me").status());

        tokenIsValidUntilItIsRevoked(bob);
        ticketOpensOneSocket(bob);
        newPasswordEndsTheOtherSessions(anonymous, bob);

        admin.call("user.deactivate", "user_id", bob.userId());
        assertEquals(401, bob.rejection("user.me").status());
        assertEquals(wrong, rejectedLogin(anonymous, "username", "bob", "password", "another secret of Bob"));
    }

    private static String rejectedLogin(RpcCaller anonymous, Object... params) {
        RpcCallRejected rejection = anonymous.rejection("auth.login", params);
        assertEquals(-32001, rejection.code());
        return rejection.data().toString();
    }

    private static void tokenIsValidUntilItIsRevoked(RpcCaller bob) {
        JsonNode created = bob.call("auth.token.create", "name", "a bot");
        RpcCaller bot = bob.bearing(created.get("token").textValue(), bob.userId());
        assertEquals("bob", bot.call("user.me").at("/user/username").asText());
        bob.call("auth.token.revoke", "session_id", created.at("/session/id").longValue());
        assertEquals(401, bot.rejection("user.me").status());
        assertEquals(401, rejectedUpgrade(bot.base(), bot.userId(), "Authorization: Bearer " + bot.token()));
    }

    private static void ticketOpensOneSocket(RpcCaller bob) {
        String ticket = bob.call("auth.ticket").get("ticket").textValue();
        String offered = "Sec-WebSocket-Protocol: collab.v2.json, collab.ticket." + ticket;
        try (WireClient socket = open(bob.base(), bob.userId(), offered)) {
            assertEquals("collab.v2.json", socket.protocol(), "the ticket is never echoed");
            socket.awaitType("hello");
            assertEquals(401, rejectedUpgrade(bob.base(), bob.userId(), offered), "a ticket is valid once");
        }
        String other = bob.call("auth.ticket").get("ticket").textValue();
        assertEquals(
                403,
                rejectedUpgrade(
                        bob.base(), bob.userId() - 1, "Sec-WebSocket-Protocol: collab.v2.json, collab.ticket." + other),
                "a ticket is not valid for another user's socket");
    }

    private static void newPasswordEndsTheOtherSessions(RpcCaller anonymous, RpcCaller bob) {
        RpcCaller otherSession = anonymous.signIn("bob", "a long secret of Bob");
        RpcCallRejected rejection = bob.rejection("user.set_password", "password", "another secret of Bob");
        assertEquals(-32001, rejection.code(), "the current password is required");
        bob.call("user.set_password", "password", "another secret of Bob", "current_password", "a long secret of Bob");
        assertEquals(401, otherSession.rejection("user.me").status());
        assertEquals("bob", bob.call("user.me").at("/user/username").asText());
        rejectedLogin(anonymous, "username", "bob", "password", "a long secret of Bob");
        anonymous.signIn("bob", "another secret of Bob");
    }

    // ---- Proxy ----

    @Test
    void onlyTheTrustedProxyNamesTheUser() throws Exception {
        Path secret = Files.writeString(PROGRAMS.folder().resolve("proxy.secret"), PROXY_SECRET);
        String[] settings = settings("auth.mode=proxy", "setup.mode=first-proxied", "auth.proxy-secret-file=" + secret);
        RpcCaller anonymous = behindProxy(settings);
        String[] alice = {"X-Hero-User", "alice", "X-Hero-Proxy-Secret", PROXY_SECRET};
        String[] bob = {"X-Hero-User", "bob", "X-Hero-Proxy-Secret", PROXY_SECRET};

        HttpResponse<String> first = userMe(anonymous.base(), PROXY, alice);
        JsonNode me = TestJson.parse(first.body()).get("result");
        assertEquals("alice", me.at("/user/username").asText());
        assertEquals(
                "admin",
                me.at("/permissions/0/right").asText(),
                "the first user of an empty server is the administrator");
        assertEquals(
                0,
                TestJson.parse(userMe(anonymous.base(), PROXY, bob).body())
                        .at("/result/permissions")
                        .size());

        assertUnauthenticated(userMe(anonymous.base(), PROXY));
        assertUnauthenticated(userMe(anonymous.base(), PROXY, "X-Hero-User", "alice"));
        assertUnauthenticated(userMe(
                anonymous.base(), PROXY, "X-Hero-User", "alice", "X-Hero-Proxy-Secret", "a guess at the secret"));
        assertUnauthenticated(userMe(anonymous.base(), OTHER_ADDRESS, alice));
        assertUnauthenticated(userMe(
                anonymous.base(), OTHER_ADDRESS, with(alice, "X-Forwarded-For", PROXY, "Forwarded", "for=" + PROXY)));
        assertEquals(
                -32002, anonymous.rejection("auth.login", "username", "alice").code());

        long id = me.at("/user/id").longValue();
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
        try (WireClient socket =
                open(anonymous.base(), id, "Cookie: " + cookie, "Sec-WebSocket-Protocol: collab.v2.json")) {
            socket.awaitType("hello");
        }
        assertEquals(
                401,
                rejectedUpgrade(anonymous.base(), id, "X-Hero-User: alice", "X-Hero-Proxy-Secret: " + PROXY_SECRET));
        assertEquals(403, rejectedUpgrade(anonymous.base(), id + 1, "Cookie: " + cookie));
    }

    private RpcCaller behindProxy(String... settings) throws Exception {
        String trusted = "http.proxies=" + PROXY;
        return switch (deployment) {
            case ONE_PROCESS ->
                RunningStart.start(PROGRAMS, PROGRAMS.folder(), with(settings, trusted))
                        .anonymous();
            case SERVER_AND_GATEWAY -> {
                Path link = RunningPair.secretFile(PROGRAMS);
                RunningServer server = RunningServer.start(PROGRAMS, PROGRAMS.folder(), link, settings);
                RunningGateway gateway = RunningGateway.start(PROGRAMS, server, link, trusted);
                RpcCaller anonymous = RpcCaller.of(gateway.http());
                anonymous.awaitReady();
                assertUnauthenticated(
                        userMe(server.http(), PROXY, "X-Hero-User", "alice", "X-Hero-Proxy-Secret", PROXY_SECRET));
                yield anonymous;
            }
        };
    }

    /** Calls from one of this machine's loopback addresses, so that the server sees another peer. */
    private static HttpResponse<String> userMe(URI base, String from, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/rpc"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(USER_ME));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName(from))
                .build()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void assertUnauthenticated(HttpResponse<String> response) {
        assertTrue(response.statusCode() == 401 || response.body().contains("-32001"), response::body);
        assertFalse(response.body().contains("alice"), response::body);
        assertFalse(response.headers().firstValue("Set-Cookie").isPresent(), "no cookie is set");
    }

    // ---- Helpers ----

    private static WireClient open(URI base, long user, String... headers) {
        return WireClient.open(base, "/ws/user/" + user, List.of(headers), Optional.empty());
    }

    private static int rejectedUpgrade(URI base, long user, String... headers) {
        return assertThrows(
                        WireClient.UpgradeRejected.class,
                        () -> open(base, user, headers).close())
                .status();
    }

    private static String[] settings(String... more) {
        return with(Deployment.UNLIMITED, more);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
