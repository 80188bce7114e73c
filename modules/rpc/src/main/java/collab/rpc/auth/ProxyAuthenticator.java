package collab.rpc.auth;

import collab.domain.audit.Origin;
import collab.domain.model.Session;
import collab.runtime.rpc.RpcExchange;
import collab.wire.LinkHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/** Authenticates the users that a reverse proxy names in a header. The proxy proves itself with a shared secret. */
final class ProxyAuthenticator {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private final byte[] secret;
    private final ProxyAccounts accounts;
    private final TokenAuthenticator tokens;

    ProxyAuthenticator(String secret, ProxyAccounts accounts, TokenAuthenticator tokens) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.accounts = accounts;
        this.tokens = tokens;
    }

    /**
     * @param username the value of the proxy's header
     * @param cookieToken the token of the browser's session cookie
     */
    AuthenticationResult authenticate(String username, Optional<String> cookieToken, RpcExchange.Request request) {
        if (!isProxy(request)) {
            SECURITY.log(
                    System.Logger.Level.WARNING,
                    "rejected a proxy user from {0}: the proxy secret is missing or wrong",
                    request.peer().address());
            return AuthenticationResult.INVALID;
        }
        Optional<IssuedToken> account = accounts.session(
                username.strip().toLowerCase(Locale.ROOT),
                Origin.ofClient(request.peer().address()),
                this::isValid);
        if (account.isEmpty()) {
            SECURITY.log(
                    System.Logger.Level.WARNING,
                    "rejected a user of the proxy {0}: the username is invalid or the account is deactivated",
                    request.peer().address());
            return AuthenticationResult.INVALID;
        }
        Session session = account.get().session();
        String token = account.get().token();
        return cookieToken.filter(token::equals).isPresent()
                ? new AuthenticationResult.Authenticated(session)
                : new AuthenticationResult.AuthenticatedByProxy(session, token);
    }

    private boolean isProxy(RpcExchange.Request request) {
        String presented = request.header(LinkHeaders.PROXY_SECRET).orElse("");
        return MessageDigest.isEqual(secret, presented.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isValid(IssuedToken issued) {
        return tokens.isValid(issued);
    }
}
