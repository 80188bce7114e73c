package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.config.SetupMode;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode proxy: a reverse proxy names the user of a request. */
class ProxyModeTest {
    private static final String ME = RpcFixture.body("user.me", "{}");
    private static final String SECRET = "the secret of the proxy";

    @TempDir
    Path folder;

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = open(Set.of("127.0.0.1"));
    }

    private RpcFixture open(Set<String> addresses) {
        RpcConfig config = RpcFixture.withoutRateLimits()
                .withAuth(AuthConfig.defaults().withProxy(SECRET, addresses).withSetup(SetupMode.FIRST_PROXIED));
        return RpcFixture.open(folder, config, AuthMode.PROXY);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private HttpResponse<String> as(String username, String body) {
        return fixture.post(body, "X-Hero-User", username, "X-Hero-Proxy-Secret", SECRET);
    }

    private static String who(HttpResponse<String> response) {
        JsonNode json = Json.parse(response.body());
        return json.has("error")
                ? RpcFixture.error(json)
                : json.at("/result/user/username").asText();
    }

    @Test
    void onlyFirstUserBecomesAdministrator() {
        HttpResponse<String> first = as("Alice", ME);
        assertEquals("alice", who(first));
        assertEquals(
                "[{\"right\":\"admin\"}]",
                Json.parse(first.body()).at("/result/permissions").toString());
        assertEquals(
                "[]", Json.parse(as("bob", ME).body()).at("/result/permissions").toString());
        assertEquals(
                "{\"mode\":\"proxy\"}",
                fixture.anonymous("auth.info", "{}").path("result").toString());
    }

    @Test
    void browserGetsSessionCookie() {
        HttpResponse<String> first = as("alice", ME);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
        String token = cookie.substring(cookie.indexOf('=') + 1);
        assertTrue(
                fixture.endpoint.authentication().admitToken(token, "127.0.0.1").isPresent());
        HttpResponse<String> second =
                fixture.post(ME, "X-Hero-User", "alice", "X-Hero-Proxy-Secret", SECRET, "Cookie", cookie);
        assertEquals("alice", who(second));
        assertFalse(second.headers().firstValue("Set-Cookie").isPresent());
        assertEquals(
                "bob",
                who(fixture.post(ME, "X-Hero-User", "bob", "X-Hero-Proxy-Secret", SECRET, "Cookie", cookie)),
                "the header of the proxy takes precedence over the cookie");
        assertEquals(
                "-32001 unauthenticated",
                who(fixture.post(ME, "Cookie", cookie)),
                "a cookie alone does not authenticate");
    }

    /** The cookie for sockets was a bearer token for 30 days, with which a client called past the proxy. */
    @Test
    void cookieTokenIsNoBearerTokenAndAccessTokenIs() {
        String cookie =
                as("alice", ME).headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
        String token = cookie.substring(cookie.indexOf('=') + 1);
        assertEquals(401, fixture.post(ME, "Authorization", "Bearer " + token).statusCode());
        JsonNode created = Json.parse(as("alice", RpcFixture.body("auth.token.create", "{'name': 'program'}"))
                .body());
        String access = created.at("/result/token").asText();
        assertEquals("alice", who(fixture.post(ME, "Authorization", "Bearer " + access)));
    }

    /** A proxy that appends its header to the one of a client let the client choose: the first line counted. */
    @Test
    void secondUserLineIsRejected() {
        as("alice", ME);
        as("bob", ME);
        for (String[] lines : new String[][] {{"alice", "bob"}, {"bob", "alice"}, {"alice", "alice"}, {"alice", ""}}) {
            HttpResponse<String> twice =
                    fixture.post(ME, "X-Hero-User", lines[0], "x-hero-user", lines[1], "X-Hero-Proxy-Secret", SECRET);
            assertEquals(401, twice.statusCode(), String.join(" ", lines));
        }
        assertEquals(401, as("alice, bob", ME).statusCode());
        assertEquals(
                401,
                fixture.post(
                                ME,
                                "X-Hero-User",
                                "alice",
                                "X-Hero-Proxy-Secret",
                                SECRET,
                                "X-Hero-Proxy-Secret",
                                "another")
                        .statusCode());
    }

    /** Names of 33 to 80 characters were created, although the contract allows 32. */
    @Test
    void namesHaveAtMost32Characters() {
        assertEquals("a".repeat(32), who(as("a".repeat(32), ME)));
        assertEquals(401, as("a".repeat(33), ME).statusCode());
    }

    @Test
    void callsOfOneUserShareSession() {
        for (int i = 0; i < 5; i++) as("alice", ME);
        JsonNode sessions =
                Json.parse(as("alice", RpcFixture.body("auth.token.list", "{}")).body());
        assertEquals(1, sessions.at("/result/sessions").size());
    }

    @Test
    void revokedSessionIsReplacedAndDeactivatedUserRejected() {
        as("alice", ME);
        as("bob", ME);
        as("bob", RpcFixture.body("auth.logout", "{}"));
        assertEquals("bob", who(as("bob", ME)));
        as("alice", RpcFixture.body("user.deactivate", "{'user_id': 2}"));
        assertEquals(401, as("bob", ME).statusCode());
    }

    @Test
    void usernameIsRejectedWithoutProxySecret() {
        assertEquals(401, fixture.post(ME, "X-Hero-User", "alice").statusCode());
        assertEquals(
                401,
                fixture.post(ME, "X-Hero-User", "alice", "X-Hero-Proxy-Secret", SECRET + "x")
                        .statusCode());
        assertEquals("-32001 unauthenticated", who(fixture.post(ME)));
    }

    @Test
    void usernameIsIgnoredFromOtherAddress() {
        fixture.close();
        fixture = open(Set.of("10.1.2.3"));
        assertEquals("-32001 unauthenticated", who(as("alice", ME)));
        // a gateway accepts the header only from its own proxies
        HttpResponse<String> relayed = fixture.post(
                ME,
                "X-Hero-User",
                "alice",
                "X-Hero-Proxy-Secret",
                SECRET,
                "x-hero-link-secret",
                RpcFixture.SECRET,
                "x-hero-peer-address",
                "192.0.2.7");
        assertEquals("alice", who(relayed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "two words", "-", "", "a@b@c"})
    void invalidUsernameIsRejected(String name) {
        assertEquals(401, as(name, ME).statusCode());
    }

    @Test
    void loginIsRejectedInProxyMode() {
        assertEquals(
                "-32002 permission_denied", RpcFixture.error(fixture.anonymous("auth.login", "{'username': 'alice'}")));
    }

    @Test
    void proxyModeRequiresSecret() {
        var wrong = assertThrows(
                IllegalArgumentException.class,
                () -> RpcFixture.open(folder.resolve("other"), RpcFixture.withoutRateLimits(), AuthMode.PROXY));
        assertEquals("auth.proxy-secret-file must be set with auth.mode proxy", wrong.getMessage());
    }
}
