package collab.rpc.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.config.SetupMode;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of administration: the list of accounts, who may invite, and the address with which links begin. */
class AccountsTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;
    private String admin;

    @BeforeEach
    void open() throws IOException {
        RpcConfig config = RpcFixture.withoutRateLimits();
        fixture = RpcFixture.open(
                folder,
                config.withAuth(config.auth().withSetup(SetupMode.FILE).withPublicUrl("https://chat.example.com")),
                AuthMode.TOKEN);
        fixture.endpoint.authentication().prepare(folder);
        admin = signIn(
                "admin", Files.readString(folder.resolve("admin.password")).strip());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String signIn(String username, String password) {
        return fixture.anonymous("auth.login", "{'username': '" + username + "', 'password': '" + password + "'}")
                .at("/result/token")
                .asText();
    }

    private JsonNode result(String token, String method, String params) {
        JsonNode response = fixture.callWith(token, method, params);
        assertTrue(response.has("result"), () -> method + " failed: " + response);
        return response.path("result");
    }

    private long user(String name) {
        return result(
                        admin,
                        "user.create",
                        "{'username': '" + name + "', 'display_name': '" + name + "', 'password': 'a long password'}")
                .at("/user/id")
                .asLong();
    }

    @Test
    void accountsAreListedInPagesByStateAndPrefix() {
        for (String name : List.of("carol", "bob", "bea")) user(name);
        result(admin, "user.deactivate", "{'user_id': 2}");
        List<String> seen = new ArrayList<>();
        String after = "";
        for (int pages = 0; pages < 9; pages++) {
            JsonNode page = result(
                    admin,
                    "accounts.list",
                    after.isEmpty() ? "{'limit': 3}" : "{'limit': 3, 'after': '" + after + "'}");
            page.path("accounts")
                    .forEach(account -> seen.add(account.at("/user/username").asText()));
            if (!page.has("next_after")) break;
            after = page.path("next_after").asText();
        }
        assertEquals(List.of("admin", "bea", "bob", "carol"), seen);
        assertEquals(
                List.of("bea", "bob"),
                result(admin, "accounts.list", "{'prefix': 'B'}")
                        .path("accounts")
                        .valueStream()
                        .map(account -> account.at("/user/username").asText())
                        .toList());
        JsonNode ended =
                result(admin, "accounts.list", "{'state': 'deactivated'}").path("accounts");
        assertEquals(1, ended.size());
        assertEquals("carol", ended.at("/0/user/username").asText());
        assertEquals("deactivated", ended.at("/0/state").asText());
        JsonNode first = result(admin, "accounts.list", "{'limit': 1}").at("/accounts/0");
        assertTrue(first.path("administrator").asBoolean());
        assertTrue(first.path("has_password").asBoolean());
        assertTrue(first.has("last_seen_at"));
    }

    @Test
    void accountsAreForAdministratorsOnly() {
        user("bob");
        String bob = signIn("bob", "a long password");
        assertEquals("-32002 permission_denied", RpcFixture.error(fixture.callWith(bob, "accounts.list", "{}")));
    }

    @Test
    void ownersDecideWhetherMembersInvite() {
        long workspace = result(admin, "workspace.create", "{'name': 'Home'}")
                .at("/workspace/id")
                .asLong();
        long bob = user("bob");
        result(admin, "workspace.members.add", "{'workspace_id': " + workspace + ", 'user_id': " + bob + "}");
        String member = signIn("bob", "a long password");
        String create = "{'workspace_id': " + workspace + "}";
        assertEquals(
                "members",
                result(member, "workspace.get", create).at("/workspace/invites").asText());
        result(member, "invitation.create", create);
        JsonNode updated =
                result(admin, "workspace.update", "{'workspace_id': " + workspace + ", 'invites': 'owners'}");
        assertEquals("owners", updated.at("/workspace/invites").asText());
        assertEquals("Home", updated.at("/workspace/name").asText());
        for (String method : List.of("invitation.create", "invitation.list")) {
            assertEquals("-32002 permission_denied", RpcFixture.error(fixture.callWith(member, method, create)));
        }
        JsonNode ended = result(admin, "invitation.list", create).at("/invitations/0");
        assertEquals("revoked", ended.path("state").asText());
        assertEquals(
                "invites=owners",
                result(admin, "audit.list", "{'action': 'workspace_updated'}")
                        .at("/records/0/detail")
                        .asText());
    }

    /** The page cannot know by which address people reach the server: the operator says it. */
    @Test
    void pageLearnsTheAddressWithWhichLinksBegin() {
        JsonNode info = fixture.anonymous("auth.info", "{}").path("result");
        assertEquals("https://chat.example.com", info.path("public_url").asText());
        assertFalse(info.has("users"));
    }
}
