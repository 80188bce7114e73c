package collab.rpc.auth;

import collab.api.AuthTokenCreateParams;
import collab.api.AuthTokenCreateResult;
import collab.api.AuthTokenListParams;
import collab.api.AuthTokenListResult;
import collab.api.ErrorCode;
import collab.api.SessionView;
import collab.domain.credential.Scope;
import collab.domain.id.SessionId;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.persistence.Snapshot.NamedSession;
import collab.persistence.Snapshots;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.TokenScopes;
import collab.rpc.view.VisibleSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Access tokens of programs: sessions with a name and a lifetime in days. Users manage their own, administrators all.
 */
public final class AccessTokens {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private static final int LIFETIME_DAYS = 365;
    private static final int PAGE = 200;

    private final Snapshots snapshots;
    private final LoginSessions sessions;
    private final SeenSessions seen;

    AccessTokens(Snapshots snapshots, LoginSessions sessions, SeenSessions seen) {
        this.snapshots = snapshots;
        this.sessions = sessions;
        this.seen = seen;
    }

    /**
     * Creates a token for the given user or the caller. The token is in this result only.
     *
     * <p>The contract lets no token call this: a stolen one could otherwise renew itself without end, and its revocation would not end
     * what it had created.
     *
     * @throws RpcFailure {@code user_not_found} or {@code permission_denied} for another user, {@code too_many_tokens}
     */
    public AuthTokenCreateResult create(CallContext call, AuthTokenCreateParams params) {
        User owner = owner(call, params.userId());
        Duration lifetime = Duration.ofDays(params.days().orElse(LIFETIME_DAYS));
        Set<Scope> scopes = params.scopes().map(TokenScopes::of).orElse(Scope.OF_TOKENS);
        IssuedToken issued = sessions.openToken(owner, lifetime, params.name(), scopes, call);
        SECURITY.log(
                System.Logger.Level.INFO,
                "token {0} of user {1} created by user {2}",
                issued.session().id(),
                owner.id(),
                call.userId());
        return new AuthTokenCreateResult(
                issued.token(),
                EntityViews.of(
                        new NamedSession(
                                issued.session(), Optional.of(params.name()), Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        false));
    }

    /**
     * A page of the live sessions of the given user or the caller, newest first, at most {@value #PAGE}.
     *
     * @throws RpcFailure {@code user_not_found} or {@code permission_denied} for another user
     */
    public AuthTokenListResult list(CallContext call, AuthTokenListParams params) {
        User owner = owner(call, params.userId());
        return snapshots.read(snapshot -> {
            Page<NamedSession> page =
                    Page.of(snapshot.namedSessions(owner.id(), params.beforeId().map(SessionId::new), PAGE + 1), PAGE);
            List<SessionView> listed = page.rows().stream()
                    .map(named -> EntityViews.of(
                            named,
                            seen.at(named.session().id()).or(named::seenAt),
                            named.session().id().equals(call.session().id())))
                    .toList();
            return new AuthTokenListResult(
                    listed,
                    page.next(named -> named.session().id().value()),
                    snapshot.position().value());
        });
    }

    /** The given user, or the caller. */
    private User owner(CallContext call, Optional<Long> userId) {
        return snapshots.read(snapshot -> {
            VisibleSnapshot visible = VisibleSnapshot.of(snapshot, call);
            User owner = visible.user(userId.orElse(call.userId().value()));
            if (!visible.access().is(owner.id()) && !visible.access().holds(Right.ADMIN)) {
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED, "only administrators may access the sessions of another user");
            }
            return owner;
        });
    }
}
