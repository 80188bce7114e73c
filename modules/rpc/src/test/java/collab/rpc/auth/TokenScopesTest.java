package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Access;
import collab.api.MethodScope;
import collab.api.RpcMethod;
import collab.domain.credential.Scope;
import collab.rpc.config.AuthMode;
import collab.rpc.config.SetupMode;
import collab.rpc.methods.RpcFixture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an access token is good for: every method of the contract with a token of each scope, and the opening of sockets. */
@Tag("security")
class TokenScopesTest {
    private static final List<MethodScope> OF_TOKENS =
            List.of(MethodScope.READ, MethodScope.SEND, MethodScope.MANAGE, MethodScope.ADMIN);

    /** The scope depends on whose account it is; or the call ends the sessions of this test. */
    private static final Set<RpcMethod> OTHERS =
            Set.of(RpcMethod.USER_UPDATE, RpcMethod.AUTH_LOGOUT, RpcMethod.AUTH_SESSIONS_REVOKE_OTHERS);

    @TempDir
    Path folder;

    private RpcFixture fixture;
    private String admin;
    private final Map<MethodScope, String> tokens = new EnumMap<>(MethodScope.class);

    @BeforeEach
    void open() throws IOException {
        var config = RpcFixture.withoutRateLimits();
        fixture = RpcFixture.open(folder, config.withAuth(config.auth().withSetup(SetupMode.FILE)), AuthMode.TOKEN);
        fixture.endpoint.authentication().prepare(folder);
        String password = Files.readString(folder.resolve("admin.password")).strip();
        admin = fixture.anonymous("auth.login", "{'username': 'admin', 'password': '" + password + "'}")
                .at("/result/token")
                .asText();
        OF_TOKENS.forEach(scope -> tokens.put(scope, token(word(scope))));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String word(MethodScope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    private String token(String... scopes) {
        JsonNode created = fixture.callWith(
                admin, "auth.token.create", "{'name': 'robot', 'scopes': ['" + String.join("', '", scopes) + "']}");
        assertEquals(
                Arrays.asList(scopes),
                created.at("/result/session/scopes")
                        .valueStream()
                        .map(JsonNode::asText)
                        .toList(),
                created::toString);
        return created.at("/result/token").asText();
    }

    /** Empty parameters: the scope is checked before them, and most methods then miss one. */
    private String error(String token, RpcMethod method) {
        return RpcFixture.error(fixture.callWith(token, method.wireName(), "{}"));
    }

    @Test
    void everyMethodNeedsItsScope() {
        for (RpcMethod method : RpcMethod.values()) {
            if (method.access() != Access.SESSION || OTHERS.contains(method)) continue;
            for (MethodScope scope : OF_TOKENS) {
                boolean allowed = method.scope() == scope;
                boolean refused = error(tokens.get(scope), method).equals("-32002 scope_missing");
                assertEquals(
                        allowed && !method.confirmed(),
                        !refused,
                        method.wireName() + " with a token that may " + scope);
            }
            assertNotEquals("-32002 scope_missing", error(admin, method), method.wireName() + " with a login session");
        }
    }

    @Test
    void changesNeedMoreThanTheScopeToRead() {
        for (RpcMethod method : RpcMethod.values()) {
            if (method.mutating() && method != RpcMethod.AUTH_LOGOUT) {
                assertFalse(List.of(MethodScope.ANY, MethodScope.READ).contains(method.scope()), method.wireName());
            }
            if (method.confirmed()) {
                assertTrue(List.of(MethodScope.ADMIN, MethodScope.ACCOUNT).contains(method.scope()), method.wireName());
            }
        }
    }

    /** A read-only token must not receive more, or change more, by a socket than by a call. */
    @Test
    void socketNeedsTheScopeToReadAndTicketsAreNoWayAround() {
        Authentication authentication = fixture.endpoint.authentication();
        assertTrue(authentication
                .admitToken(tokens.get(MethodScope.READ), "127.0.0.1")
                .isPresent());
        assertTrue(authentication.admitToken(admin, "127.0.0.1").isPresent());
        for (MethodScope scope : List.of(MethodScope.SEND, MethodScope.MANAGE, MethodScope.ADMIN)) {
            assertTrue(authentication.admitToken(tokens.get(scope), "127.0.0.1").isEmpty(), scope.toString());
            assertEquals("-32002 scope_missing", error(tokens.get(scope), RpcMethod.AUTH_TICKET));
        }
        String ticket = fixture.callWith(tokens.get(MethodScope.READ), "auth.ticket", "{}")
                .at("/result/ticket")
                .asText();
        var admission = authentication.admitTicket(ticket).orElseThrow();
        assertEquals(Set.of(Scope.READ), admission.session().scopes());
    }

    @Test
    void ownAccountAndOtherSessionsNeedALogin() {
        for (RpcMethod method : List.of(RpcMethod.USER_UPDATE, RpcMethod.AUTH_SESSIONS_REVOKE_OTHERS)) {
            for (MethodScope scope : OF_TOKENS) {
                assertEquals("-32002 scope_missing", error(tokens.get(scope), method), method + " " + scope);
            }
        }
    }

    @Test
    void rightsNeedTheScopeOfRightsAndEveryTokenEndsItself() {
        String readsAndManages = token("read", "manage");
        assertEquals(
                "-32002 scope_missing",
                RpcFixture.error(fixture.callWith(readsAndManages, "workspace.create", "{'name': 'Other'}")));
        String admins = token("read", "admin");
        long workspace = fixture.callWith(admins, "workspace.create", "{'name': 'Other'}")
                .at("/result/workspace/id")
                .asLong();
        assertTrue(workspace > 0);
        for (MethodScope scope : OF_TOKENS) {
            assertTrue(fixture.callWith(tokens.get(scope), "auth.logout", "{}").has("result"), scope.toString());
            assertEquals(
                    401,
                    fixture.post(RpcFixture.body("user.me", "{}"), "Authorization", "Bearer " + tokens.get(scope))
                            .statusCode());
        }
    }

    @Test
    void tokenHasEveryScopeOfTokensUnlessItSaysOtherwise() {
        JsonNode created = fixture.callWith(admin, "auth.token.create", "{'name': 'robot'}");
        assertEquals(
                "[\"read\",\"send\",\"manage\",\"admin\"]",
                created.at("/result/session/scopes").toString());
        assertEquals(
                "-32602 invalid_params",
                RpcFixture.error(fixture.callWith(admin, "auth.token.create", "{'name': 'r', 'scopes': ['account']}")));
        assertEquals(
                "-32602 invalid_params",
                RpcFixture.error(fixture.callWith(admin, "auth.token.create", "{'name': 'r', 'scopes': []}")));
    }
}
