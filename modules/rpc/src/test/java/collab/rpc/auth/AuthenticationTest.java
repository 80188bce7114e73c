package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.rpc.config.AuthMode;
import collab.rpc.methods.RpcFixture;
import collab.rpc.methods.RpcFixtureSeeds;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final String ME = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\"}";

    @TempDir
    Path folder;

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String who(HttpResponse<String> response) {
        assertEquals(200, response.statusCode());
        JsonNode json = Json.parse(response.body());
        return json.has("error")
                ? RpcFixture.error(json)
                : json.path("result").path("user").path("username").asText();
    }

    @Test
    void bearerTokenAuthenticatesItsUser() {
        assertEquals("bob", who(fixture.post(ME, "Authorization", "Bearer " + fixture.token("bob"))));
        assertEquals("bob", who(fixture.post(ME, "Authorization", "bearer " + fixture.token("bob"))));
    }

    @Test
    void loginSetsSessionCookie() {
        HttpResponse<String> login = fixture.post(RpcFixture.body("auth.login", "{'username': 'carol'}"));
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        String token = Json.parse(login.body()).path("result").path("token").asText();
        assertEquals("collab_session=" + token + "; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax", cookie);
        assertEquals("carol", who(fixture.post(ME, "Cookie", "theme=dark; collab_session=" + token)));
        assertTrue(token.matches("hct_[A-Za-z0-9_-]{43}"), token);
    }

    @Test
    void schemeHeaderIsTrustedOnlyWithLinkSecret() {
        String login = RpcFixture.body("auth.login", "{'username': 'carol'}");
        HttpResponse<String> secure = fixture.post(
                login, "x-hero-link-secret", RpcFixture.SECRET, "x-hero-scheme", "https", "x-hero-host", "localhost");
        String cookie = secure.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.startsWith("__Host-collab_session=") && cookie.endsWith("; Secure"), cookie);
        HttpResponse<String> plain = fixture.post(login, "x-hero-scheme", "https");
        assertFalse(plain.headers().firstValue("Set-Cookie").orElseThrow().contains("Secure"));
    }

    @Test
    void wrongLinkSecretIsRejected() {
        HttpResponse<String> response = fixture.post(ME, "x-hero-link-secret", RpcFixture.SECRET + "x");
        assertEquals(403, response.statusCode());
        assertEquals("-32002 permission_denied", RpcFixture.error(Json.parse(response.body())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hct_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "", "hct_", "../../etc/passwd"})
    void invalidBearerTokenIsRejectedWith401(String token) {
        HttpResponse<String> response = fixture.post(ME, "Authorization", "Bearer " + token);
        assertEquals(401, response.statusCode());
        assertEquals(
                "Bearer error=\"invalid_token\"",
                response.headers().firstValue("WWW-Authenticate").orElseThrow());
        assertEquals("-32001 unauthenticated", RpcFixture.error(Json.parse(response.body())));
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void invalidCookieIsAnonymous() {
        assertEquals("-32001 unauthenticated", who(fixture.post(ME, "Cookie", "collab_session=" + "x".repeat(47))));
        assertEquals("-32001 unauthenticated", who(fixture.post(ME)));
    }

    @Test
    void unknownUsernameIsRejectedLikeWrongPassword() {
        JsonNode response = fixture.anonymous("auth.login", "{'username': 'mallory'}");
        assertEquals("-32001 invalid_credentials", RpcFixture.error(response));
    }

    @Test
    void deactivatedUserIsRejectedImmediately() {
        String token = fixture.token("dave");
        fixture.result("alice", "user.deactivate", "{'user_id': 4}");
        assertEquals(401, fixture.post(ME, "Authorization", "Bearer " + token).statusCode());
        assertEquals(
                "-32001 invalid_credentials",
                RpcFixture.error(fixture.anonymous("auth.login", "{'username': 'dave'}")));
    }

    @Test
    void logoutRevokesOnlyItsSession() {
        String here = fixture.login("bob");
        String there = fixture.login("bob");
        assertEquals("bob", who(fixture.post(ME, "Authorization", "Bearer " + here)));
        HttpResponse<String> logout =
                fixture.post(RpcFixture.body("auth.logout", "{}"), "Authorization", "Bearer " + here);
        assertTrue(Json.parse(logout.body()).path("result").path("seq").asLong() > 0, logout.body());
        assertTrue(logout.headers().firstValue("Set-Cookie").orElseThrow().contains("Max-Age=0"));
        assertEquals(401, fixture.post(ME, "Authorization", "Bearer " + here).statusCode());
        assertEquals("bob", who(fixture.post(ME, "Authorization", "Bearer " + there)));
    }

    @Test
    void sessionExpires() {
        String token = fixture.token("bob");
        assertEquals("bob", who(fixture.post(ME, "Authorization", "Bearer " + token)));
        fixture.advanceClock(Duration.ofDays(30));
        assertEquals(401, fixture.post(ME, "Authorization", "Bearer " + token).statusCode());
    }

    @Test
    void ticketAdmitsOneConnection() {
        String ticket =
                fixture.result("bob", "auth.ticket", "{}").path("ticket").asText();
        Authentication identity = fixture.endpoint.authentication();
        assertEquals(
                2, identity.admitTicket(ticket).orElseThrow().session().userId().value());
        assertTrue(identity.admitTicket(ticket).isEmpty());
    }

    @Test
    void ticketEndsWithSession() {
        String token = fixture.login("bob");
        String ticket = fixture.callWith(token, "auth.ticket", "{}")
                .path("result")
                .path("ticket")
                .asText();
        fixture.callWith(token, "auth.logout", "{}");
        assertTrue(fixture.endpoint.authentication().admitTicket(ticket).isEmpty());
    }

    @Test
    void admissionHasLogPosition() {
        Authentication identity = fixture.endpoint.authentication();
        String token = fixture.token("bob");
        long before = fixture.persistence.log().head().value();
        Authentication.Admission admission =
                identity.admitToken(token, "127.0.0.1").orElseThrow();
        assertTrue(admission.at().value() >= before);
        assertTrue(identity.admitSession(admission.session().id()).isPresent());
        JsonNode logout = fixture.call("bob", "auth.logout", "{}");
        assertTrue(logout.path("result").path("seq").asLong() > admission.at().value());
        assertTrue(identity.admitToken(token, "127.0.0.1").isEmpty());
        assertTrue(identity.admitSession(admission.session().id()).isEmpty());
    }

    @Test
    void authInfoListsActiveUsersInDevMode() {
        fixture.result("alice", "user.deactivate", "{'user_id': 4}");
        JsonNode info = fixture.anonymous("auth.info", "{}").path("result");
        assertEquals("dev", info.path("mode").asText());
        assertEquals(
                List.of("alice", "bob", "carol", "frank"),
                info.path("users")
                        .valueStream()
                        .map(user -> user.path("username").asText())
                        .toList());
        assertEquals("Alice", info.at("/users/0/display_name").asText());
        assertEquals(2, info.at("/users/0").size(), "only the two public members");
    }

    @Test
    void authInfoListsHundredUsersAtMost() {
        for (int i = 0; i < 100; i++) {
            fixture.result("alice", "user.create", "{'username': 'extra" + i + "', 'display_name': 'Extra'}");
        }
        assertEquals(
                100, fixture.anonymous("auth.info", "{}").at("/result/users").size());
    }

    @Test
    void devModeRequiresLoopbackAddress() {
        Authentication identity = fixture.endpoint.authentication();
        assertTrue(identity.loopbackOnly());
        identity.requireListenable("http.host", InetAddress.ofLiteral("127.0.0.1"));
        identity.requireListenable("http.host", InetAddress.ofLiteral("::1"));
        var wrong = assertThrows(
                IllegalArgumentException.class,
                () -> identity.requireListenable("http.host", InetAddress.ofLiteral("0.0.0.0")));
        assertEquals("http.host must be a loopback address with auth.mode dev, is 0.0.0.0", wrong.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DEV", "none", "token "})
    void unknownModeIsRejected(String mode) {
        var wrong = assertThrows(IllegalArgumentException.class, () -> AuthMode.parse(mode));
        assertTrue(wrong.getMessage().startsWith("auth.mode must be dev, token or proxy"), wrong.getMessage());
    }
}
