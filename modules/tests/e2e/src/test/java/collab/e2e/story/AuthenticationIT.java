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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who comes in and who does not where names alone are not enough: passwords, and a proxy that signs people in. */
@ParameterizedClass
@EnumSource
record AuthenticationIT(Deployment deployment) {
    private static final String USER_ME = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\",\"params\":{}}";
    private static final String PROXY_SECRET = "what the proxy and the server know";
    private static final String PROXY = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";

    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    // ---- passwords ----

    @Test
    void passwordsOpenAndNothingElseDoes() throws IOException {
        Path data = PROGRAMS.folder();
        RunningSystem system = deployment.start(PROGRAMS, data, settings("auth.mode=token"));
        RpcCaller door = system.anonymous();
        assertEquals("token", door.call("auth.info").get("mode").asText());

        String password = Files.readString(data.resolve("admin.password")).strip();
        RpcCaller admin = door.signIn("admin", password);
        admin.call("user.create", "username", "bob", "display_name", "Bob", "password", "a long secret of Bob");
        RpcCaller bob = door.signIn("bob", "a long secret of Bob");
        assertEquals("bob", bob.call("user.me").at("/user/username").asText());

        String wrong = refused(door, "username", "bob", "password", "a long secret of Eve");
        assertEquals(wrong, refused(door, "username", "bob"), "no password");
        assertEquals(wrong, refused(door, "username", "nobody", "password", "a long secret of Bob"));
        assertEquals(401, door.bearing("no token at all", 1).refusal("user.me").status());

        aTokenLastsUntilItIsRevoked(bob);
        aTicketOpensOneSocket(bob);
        aNewPasswordShutsTheOthersOut(door, bob);

        admin.call("user.deactivate", "user_id", bob.userId());
        assertEquals(401, bob.refusal("user.me").status());
        assertEquals(wrong, refused(door, "username", "bob", "password", "another secret of Bob"));
    }

    private static String refused(RpcCaller door, Object... params) {
        RpcCallRejected refusal = door.refusal("auth.login", params);
        assertEquals(-32001, refusal.code());
        return refusal.data().toString();
    }

    private static void aTokenLastsUntilItIsRevoked(RpcCaller bob) {
        JsonNode made = bob.call("auth.token.create", "name", "a bot");
        RpcCaller bot = bob.bearing(made.get("token").textValue(), bob.userId());
        assertEquals("bob", bot.call("user.me").at("/user/username").asText());
        bob.call("auth.token.revoke", "session_id", made.at("/session/id").longValue());
        assertEquals(401, bot.refusal("user.me").status());
        assertEquals(401, refusedSocket(bot.base(), bot.userId(), "Authorization: Bearer " + bot.token()));
    }

    private static void aTicketOpensOneSocket(RpcCaller bob) {
        String ticket = bob.call("auth.ticket").get("ticket").textValue();
        String offered = "Sec-WebSocket-Protocol: collab.v2.json, collab.ticket." + ticket;
        try (WireClient socket = open(bob.base(), bob.userId(), offered)) {
            assertEquals("collab.v2.json", socket.protocol(), "and never the ticket");
            socket.awaitType("hello");
            assertEquals(401, refusedSocket(bob.base(), bob.userId(), offered), "once only");
        }
        String other = bob.call("auth.ticket").get("ticket").textValue();
        assertEquals(
                403,
                refusedSocket(
                        bob.base(), bob.userId() - 1, "Sec-WebSocket-Protocol: collab.v2.json, collab.ticket." + other),
                "not for somebody else's socket");
    }

    private static void aNewPasswordShutsTheOthersOut(RpcCaller door, RpcCaller bob) {
        RpcCaller elsewhere = door.signIn("bob", "a long secret of Bob");
        RpcCallRejected unsure = bob.refusal("user.set_password", "password", "another secret of Bob");
        assertEquals(-32001, unsure.code(), "the present one has to be said");
        bob.call("user.set_password", "password", "another secret of Bob", "current_password", "a long secret of Bob");
        assertEquals(401, elsewhere.refusal("user.me").status());
        assertEquals("bob", bob.call("user.me").at("/user/username").asText());
        refused(door, "username", "bob", "password", "a long secret of Bob");
        door.signIn("bob", "another secret of Bob");
    }

