package collab.rpc.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.AuditActionView;
import collab.api.AuditActorKindView;
import collab.api.AuditTargetKindView;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditTarget;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.config.SetupMode;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log through calls: who is recorded, who may read, and that no secret is in it. */
@Tag("security")
class AuditTest {
    private static final String PASSWORD = "bobs long password";

    @TempDir
    Path folder;

    private RpcFixture fixture;
    private String admin;
    private long bob;

    @BeforeEach
    void open() throws IOException {
        RpcConfig config = RpcFixture.withoutRateLimits();
        fixture = RpcFixture.open(folder, config.withAuth(config.auth().withSetup(SetupMode.FILE)), AuthMode.TOKEN);
        fixture.endpoint.authentication().prepare(folder);
        admin = signIn(
                "admin", Files.readString(folder.resolve("admin.password")).strip());
        bob = result(
                        admin,
                        "user.create",
                        "{'username': 'bob', 'display_name': 'Bob Builder', 'password': '" + PASSWORD + "'}")
                .at("/user/id")
                .asLong();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String signIn(String username, String password) {
        JsonNode response = login(username, password);
        assertTrue(response.has("result"), response::toString);
        return response.at("/result/token").asText();
    }

    private JsonNode login(String username, String password) {
        return fixture.anonymous("auth.login", "{'username': '" + username + "', 'password': '" + password + "'}");
    }

    private JsonNode result(String token, String method, String params) {
        JsonNode response = fixture.callWith(token, method, params);
        assertTrue(response.has("result"), () -> method + " failed: " + response);
        return response.path("result");
    }

    private List<String> actions(String token, String params) {
        return result(token, "audit.list", params)
                .path("records")
                .valueStream()
                .map(record -> record.path("action").asText())
                .toList();
    }

    private void grant(long user, String permission) {
        long group = result(admin, "group.create", "{'name': 'auditors'}")
                .at("/group/id")
                .asLong();
        result(admin, "group.rights.set", "{'group_id': " + group + ", 'permissions': [" + permission + "]}");
        result(admin, "group.members.add", "{'group_id': " + group + ", 'user_id': " + user + "}");
    }

    @Test
    void wordsOfTheContractAreThoseOfTheDomain() {
        assertEquals(names(AuditAction.values()), names(AuditActionView.values()));
        assertEquals(names(AuditActor.Kind.values()), names(AuditActorKindView.values()));
        assertEquals(names(AuditTarget.Kind.values()), names(AuditTargetKindView.values()));
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    @Test
    void recordNamesCallerSessionAndAddress() {
        long session =
                result(admin, "auth.token.list", "{}").at("/sessions/0/id").asLong();
        result(admin, "user.deactivate", "{'user_id': " + bob + "}");
        JsonNode page = result(admin, "audit.list", "{'target_kind': 'user', 'target_id': " + bob + "}");
        JsonNode record = page.at("/records/0");
        assertEquals("account_deactivated", record.path("action").asText());
        assertEquals("user", record.path("actor_kind").asText());
        assertEquals(session, record.path("session_id").asLong());
        assertEquals("127.0.0.1", record.path("address").asText());
        assertFalse(record.path("token").asBoolean());
        assertEquals(
                List.of("admin", "bob"),
                page.path("users")
                        .valueStream()
                        .map(user -> user.path("username").asText())
                        .toList());
    }

    @Test
    void signInsTokensAndSignOutsAreRecorded() {
        String first = signIn("bob", PASSWORD);
        JsonNode token = result(first, "auth.token.create", "{'name': 'deploy key'}");
        result(token.path("token").asText(), "presence.set_status_text", "{'text': 'away'}"); // daily life: no record
        result(first, "auth.logout", "{}");
        assertEquals(
                List.of("signed_out", "token_created", "signed_in", "account_created"),
                actions(admin, "{'target_kind': 'user', 'target_id': " + bob + "}"));
    }

    @Test
    void logIsReadWithItsOwnRightOnly() {
        String reader = signIn("bob", PASSWORD);
        assertEquals("-32002 permission_denied", RpcFixture.error(fixture.callWith(reader, "audit.list", "{}")));
        grant(bob, "{'right': 'audit'}");
        assertEquals("-32002 permission_denied", RpcFixture.error(fixture.callWith(reader, "audit.list", "{}")));
    }

    @Test
    void rightInAWorkspaceOpensItsRecordsOnly() {
        long one = result(admin, "workspace.create", "{'name': 'One'}")
                .at("/workspace/id")
                .asLong();
        long two = result(admin, "workspace.create", "{'name': 'Two'}")
                .at("/workspace/id")
                .asLong();
        grant(bob, "{'right': 'audit_log', 'workspace_id': " + one + "}");
        String reader = signIn("bob", PASSWORD);
        for (String params : List.of("{}", "{'workspace_id': " + two + "}", "{'actor_id': " + bob + "}")) {
            assertEquals("-32002 permission_denied", RpcFixture.error(fixture.callWith(reader, "audit.list", params)));
        }
        assertEquals(List.of("audit_read", "workspace_created"), actions(reader, "{'workspace_id': " + one + "}"));
    }

    @Test
    void ownRecordsAreForEverybodyWithoutTheAddressesOfOthers() {
        String own = signIn("bob", PASSWORD);
        result(admin, "user.update", "{'user_id': " + bob + ", 'display_name': 'Robert'}");
        JsonNode records = result(own, "audit.list", "{'own': true}").path("records");
        assertEquals(
                List.of("account_updated", "signed_in", "account_created"),
                records.valueStream()
                        .map(record -> record.path("action").asText())
                        .toList());
        assertFalse(records.path(0).has("address"), "the address of the administrator");
        assertEquals("127.0.0.1", records.path(1).path("address").asText());
    }

    /** A stolen token that may only read must not open the log of its owner's rights. */
    @Test
    void accessTokenNeedsTheScopeAdminForMoreThanTheOwnAccount() {
        for (String scopes : List.of("'read'", "'read', 'admin'")) {
            String token = result(admin, "auth.token.create", "{'name': 'robot', 'scopes': [" + scopes + "]}")
                    .path("token")
                    .asText();
            assertTrue(actions(token, "{'own': true}").contains("token_created"));
            for (String method : List.of("audit.list", "accounts.list")) {
                JsonNode response = fixture.callWith(token, method, "{}");
                assertEquals(scopes.contains("admin"), response.has("result"), () -> method + ": " + response);
            }
        }
        assertEquals(1, actions(admin, "{'action': 'audit_read'}").size());
    }

    @Test
    void readingIsRecordedOnceAnHour() {
        for (int i = 0; i < 3; i++) result(admin, "audit.list", "{'limit': 1}");
        assertEquals(1, actions(admin, "{'action': 'audit_read'}").size());
        fixture.advanceClock(Duration.ofMinutes(61));
        result(admin, "audit.list", "{'limit': 1}");
        assertEquals(2, actions(admin, "{'action': 'audit_read'}").size());
    }

    @Test
    void pagesAndFiltersAreBounded() {
        assertEquals(
                "-32602 invalid_value",
                RpcFixture.error(fixture.callWith(admin, "audit.list", "{'target_kind': 'user'}")));
        for (int i = 0; i < 5; i++) result(admin, "user.create", "{'username': 'u" + i + "', 'display_name': 'U'}");
        Set<Long> seen = new HashSet<>();
        long before = Long.MAX_VALUE / 1024;
        for (JsonNode next = null; next == null || !next.isMissingNode(); ) {
            JsonNode page = result(
                    admin, "audit.list", "{'action': 'account_created', 'limit': 2, 'before_id': " + before + "}");
            page.path("records")
                    .forEach(record -> assertTrue(seen.add(record.path("id").asLong())));
            next = page.path("next_before_id");
            before = next.asLong();
        }
        assertEquals(7, seen.size()); // admin, bob and five more
    }

    /** Unauthenticated clients must not make the log grow: equal attempts of a minute are one record. */
    @Test
    void failuresAreSummedPerAccountAndMinute() {
        for (int i = 0; i < 5; i++) login("bob", "a wrong password " + i);
        login("nobody", "a wrong password");
        assertEquals(List.of(), actions(admin, "{'action': 'sign_in_failed'}"));
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.endpoint.authentication().failures().recordDue();
        JsonNode records =
                result(admin, "audit.list", "{'action': 'sign_in_failed'}").path("records");
        assertEquals(2, records.size());
        JsonNode ofBob = records.valueStream()
                .filter(record -> record.path("target_id").asLong() == bob)
                .findFirst()
                .orElseThrow();
        assertEquals(5, ofBob.path("count").asLong());
        assertEquals("127.0.0.1", ofBob.path("address").asText());
        assertEquals("system", ofBob.path("actor_kind").asText());
    }

    /** Who guesses links, or the password at an open browser of another user, is counted as well. */
    @Test
    void guessedLinksAndPresentPasswordsAreCounted() {
        String own = signIn("bob", PASSWORD);
        for (int i = 0; i < 3; i++) {
            fixture.anonymous("invite.get", "{'token': 'hci_unknown" + i + "'}");
            fixture.callWith(
                    own, "user.set_password", "{'password': 'a new password', 'current_password': 'guess" + i + "'}");
        }
        fixture.anonymous("auth.reset.complete", "{'token': 'hcr_unknown', 'password': 'a new password'}");
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.endpoint.authentication().failures().recordDue();
        JsonNode guessed =
                result(admin, "audit.list", "{'action': 'token_rejected'}").path("records");
        assertEquals(
                List.of(4),
                guessed.findValues("count").stream().map(JsonNode::asInt).toList());
        JsonNode passwords =
                result(admin, "audit.list", "{'action': 'sign_in_failed'}").path("records");
        assertEquals(3, passwords.at("/0/count").asInt());
        assertEquals(bob, passwords.at("/0/target_id").asLong());
    }

    /** None of the secrets, names and texts of a run is in a record or in its line of the log. */
    @Test
    void noSecretNameOrTextIsInTheLog() {
        long workspace = result(admin, "workspace.create", "{'name': 'Zanzibar'}")
                .at("/workspace/id")
                .asLong();
        JsonNode invitation = result(admin, "invitation.create", "{'workspace_id': " + workspace + "}");
        String link = invitation.path("token").asText();
        JsonNode joined = fixture.anonymous(
                "invite.join",
                "{'token': '" + link + "', 'username': 'zoe', 'display_name': 'Zoe Zet', 'password': 'zoes password'}");
        String zoe = joined.at("/result/token").asText();
        long channel = result(zoe, "channel.list", "{'workspace_id': " + workspace + "}")
                .at("/channels/0/id")
                .asLong();
        long message = result(zoe, "message.send", "{'channel_id': " + channel + ", 'text': 'the marzipan text'}")
                .at("/message/id")
                .asLong();
        result(admin, "message.delete", "{'message_id': " + message + "}");
        String reset = result(admin, "account.reset_link", "{'user_id': " + bob + "}")
                .path("token")
                .asText();
        fixture.anonymous("auth.reset.complete", "{'token': '" + reset + "', 'password': 'the next password'}");
        login("bob", "a mistyped password");
        fixture.endpoint.authentication().failures().note(AuditAction.SIGN_IN_FAILED, Optional.empty(), "::1");
        fixture.advanceClock(Duration.ofMinutes(1));
        fixture.endpoint.authentication().failures().recordDue();

        JsonNode records = result(admin, "audit.list", "{'limit': 200}").path("records");
        String text = records.toString();
        Stream.of(
                        PASSWORD,
                        link,
                        zoe,
                        reset,
                        "zoes password",
                        "next password",
                        "mistyped",
                        "zoe",
                        "Zoe",
                        "Zanzibar",
                        "marzipan",
                        "Builder",
                        "Java-http-client")
                .forEach(secret -> assertFalse(text.contains(secret), () -> secret + " is in " + text));
        List<String> all = records.valueStream()
                .map(record -> record.path("action").asText())
                .toList();
        assertTrue(
                all.containsAll(List.of(
                        "invitation_created",
                        "invitation_used",
                        "message_deleted",
                        "reset_link_made",
                        "password_reset",
                        "sign_in_failed",
                        "workspace_created",
                        "right_granted")),
                all::toString);
    }
}
