package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty server to colleagues who joined by a link. */
@Tag("security")
class SetupTest {
    private static final String PROXY_SECRET = "the secret of the proxy";

    @TempDir
    Path folder;

    private final List<String> printed = new ArrayList<>();
    private RpcFixture fixture;

    private void open(AuthMode mode, RpcConfig config) {
        fixture = RpcFixture.open(folder, config, mode);
        fixture.endpoint.authentication().prepare(folder);
        announce();
    }

    private void openToken() {
        open(AuthMode.TOKEN, RpcFixture.withoutRateLimits());
    }

    private void announce() {
        fixture.endpoint.authentication().setupLink().announce("http://127.0.0.1:8080", printed::add);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String secret() {
        return printed.getLast().substring(printed.getLast().lastIndexOf('/') + 1);
    }

    private static String setup(String secret, String username) {
        return "{'token': '" + secret + "', 'username': '" + username
                + "', 'password': 'correct horse', 'workspace_name': 'Acme', 'channel_names': ['random', 'general']}";
    }

    private JsonNode completed() {
        return result(fixture.anonymous("setup.complete", setup(secret(), "ana")));
    }

    private static JsonNode result(JsonNode response) {
        assertTrue(response.has("result"), response::toString);
        return response.path("result");
    }

    private JsonNode anonymous(String method, String params) {
        return fixture.anonymous(method, params);
    }

    private static String join(String link, String username) {
        return "{'token': '" + link + "', 'username': '" + username + "', 'display_name': '" + username
                + "', 'password': 'battery staple'}";
    }

    // ---- The first administrator ----

    @Test
    void setupLinkMakesTheFirstAdministratorOnce() throws IOException {
        openToken();
        Path file = folder.resolve("setup.url");
        assertEquals(printed.getLast() + "\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "{\"mode\":\"token\",\"setup\":true}",
                result(anonymous("auth.info", "{}")).toString());
        assertEquals("-32003 link_invalid", RpcFixture.error(anonymous("setup.complete", setup("guess", "eve"))));
        assertEquals(
                "{\"mode\":\"token\"}",
                result(anonymous("setup.get", "{'token': '" + secret() + "'}")).toString());
        JsonNode done = completed();
        assertEquals(2, done.path("channels").size());
        assertFalse(Files.exists(file));
        assertEquals(
                "{\"mode\":\"token\"}", result(anonymous("auth.info", "{}")).toString());
        assertEquals("-32004 setup_done", RpcFixture.error(anonymous("setup.complete", setup(secret(), "eve"))));
        String token = done.path("token").asText();
        assertEquals(
                "[{\"right\":\"admin\"}]",
                result(fixture.callWith(token, "user.me", "{}"))
                        .path("permissions")
                        .toString());
        assertTrue(anonymous("auth.login", "{'username': 'ana', 'password': 'correct horse'}")
                .has("result"));
    }

    @Test
    void passwordAndNameAreRequired() {
        openToken();
        String params = "{'token': '" + secret() + "', 'workspace_name': 'Acme', 'username': 'ana'}";
        assertEquals("-32602 invalid_value", RpcFixture.error(anonymous("setup.complete", params)));
        completed();
    }

    @Test
    void restartKeepsTheLinkAndExpiryReplacesIt() {
        openToken();
        String first = secret();
        announce();
        assertEquals(first, secret());
        fixture.advanceClock(Duration.ofHours(25));
        assertEquals("-32003 link_invalid", RpcFixture.error(anonymous("setup.get", "{'token': '" + first + "'}")));
        fixture.endpoint.authentication().setupLink().renew();
        assertNotEquals(first, secret());
        completed();
        int lines = printed.size();
        announce();
        assertEquals(lines, printed.size(), "a server with an administrator prints no link");
    }

    @Test
    void personOfTheProxyNeedsTheLink() {
        open(
                AuthMode.PROXY,
                RpcFixture.withoutRateLimits()
                        .withAuth(AuthConfig.defaults().withProxy(PROXY_SECRET, Set.of("127.0.0.1"))));
        assertTrue(proxied("setup.complete", "{'workspace_name': 'Acme'}").contains("link_invalid"));
        assertTrue(proxied("user.me", "{}").contains("\"permissions\":[]"));
        String params = "{'token': '" + secret() + "', 'workspace_name': 'Acme'}";
        assertEquals(
                "-32001 unauthenticated",
                RpcFixture.error(anonymous("setup.complete", params)),
                "the proxy names no person");
        assertTrue(proxied("setup.complete", params).contains("\"workspace\""));
        assertTrue(proxied("user.me", "{}").contains("\"right\":\"admin\""));
    }

    private String proxied(String method, String params) {
        return fixture.post(RpcFixture.body(method, params), "X-Hero-User", "ana", "X-Hero-Proxy-Secret", PROXY_SECRET)
                .body();
    }

    @Test
    void devModeNeedsNoLink() {
        open(AuthMode.DEV, RpcFixture.withoutRateLimits());
        assertEquals(List.of(), printed);
        assertEquals(
                "{\"mode\":\"dev\",\"users\":[],\"setup\":true}",
                result(anonymous("auth.info", "{}")).toString());
        result(anonymous("setup.complete", "{'username': 'ana', 'workspace_name': 'Acme'}"));
        assertTrue(anonymous("auth.login", "{'username': 'ana'}").has("result"));
    }

    // ---- Joining ----

    @Test
    void peopleJoinByTheLinkOfTheSetup() {
        openToken();
        String link = completed().path("invitation_token").asText();
        JsonNode offer = result(anonymous("invite.get", "{'token': '" + link + "'}"));
        assertEquals("Acme", offer.path("workspace_name").asText());
        assertEquals("ana", offer.path("inviter_name").asText());
        JsonNode joined = result(anonymous("invite.join", join(link, "ben")));
        String token = joined.path("token").asText();
        JsonNode state = result(fixture.callWith(token, "session.bootstrap", "{}"));
        assertEquals(2, state.path("channels").size());
        assertEquals("-32004 name_taken", RpcFixture.error(anonymous("invite.join", join(link, "ben"))));
        assertEquals(
                "-32602 invalid_value",
                RpcFixture.error(anonymous(
                        "invite.join", "{'token': '" + link + "', 'username': 'cleo', 'display_name': 'Cleo'}")));
        assertTrue(anonymous("auth.login", "{'username': 'ben', 'password': 'battery staple'}")
                .has("result"));
    }

    @Test
    void linkTokenIsReturnedOnceAndRevocationEndsIt() {
        openToken();
        JsonNode done = completed();
        String token = done.path("token").asText();
        long workspace = done.at("/workspace/id").asLong();
        String create = "{'workspace_id': " + workspace + ", 'uses_max': 1, 'op_id': 'one'}";
        JsonNode made = result(fixture.callWith(token, "invitation.create", create));
        JsonNode repeated = result(fixture.callWith(token, "invitation.create", create));
        assertEquals(made.path("invitation"), repeated.path("invitation"));
        assertTrue(made.has("token"));
        assertFalse(repeated.has("token"));
        String link = made.path("token").asText();
        result(anonymous("invite.join", join(link, "ben")));
        assertEquals("-32004 invitation_used_up", RpcFixture.error(anonymous("invite.join", join(link, "cleo"))));
        JsonNode list = result(fixture.callWith(token, "invitation.list", "{'workspace_id': " + workspace + "}"));
        assertEquals("used_up", list.at("/invitations/0/state").asText());
        long first = list.at("/invitations/1/id").asLong();
        result(fixture.callWith(token, "invitation.revoke", "{'invitation_id': " + first + "}"));
        String setupLink = done.path("invitation_token").asText();
        assertEquals(
                "-32004 invitation_revoked",
                RpcFixture.error(anonymous("invite.get", "{'token': '" + setupLink + "'}")));
    }

    /** Ten people behind one address joined in the same minute, and the limit of one caller refused the eleventh call. */
    @Test
    void tenPeopleBehindOneAddressJoinInTheSameMinute() {
        open(AuthMode.TOKEN, RpcConfig.defaults());
        String link = completed().path("invitation_token").asText();
        for (int i = 0; i < 10; i++) {
            result(anonymous("invite.get", "{'token': '" + link + "'}"));
            result(anonymous("invite.join", join(link, "person" + i)));
        }
    }

    // ---- Passwords and sessions ----

    @Test
    void resetLinkSetsThePasswordOnce() {
        openToken();
        JsonNode done = completed();
        String admin = done.path("token").asText();
        JsonNode ben = result(
                anonymous("invite.join", join(done.path("invitation_token").asText(), "ben")));
        String params = "{'user_id': " + ben.at("/user/id").asLong() + "}";
        String token = ben.path("token").asText();
        assertEquals(
                "-32002 permission_denied", RpcFixture.error(fixture.callWith(token, "account.reset_link", params)));
        String link = result(fixture.callWith(admin, "account.reset_link", params))
                .path("token")
                .asText();
        String reset = "{'token': '" + link + "', 'password': 'another one'}";
        assertEquals(
                "{\"username\":\"ben\"}",
                result(anonymous("auth.reset.complete", reset)).toString());
        assertEquals("-32003 link_invalid", RpcFixture.error(anonymous("auth.reset.complete", reset)));
        assertEquals(
                401,
                fixture.post(RpcFixture.body("user.me", "{}"), "Authorization", "Bearer " + token)
                        .statusCode());
        assertTrue(anonymous("auth.login", "{'username': 'ben', 'password': 'another one'}")
                .has("result"));
    }

    @Test
    void sessionsNameTheirDeviceAndLastUse() {
        openToken();
        String admin = completed().path("token").asText();
        String agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        fixture.post(
                RpcFixture.body("auth.login", "{'username': 'ana', 'password': 'correct horse'}"), "User-Agent", agent);
        fixture.advanceClock(Duration.ofMinutes(1));
        JsonNode sessions =
                result(fixture.callWith(admin, "auth.token.list", "{}")).path("sessions");
        assertEquals("Firefox on Linux", sessions.at("/0/device").asText());
        assertFalse(sessions.path(0).has("seen_at"));
        assertEquals("2026-11-23T05:39:00.123Z", sessions.at("/1/seen_at").asText());
        result(fixture.callWith(admin, "auth.sessions.revoke_others", "{}"));
        assertEquals(
                1,
                result(fixture.callWith(admin, "auth.token.list", "{}"))
                        .path("sessions")
                        .size());
    }

    /** A session that expired stayed in the log as if it were open, so that its sockets outlived it. */
    @Test
    void expiredSessionsEndByAnEvent() {
        openToken();
        completed();
        SessionUpkeep upkeep = fixture.endpoint
                .authentication()
                .upkeep(() -> Duration.ofDays(31).toNanos());
        fixture.advanceClock(Duration.ofDays(31));
        upkeep.turn();
        assertEquals(0, revocations(), "a clock that leaps ends no session");
        fixture.endpoint.authentication().upkeep(() -> 0).turn();
        assertEquals(1, revocations());
    }

    private long revocations() {
        var log = fixture.persistence.log();
        return log.read(log.floor(), 1_000).stream()
                .filter(event -> event.type().equals("session.revoked"))
                .count();
    }

    // ---- Secrets ----

    /** The holder of a copy of the data cannot use its links: no file contains a secret, only hashes. */
    @Test
    void noFileContainsASecret() throws IOException {
        openToken();
        JsonNode done = completed();
        String link = done.path("invitation_token").asText();
        JsonNode ben = result(anonymous("invite.join", join(link, "ben")));
        String reset = result(fixture.callWith(
                        done.path("token").asText(),
                        "account.reset_link",
                        "{'user_id': " + ben.at("/user/id").asLong() + "}"))
                .path("token")
                .asText();
        List<String> secrets = List.of(
                secret(),
                link,
                reset,
                done.path("token").asText(),
                ben.path("token").asText(),
                "correct horse");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    assertFalse(content.contains(secret), () -> file + " contains " + secret.substring(0, 4));
                }
            }
        }
    }
}
