package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts with passwords, from the first administrator of an empty server on. */
class TokenModeTest {
    @TempDir
    Path folder;

    private RpcFixture town;
    private String admin;

    @BeforeEach
    void open() throws IOException {
        town = RpcFixture.open(folder, RpcFixture.generous(), AuthMode.TOKEN);
        town.endpoint.authentication().prepare(folder);
        admin = signIn("admin", Files.readString(file()).strip());
    }

    @AfterEach
    void close() {
        town.close();
    }

    private Path file() {
        return folder.resolve("admin.password");
    }

    private JsonNode login(String username, String password) {
        return town.anonymous("auth.login", "{'username': '" + username + "', 'password': '" + password + "'}");
    }

    private String signIn(String username, String password) {
        JsonNode answer = login(username, password);
        assertTrue(answer.has("result"), answer::toString);
        return answer.at("/result/token").asText();
    }

    private JsonNode result(String token, String method, String params) {
        JsonNode answer = town.callWith(token, method, params);
        assertTrue(answer.has("result"), () -> method + " was answered " + answer);
        return answer.path("result");
    }

    private long bob() {
        return result(admin, "user.create", "{'username': 'bob', 'display_name': 'Bob', 'password': 'bobs secret'}")
                .at("/user/id")
                .asLong();
    }

    @Test
    void anEmptyServerIsEnteredWithThePasswordInAFileOfItsOwn() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals(
                "[{\"right\":\"admin\"}]",
                result(admin, "user.me", "{}").path("permissions").toString());
        assertEquals(
                "{\"mode\":\"token\"}",
                town.anonymous("auth.info", "{}").path("result").toString());
        String password = Files.readString(file());
        town.endpoint.authentication().prepare(folder);
        assertEquals(password, Files.readString(file()), "another start changes nothing");
        Files.delete(file());
        town.endpoint.authentication().prepare(folder);
        assertFalse(Files.exists(file()));
    }

    @Test
    void theRightNameAndPasswordAloneAreASession() {
        bob();
        assertEquals(
                "bob",
                result(signIn("bob", "bobs secret"), "user.me", "{}")
                        .at("/user/username")
                        .asText());
        for (String wrong : List.of("bobs  secret", "BOBS SECRET", "x")) {
            assertEquals("-32001 invalid_credentials", RpcFixture.error(login("bob", wrong)));
        }
        assertEquals("-32001 invalid_credentials", RpcFixture.error(login("nobody", "bobs secret")));
        assertEquals(
                "-32001 invalid_credentials", RpcFixture.error(town.anonymous("auth.login", "{'username': 'bob'}")));
        result(admin, "user.create", "{'username': 'bot', 'display_name': 'Bot'}");
        assertEquals("-32001 invalid_credentials", RpcFixture.error(login("bot", "anything")));
    }

    @Test
    void aNewPasswordEndsEveryOtherSession() {
        bob();
        String here = signIn("bob", "bobs secret");
        String there = signIn("bob", "bobs secret");
        assertEquals(
                "-32001 invalid_credentials",
                RpcFixture.error(town.callWith(here, "user.set_password", "{'password': 'another one'}")));
        assertEquals(
                "-32001 invalid_credentials",
                RpcFixture.error(town.callWith(
                        here, "user.set_password", "{'password': 'another one', 'current_password': 'guess'}")));
        result(here, "user.set_password", "{'password': 'another one', 'current_password': 'bobs secret'}");
        assertEquals("bob", result(here, "user.me", "{}").at("/user/username").asText());
        assertEquals(401, status(there));
        assertEquals("-32001 invalid_credentials", RpcFixture.error(login("bob", "bobs secret")));
        signIn("bob", "another one");
    }

    @Test
    void anAdministratorSetsAForgottenPasswordAndNobodyElse() {
        long bob = bob();
        result(admin, "user.create", "{'username': 'carol', 'display_name': 'Carol', 'password': 'carols secret'}");
        String carol = signIn("carol", "carols secret");
        String params = "{'password': 'set by another', 'user_id': " + bob + "}";
        assertEquals("-32003 user_not_found", RpcFixture.error(town.callWith(carol, "user.set_password", params)));
        assertEquals(
                "-32002 permission_denied",
                RpcFixture.error(town.callWith(
                        carol, "user.create", "{'username': 'x', 'display_name': 'X', 'password': 'long enough'}")));
        result(admin, "user.set_password", params);
        signIn("bob", "set by another");
    }

    @Test
    void noPasswordCanBeFoundInTheDatabase() {
        bob();
        result(admin, "user.set_password", "{'password': 'unheard of', 'user_id': 2, 'op_id': 'p1'}");
        JsonNode again =
                town.callWith(admin, "user.set_password", "{'password': 'unheard of', 'user_id': 2, 'op_id': 'p1'}");
        assertTrue(again.has("result"), again::toString);
        String kept = town.persistence
                .snapshots()
                .read(snapshot -> snapshot.passwordHash(new collab.domain.id.UserId(2)))
                .orElseThrow();
        assertTrue(kept.startsWith("$argon2id$"), kept);
    }

    private int status(String token) {
        return town.post(RpcFixture.body("user.me", "{}"), "Authorization", "Bearer " + token)
                .statusCode();
    }

    // ---- tokens of programs ----

    @Test
    void aProgramsTokenLivesUntilItIsRevoked() {
        bob();
        String bob = signIn("bob", "bobs secret");
        JsonNode made = result(bob, "auth.token.create", "{'name': 'build server', 'days': 2}");
        String token = made.path("token").asText();
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
                "{'session_id': " + made.at("/session/id").asLong() + "}");
        assertEquals(401, status(token));
        assertEquals(1, result(bob, "auth.token.list", "{}").path("sessions").size());
    }

    @Test
    void aTokenEndsByItself() {
        String token = result(admin, "auth.token.create", "{'name': 'short', 'days': 2}")
                .path("token")
                .asText();
        town.pass(Duration.ofDays(2).minusMillis(1));
        assertEquals(200, status(token));
        town.pass(Duration.ofMillis(1));
        assertEquals(401, status(token));
    }

    @Test
    void whatIsAnothersIsNeitherShownNorEndedNorMade() {
        long id = bob();
        String bob = signIn("bob", "bobs secret");
        long admins =
                result(admin, "auth.token.list", "{}").at("/sessions/0/id").asLong();
        long seq = result(bob, "auth.token.revoke", "{'session_id': " + admins + "}")
                .path("seq")
                .asLong();
        assertEquals(town.persistence.log().head().value(), seq);
        assertEquals(200, status(admin), "nothing happened");
        assertEquals(
                "-32003 user_not_found", RpcFixture.error(town.callWith(bob, "auth.token.list", "{'user_id': 1}")));
        assertEquals(
                "-32003 user_not_found",
                RpcFixture.error(town.callWith(bob, "auth.token.create", "{'name': 'x', 'user_id': 1}")));
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
    void guessingIsSlowedDown() {
        town.close();
        Path other = folder.resolve("other");
        town = RpcFixture.open(other, RpcConfig.defaults(), AuthMode.TOKEN);
        town.endpoint.authentication().prepare(other);
        for (int i = 0; i < 10; i++)
            assertEquals("-32001 invalid_credentials", RpcFixture.error(login("admin", "guess")));
        HttpResponse<String> eleventh =
                town.post(RpcFixture.body("auth.login", "{'username': 'admin', 'password': 'guess'}"));
        assertEquals("-32005 rate_limited", RpcFixture.error(Json.parse(eleventh.body())));
    }
}
