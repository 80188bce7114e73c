package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.config.SetupMode;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode token: accounts with passwords, the first administrator and access tokens. */
@Tag("security")
class TokenModeTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;
    private String admin;

    @BeforeEach
    void open() throws IOException {
        fixture = RpcFixture.open(folder, withFile(RpcFixture.withoutRateLimits()), AuthMode.TOKEN);
        fixture.endpoint.authentication().prepare(folder);
        admin = signIn("admin", Files.readString(file()).strip());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static RpcConfig withFile(RpcConfig config) {
        return config.withAuth(config.auth().withSetup(SetupMode.FILE));
    }

    private Path file() {
        return folder.resolve("admin.password");
    }

    private JsonNode login(String username, String password) {
        return fixture.anonymous("auth.login", "{'username': '" + username + "', 'password': '" + password + "'}");
    }

    private String signIn(String username, String password) {
        JsonNode response = login(username, password);
        assertTrue(response.has("result"), response::toString);
        return response.at("/result/token").asText();
    }

    private JsonNode result(String token, String method, String params) {
        JsonNode response = fixture.callWith(token, method, params);
        assertTrue(response.has("result"), () -> method + " failed: " + response);
        return response.path("result");
    }

    private long bob() {
        return result(admin, "user.create", "{'username': 'bob', 'display_name': 'Bob', 'password': 'bobs secret'}")
                .at("/user/id")
                .asLong();
    }

    @Test
    void emptyServerCreatesAdminWithPasswordFile() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals(
                "[{\"right\":\"admin\"}]",
                result(admin, "user.me", "{}").path("permissions").toString());
        assertEquals(
                "{\"mode\":\"token\"}",
                fixture.anonymous("auth.info", "{}").path("result").toString());
        String password = Files.readString(file());
        fixture.endpoint.authentication().prepare(folder);
        assertEquals(password, Files.readString(file()), "a second start does not change the password");
        Files.delete(file());
        fixture.endpoint.authentication().prepare(folder);
        assertFalse(Files.exists(file()));
    }

    @Test
    void weakPasswordIsRefusedWhereverOneIsSet() {
        assertEquals(
                "-32602 password_weak",
                RpcFixture.error(fixture.callWith(
                        admin, "user.create", "{'username': 'eve', 'display_name': 'Eve', 'password': 'password1'}")));
        assertEquals(
                "-32602 password_weak",
                RpcFixture.error(fixture.callWith(
                        admin,
                        "user.create",
                        "{'username': 'long.name', 'display_name': 'L', 'password': 'Long.Name'}")));
        long bob = bob();
        assertEquals(
                "-32602 password_weak",
                RpcFixture.error(fixture.callWith(
                        signIn("bob", "bobs secret"),
                        "user.set_password",
                        "{'password': 'iloveyou', 'current_password': 'bobs secret'}")));
        String link = result(admin, "account.reset_link", "{'user_id': " + bob + "}")
                .path("token")
                .asText();
        assertEquals(
                "-32602 password_weak",
                RpcFixture.error(
                        fixture.anonymous("auth.reset.complete", "{'token': '" + link + "', 'password': 'football'}")));
        signIn("bob", "bobs secret");
        assertTrue(fixture.anonymous(
                        "auth.reset.complete", "{'token': '" + link + "', 'password': 'battery horse correct'}")
                .has("result"));
    }

    @Test
    void onlyCorrectPasswordLogsIn() {
        bob();
        assertEquals(
                "bob",
                result(signIn("bob", "bobs secret"), "user.me", "{}")
                        .at("/user/username")
                        .asText());
        for (String wrong : List.of("bobs  secret", "BOBS SECRET", "x")) {
            assertEquals("-32001 invalid_credentials", RpcFixture.error(login("bob", wrong)));
        }
        assertEquals("-32001 invalid_credentials", RpcFixture.error(login("unknown", "bobs secret")));
        assertEquals(
                "-32001 invalid_credentials", RpcFixture.error(fixture.anonymous("auth.login", "{'username': 'bob'}")));
        result(admin, "user.create", "{'username': 'bot', 'display_name': 'Bot'}");
        assertEquals("-32001 invalid_credentials", RpcFixture.error(login("bot", "anything")));
    }

    @Test
    void newPasswordRevokesOtherSessions() {
        bob();
        String first = signIn("bob", "bobs secret");
        String second = signIn("bob", "bobs secret");
        assertEquals(
                "-32001 invalid_credentials",
                RpcFixture.error(fixture.callWith(first, "user.set_password", "{'password': 'another one'}")));
        assertEquals(
                "-32001 invalid_credentials",
                RpcFixture.error(fixture.callWith(
                        first, "user.set_password", "{'password': 'another one', 'current_password': 'guess'}")));
        result(first, "user.set_password", "{'password': 'another one', 'current_password': 'bobs secret'}");
        assertEquals("bob", result(first, "user.me", "{}").at("/user/username").asText());
        assertEquals(401, status(second));
        assertEquals("-32001 invalid_credentials", RpcFixture.error(login("bob", "bobs secret")));
        signIn("bob", "another one");
    }

    @Test
    void onlyAdministratorSetsPasswordOfAnotherUser() {
        long bob = bob();
        result(admin, "user.create", "{'username': 'carol', 'display_name': 'Carol', 'password': 'carols secret'}");
        String carol = signIn("carol", "carols secret");
        String params = "{'password': 'set by another', 'user_id': " + bob + "}";
        assertEquals("-32003 user_not_found", RpcFixture.error(fixture.callWith(carol, "user.set_password", params)));
        assertEquals(
                "-32002 permission_denied",
                RpcFixture.error(fixture.callWith(
                        carol, "user.create", "{'username': 'x', 'display_name': 'X', 'password': 'long enough'}")));
        result(admin, "user.set_password", params);
        signIn("bob", "set by another");
    }

    @Test
    void databaseContainsNoPassword() {
        bob();
        result(admin, "user.set_password", "{'password': 'unheard of', 'user_id': 2, 'op_id': 'p1'}");
        JsonNode again =
                fixture.callWith(admin, "user.set_password", "{'password': 'unheard of', 'user_id': 2, 'op_id': 'p1'}");
        assertTrue(again.has("result"), again::toString);
        String stored = fixture.persistence
                .snapshots()
                .read(snapshot -> snapshot.passwordHash(new collab.domain.id.UserId(2)))
                .orElseThrow();
        assertTrue(stored.startsWith("$argon2id$"), stored);
    }

    /** The page accepted Alice for alice, the command line and the API did not. */
    @Test
    void usernameIsTheSameInUpperAndLowerCase() {
        bob();
        for (String typed : List.of("bob", "Bob", "BOB", "bOB")) {
            assertEquals(
                    "bob",
                    login(typed, "bobs secret").at("/result/user/username").asText(),
                    typed);
        }
        for (String other : List.of("bob ", "böb", "Bob.", "bobｂ")) {
            assertEquals("-32001 invalid_credentials", RpcFixture.error(login(other, "bobs secret")), other);
        }
        for (String length : List.of("", "b".repeat(33))) {
            assertEquals("-32602 invalid_params", RpcFixture.error(login(length, "bobs secret")), length);
        }
    }

    private int status(String token) {
        return fixture.post(RpcFixture.body("user.me", "{}"), "Authorization", "Bearer " + token)
                .statusCode();
    }

    // ---- Access tokens ----

    @Test
    void accessTokenIsValidUntilRevoked() {
        bob();
        String bob = signIn("bob", "bobs secret");
        JsonNode created = result(bob, "auth.token.create", "{'name': 'build server', 'days': 2}");
        String token = created.path("token").asText();
        assertEquals("bob", result(token, "user.me", "{}").at("/user/username").asText());
        JsonNode sessions = result(bob, "auth.token.list", "{}").path("sessions");
        assertEquals(2, sessions.size());
        assertEquals("build server", sessions.at("/0/name").asText());
        assertFalse(sessions.at("/0/current").asBoolean());
        assertTrue(sessions.at("/1/current").asBoolean());
        assertFalse(sessions.toString().contains(token));
        result(
                bob,
                "auth.token.revoke",
                "{'session_id': " + created.at("/session/id").asLong() + "}");
        assertEquals(401, status(token));
        assertEquals(1, result(bob, "auth.token.list", "{}").path("sessions").size());
    }

    @Test
    void accessTokenExpires() {
        String token = result(admin, "auth.token.create", "{'name': 'short', 'days': 2}")
                .path("token")
                .asText();
        fixture.advanceClock(Duration.ofDays(2).minusMillis(1));
        assertEquals(200, status(token));
        fixture.advanceClock(Duration.ofMillis(1));
        assertEquals(401, status(token));
    }

    /** A token of one day made a token of 3,650 days, which outlived the revocation of the first. */
    @Test
    void accessTokenCannotCreateAccessTokens() {
        String token = result(admin, "auth.token.create", "{'name': 'first', 'days': 1}")
                .path("token")
                .asText();
        JsonNode rejected = fixture.callWith(token, "auth.token.create", "{'name': 'second', 'days': 3650}");
        assertEquals("-32002 scope_missing", RpcFixture.error(rejected));
        assertEquals(
                "the access token does not have the scope account, which no access token has; sign in",
                rejected.at("/error/data/detail").asText());
        result(admin, "auth.token.create", "{'name': 'third', 'days': 3650}");
    }

    /** A program in a loop filled the list of sessions, so that the oldest, often the present one, were not listed. */
    @Test
    void tokensAndLoginsOfAPersonAreBounded() throws IOException {
        for (int i = 0; i < 50; i++) result(admin, "auth.token.create", "{'name': 'token " + i + "', 'days': 1}");
        assertEquals(
                "-32006 too_many_tokens",
                RpcFixture.error(fixture.callWith(admin, "auth.token.create", "{'name': 'one more'}")));
        bob();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 51; i++) tokens.add(signIn("bob", "bobs secret"));
        assertEquals(401, status(tokens.getFirst()), "the sign-in above the limit ended the oldest one");
        assertEquals(200, status(tokens.get(1)));
        assertEquals(200, status(tokens.getLast()));
        fixture.advanceClock(Duration.ofDays(1));
        String later = signIn("admin", Files.readString(file()).strip());
        result(later, "auth.token.create", "{'name': 'after others have expired'}");
        JsonNode listed = result(later, "auth.token.list", "{}");
        assertEquals(3, listed.path("sessions").size());
        assertFalse(listed.has("next_before_id"));
    }

    @Test
    void userCannotListRevokeOrCreateTokensOfAnotherUser() {
        long id = bob();
        String bob = signIn("bob", "bobs secret");
        long admins =
                result(admin, "auth.token.list", "{}").at("/sessions/0/id").asLong();
        long seq = result(bob, "auth.token.revoke", "{'session_id': " + admins + "}")
                .path("seq")
                .asLong();
        assertEquals(fixture.persistence.log().head().value(), seq);
        assertEquals(200, status(admin), "the token of the administrator is still valid");
        assertEquals(
                "-32003 user_not_found", RpcFixture.error(fixture.callWith(bob, "auth.token.list", "{'user_id': 1}")));
        assertEquals(
                "-32003 user_not_found",
                RpcFixture.error(fixture.callWith(bob, "auth.token.create", "{'name': 'x', 'user_id': 1}")));
        String bots = result(admin, "auth.token.create", "{'name': 'bot', 'user_id': " + id + "}")
                .path("token")
                .asText();
        assertEquals("bob", result(bots, "user.me", "{}").at("/user/username").asText());
        long listed = result(admin, "auth.token.list", "{'user_id': " + id + "}")
                .at("/sessions/0/id")
                .asLong();
        result(admin, "auth.token.revoke", "{'session_id': " + listed + "}");
        assertEquals(401, status(bots));
    }

    @Test
    void passwordGuessingIsRateLimited() {
        fixture.close();
        Path other = folder.resolve("other");
        fixture = RpcFixture.open(other, withFile(RpcConfig.defaults()), AuthMode.TOKEN);
        fixture.endpoint.authentication().prepare(other);
        for (int i = 0; i < 10; i++) {
            String typed = i % 2 == 0 ? "admin" : "Admin"; // one account, so one limit
            assertEquals("-32001 invalid_credentials", RpcFixture.error(login(typed, "guess")));
        }
        HttpResponse<String> eleventh =
                fixture.post(RpcFixture.body("auth.login", "{'username': 'admin', 'password': 'guess'}"));
        assertEquals("-32005 rate_limited", RpcFixture.error(Json.parse(eleventh.body())));
    }
}
