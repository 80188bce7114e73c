package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.rpc.config.AuthMode;
import collab.rpc.config.SetupMode;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sign-in with an authenticator app or a recovery code, and confirmations of sensitive methods. */
@Tag("security")
class SecondFactorTest {
    private static final String PASSWORD = "bobs secret";

    @TempDir
    Path folder;

    private RpcFixture fixture;
    private String admin;
    private long bobId;
    private String bob;
    private TestAuthenticator app = new TestAuthenticator("");

    @BeforeEach
    void open() throws IOException {
        var config = RpcFixture.withoutRateLimits();
        fixture = RpcFixture.open(folder, config.withAuth(config.auth().withSetup(SetupMode.FILE)), AuthMode.TOKEN);
        fixture.endpoint.authentication().prepare(folder);
        admin = signedIn(login(
                "admin", Files.readString(folder.resolve("admin.password")).strip()));
        bobId = result(
                        admin,
                        "user.create",
                        "{'username': 'bob', 'display_name': 'Bob', 'password': '" + PASSWORD + "'}")
                .at("/user/id")
                .asLong();
        bob = signedIn(login("bob", PASSWORD));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private JsonNode login(String username, String password) {
        return fixture.anonymous("auth.login", "{'username': '" + username + "', 'password': '" + password + "'}");
    }

    private static String signedIn(JsonNode response) {
        assertTrue(response.has("result"), response::toString);
        return response.at("/result/token").asText();
    }

    private JsonNode result(String token, String method, String params) {
        JsonNode response = fixture.callWith(token, method, params);
        assertTrue(response.has("result"), () -> method + " failed: " + response);
        return response.path("result");
    }

    private String error(String token, String method, String params) {
        return RpcFixture.error(fixture.callWith(token, method, params));
    }

    private JsonNode verify(String challenge, String code) {
        return fixture.anonymous("auth.verify", "{'challenge': '" + challenge + "', 'code': '" + code + "'}");
    }

    private String challenge() {
        JsonNode refused = login("bob", PASSWORD);
        assertEquals("-32001 second_factor_needed", RpcFixture.error(refused));
        assertEquals("[\"totp\",\"recovery\"]", refused.at("/error/data/ways").toString());
        return refused.at("/error/data/challenge").asText();
    }

    /** Sets the app of Bob up and returns the recovery codes. */
    private List<String> setUp() {
        app = new TestAuthenticator(
                result(bob, "auth.totp.begin", "{}").path("secret").asText());
        JsonNode confirmed = result(bob, "auth.totp.confirm", "{'code': '" + code() + "'}");
        return Stream.of(confirmed.path("recovery_codes"))
                .flatMap(codes -> codes.valueStream())
                .map(JsonNode::asText)
                .toList();
    }

    private String code() {
        return app.code(fixture.now());
    }

    /** The code after the present one. */
    private String nextCode() {
        fixture.advanceClock(Duration.ofSeconds(30));
        return code();
    }

    // ---- Sign-in ----

    @Test
    void signInNeedsTheCodeOnceTheAppIsConfirmed() {
        result(bob, "auth.totp.begin", "{}");
        signedIn(login("bob", PASSWORD)); // it protects nothing yet
        List<String> codes = setUp();
        assertEquals(10, codes.size());
        assertEquals("-32001 invalid_credentials", RpcFixture.error(login("bob", "not the password")));
        String token = signedIn(verify(challenge(), nextCode()));
        assertEquals("bob", result(token, "user.me", "{}").at("/user/username").asText());
        JsonNode account = result(bob, "account.get", "{}").path("account");
        assertEquals(bobId, account.path("user_id").asLong());
        assertTrue(account.path("has_password").asBoolean());
        assertEquals("[\"totp\"]", account.path("second_factors").toString());
        assertEquals(10, account.path("recovery_left").asInt());
    }

    /** A code that was seen over a shoulder, or in the log of a proxy, must not work again. */
    @Test
    void codeWorksOnce() {
        setUp();
        assertEquals("-32001 code_invalid", RpcFixture.error(verify(challenge(), code())), "the code of the setup");
        String code = nextCode();
        signedIn(verify(challenge(), code));
        assertEquals("-32001 code_invalid", RpcFixture.error(verify(challenge(), code)));
        assertEquals("-32001 code_invalid", error(bob, "auth.confirm", "{'code': '" + code + "'}"));
        signedIn(verify(challenge(), nextCode()));
    }

    @Test
    void recoveryCodeStandsInForTheAppOnce() {
        List<String> codes = setUp();
        signedIn(verify(challenge(), codes.getFirst().toUpperCase(Locale.ROOT).replace('-', ' ')));
        assertEquals("-32001 code_invalid", RpcFixture.error(verify(challenge(), codes.getFirst())));
        assertEquals("-32001 code_invalid", RpcFixture.error(verify(challenge(), "aaaa-bbbb-cccc-dddd")));
        assertEquals(
                9, result(bob, "account.get", "{}").at("/account/recovery_left").asInt());
        String renewed =
                result(bob, "auth.recovery.renew", "{}").at("/recovery_codes/0").asText();
        assertEquals("-32001 code_invalid", RpcFixture.error(verify(challenge(), codes.get(1))));
        signedIn(verify(challenge(), renewed));
    }

    @Test
    void guessingCodesIsPaused() {
        setUp();
        String challenge = challenge();
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    "-32001 code_invalid", RpcFixture.error(verify(challenge, i % 2 == 0 ? "000000" : "aaaa-bbbb")));
        }
        JsonNode paused = verify(challenge, nextCode());
        assertEquals("-32005 rate_limited", RpcFixture.error(paused));
        assertTrue(paused.at("/error/data/retry_after_ms").asLong() > 800_000, paused::toString);
        assertEquals("-32005 rate_limited", error(bob, "auth.confirm", "{'code': '" + code() + "'}"));
        fixture.advanceClock(Duration.ofMinutes(15));
        signedIn(verify(challenge(), code()));
    }

    @Test
    void challengeEndsWithItsTimeThePasswordAndTheAccount() {
        setUp();
        String old = challenge();
        fixture.advanceClock(Duration.ofMinutes(5));
        assertEquals("-32001 invalid_credentials", RpcFixture.error(verify(old, code())));
        String before = challenge();
        result(bob, "user.set_password", "{'password': 'battery horse', 'current_password': '" + PASSWORD + "'}");
        assertEquals("-32001 invalid_credentials", RpcFixture.error(verify(before, nextCode())));
        assertEquals("-32001 invalid_credentials", RpcFixture.error(verify("forged", code())));
        String again = login("bob", "battery horse").at("/error/data/challenge").asText();
        result(admin, "user.deactivate", "{'user_id': " + bobId + "}");
        assertEquals("-32001 invalid_credentials", RpcFixture.error(verify(again, code())));
    }

    @Test
    void factorSurvivesAPasswordResetAndEndsByItsOwnerOrAnAdministrator() {
        setUp();
        String link = result(admin, "account.reset_link", "{'user_id': " + bobId + "}")
                .path("token")
                .asText();
        assertTrue(fixture.anonymous("auth.reset.complete", "{'token': '" + link + "', 'password': '" + PASSWORD + "'}")
                .has("result"));
        bob = signedIn(verify(challenge(), nextCode()));
        assertEquals("-32004 second_factor_on", error(bob, "auth.totp.begin", "{}"));
        result(bob, "auth.totp.disable", "{}");
        bob = signedIn(login("bob", PASSWORD));
        setUp();
        assertEquals("-32002 permission_denied", error(bob, "account.reset_factors", "{'user_id': 1}"));
        result(admin, "account.reset_factors", "{'user_id': " + bobId + "}");
        assertEquals(
                401,
                fixture.post(RpcFixture.body("user.me", "{}"), "Authorization", "Bearer " + bob)
                        .statusCode());
        signedIn(login("bob", PASSWORD));
    }

    // ---- Confirmation ----

    @Test
    void sensitiveMethodsNeedARecentProof() {
        result(bob, "auth.token.create", "{'name': 'robot'}");
        fixture.advanceClock(Duration.ofMinutes(15));
        JsonNode needed = fixture.callWith(bob, "auth.token.create", "{'name': 'robot'}");
        assertEquals("-32001 confirmation_needed", RpcFixture.error(needed));
        assertEquals("[\"password\"]", needed.at("/error/data/ways").toString());
        assertFalse(result(bob, "account.get", "{}").path("account").has("confirmed_until"));
        assertEquals("-32001 confirmation_needed", error(bob, "auth.totp.begin", "{}"));
        assertEquals("-32001 invalid_credentials", error(bob, "auth.confirm", "{'password': 'not the password'}"));
        assertEquals("-32001 confirmation_needed", error(bob, "auth.token.create", "{'name': 'robot'}"));
        assertEquals("-32602 invalid_value", error(bob, "auth.confirm", "{}"));
        assertEquals("-32004 second_factor_off", error(bob, "auth.confirm", "{'code': '123456'}"));
        result(bob, "auth.confirm", "{'password': '" + PASSWORD + "'}");
        result(bob, "auth.token.create", "{'name': 'robot'}");
        assertTrue(result(bob, "account.get", "{}").path("account").has("confirmed_until"));
        setUp();
        fixture.advanceClock(Duration.ofMinutes(15));
        needed = fixture.callWith(bob, "auth.totp.disable", "{}");
        assertEquals(
                "[\"password\",\"totp\",\"recovery\"]",
                needed.at("/error/data/ways").toString());
        result(bob, "auth.confirm", "{'code': '" + code() + "'}");
        result(bob, "auth.totp.disable", "{}");
    }

    @Test
    void administratorConfirmsBeforeCredentialsOfOthersAndRightsChange() {
        result(admin, "group.create", "{'name': 'roots'}");
        result(admin, "group.rights.set", "{'group_id': 1, 'permissions': [{'right': 'admin'}]}");
        result(admin, "group.create", "{'name': 'crew'}");
        fixture.advanceClock(Duration.ofMinutes(15));
        for (String call : List.of(
                "account.reset_link {'user_id': " + bobId + "}",
                "account.reset_factors {'user_id': " + bobId + "}",
                "auth.token.create {'name': 'x', 'user_id': " + bobId + "}",
                "user.set_password {'user_id': " + bobId + ", 'password': 'battery horse'}",
                "group.rights.set {'group_id': 2, 'permissions': []}",
                "group.members.add {'group_id': 1, 'user_id': " + bobId + "}")) {
            String[] parts = call.split(" ", 2);
            assertEquals("-32001 confirmation_needed", error(admin, parts[0], parts[1]), call);
        }
        result(admin, "group.members.add", "{'group_id': 2, 'user_id': " + bobId + "}");
        result(admin, "user.deactivate", "{'user_id': " + bobId + "}");
    }

    @Test
    void accessTokenIsNeverConfirmed() {
        String token = result(admin, "auth.token.create", "{'name': 'robot'}")
                .path("token")
                .asText();
        assertEquals("-32002 scope_missing", error(token, "auth.confirm", "{'password': 'any'}"));
        for (String call : List.of(
                "account.reset_link {'user_id': " + bobId + "}",
                "account.reset_factors {'user_id': " + bobId + "}",
                "auth.token.create {'name': 'x'}",
                "user.set_password {'user_id': " + bobId + ", 'password': 'battery horse'}",
                "user.set_password {'password': 'battery horse', 'current_password': 'x'}",
                "group.rights.set {'group_id': 2, 'permissions': []}",
                "user.update {'display_name': 'Robot'}",
                "auth.totp.begin {}",
                "auth.totp.disable {}",
                "account.get {}")) {
            String[] parts = call.split(" ", 2);
            assertEquals("-32002 scope_missing", error(token, parts[0], parts[1]), call);
        }
        result(token, "user.update", "{'user_id': " + bobId + ", 'display_name': 'Robert'}");
    }

    // ---- At rest ----

    /** After a theft an administrator must find the guesses, the codes that were used and the changes of the factor. */
    @Test
    void auditLogHasCodesAndChangesOfTheFactor() {
        List<String> codes = setUp();
        assertEquals("-32001 code_invalid", RpcFixture.error(verify(challenge(), "000000")));
        signedIn(verify(challenge(), codes.getFirst()));
        assertEquals("-32001 code_invalid", error(bob, "auth.confirm", "{'code': '" + codes.getFirst() + "'}"));
        result(bob, "auth.confirm", "{'password': '" + PASSWORD + "'}");
        result(bob, "auth.recovery.renew", "{}");
        result(bob, "auth.totp.disable", "{}");
        setUp();
        result(admin, "account.reset_factors", "{'user_id': " + bobId + "}");
        fixture.endpoint.authentication().failures().recordDue();
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.endpoint.authentication().failures().recordDue();
        assertEquals(
                List.of(
                        "sign_in_failed 2",
                        "second_factor_reset 1",
                        "second_factor_added 1",
                        "second_factor_removed 1",
                        "recovery_codes_renewed 1",
                        "session_confirmed 1 factor=password",
                        "signed_in 1 factor=recovery",
                        "second_factor_added 1"),
                result(admin, "audit.list", "{'target_kind': 'user', 'target_id': " + bobId + ", 'limit': 8}")
                        .path("records")
                        .valueStream()
                        .map(SecondFactorTest::summary)
                        .toList());
    }

    private static String summary(JsonNode record) {
        return (record.path("action").asText() + " " + record.path("count").asText() + " "
                        + record.path("detail").asText())
                .strip();
    }

    @Test
    void secretsAreSealedWithAKeyThatIsNotInTheDatabase() throws IOException {
        Path key = folder.resolve("seal.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        List<String> codes = setUp();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(key))
                    .toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(bytes.contains(app.secret()), file.toString());
                assertFalse(bytes.contains(codes.getFirst()), file.toString());
                assertFalse(bytes.contains(codes.getFirst().replace("-", "")), file.toString());
                assertFalse(bytes.contains(Files.readString(key).strip()), file.toString());
            }
        }
        assertTrue(fixture.endpoint.authentication().secondFactors().hasKeyOfStore());
    }
}