    // ---- a proxy ----

    @Test
    void onlyTheProxySaysWhoSomebodyIs() throws Exception {
        Path secret = Files.writeString(PROGRAMS.folder().resolve("proxy.secret"), PROXY_SECRET);
        String[] settings = settings("auth.mode=proxy", "auth.proxy-secret-file=" + secret);
        RpcCaller door = behindProxy(settings);
        String[] alice = {"X-Hero-User", "alice", "X-Hero-Proxy-Secret", PROXY_SECRET};
        String[] bob = {"X-Hero-User", "bob", "X-Hero-Proxy-Secret", PROXY_SECRET};

        HttpResponse<String> first = ask(door.base(), PROXY, alice);
        JsonNode me = TestJson.parse(first.body()).get("result");
        assertEquals("alice", me.at("/user/username").asText());
        assertEquals("admin", me.at("/permissions/0/right").asText(), "the first of an empty server");
        assertEquals(
                0,
                TestJson.parse(ask(door.base(), PROXY, bob).body())
                        .at("/result/permissions")
                        .size());

        assertNobody(ask(door.base(), PROXY));
        assertNobody(ask(door.base(), PROXY, "X-Hero-User", "alice"));
        assertNobody(ask(door.base(), PROXY, "X-Hero-User", "alice", "X-Hero-Proxy-Secret", "a guess at the secret"));
        assertNobody(ask(door.base(), STRANGER, alice));
        assertNobody(ask(door.base(), STRANGER, with(alice, "X-Forwarded-For", PROXY, "Forwarded", "for=" + PROXY)));
        assertEquals(-32002, door.refusal("auth.login", "username", "alice").code());

        long id = me.at("/user/id").longValue();
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
        try (WireClient socket = open(door.base(), id, "Cookie: " + cookie, "Sec-WebSocket-Protocol: collab.v2.json")) {
            socket.awaitType("hello");
        }
        assertEquals(401, refusedSocket(door.base(), id, "X-Hero-User: alice", "X-Hero-Proxy-Secret: " + PROXY_SECRET));
        assertEquals(403, refusedSocket(door.base(), id + 1, "Cookie: " + cookie));
    }

    private RpcCaller behindProxy(String... settings) throws Exception {
        String believed = "http.proxies=" + PROXY;
        return switch (deployment) {
            case ONE_PROCESS ->
                RunningStart.start(PROGRAMS, PROGRAMS.folder(), with(settings, believed))
                        .anonymous();
            case SERVER_AND_GATEWAY -> {
                Path link = RunningPair.secretFile(PROGRAMS);
                RunningServer server = RunningServer.start(PROGRAMS, PROGRAMS.folder(), link, settings);
                RunningGateway gateway = RunningGateway.start(PROGRAMS, server, link, believed);
                RpcCaller door = RpcCaller.of(gateway.http());
                door.awaitReady();
                assertNobody(ask(server.http(), PROXY, "X-Hero-User", "alice", "X-Hero-Proxy-Secret", PROXY_SECRET));
                yield door;
            }
        };
    }

    /** From that address of this machine: a server sees another peer. */
    private static HttpResponse<String> ask(URI door, String from, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(door.resolve("/rpc"))
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

    private static void assertNobody(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() == 401 || answer.body().contains("-32001"), answer::body);
        assertFalse(answer.body().contains("alice"), answer::body);
        assertFalse(answer.headers().firstValue("Set-Cookie").isPresent(), "nothing to come back with");
    }

    // ---- both ----

    private static WireClient open(URI door, long user, String... headers) {
        return WireClient.open(door, "/ws/user/" + user, List.of(headers), Optional.empty());
    }

    private static int refusedSocket(URI door, long user, String... headers) {
        return assertThrows(
                        WireClient.Refused.class,
                        () -> open(door, user, headers).close())
                .status();
    }

    private static String[] settings(String... more) {
        return with(Deployment.UNLIMITED, more);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
