package collab.rpc.http;

import collab.api.ErrorCode;
import collab.domain.audit.AuditAction;
import collab.domain.model.Session;
import collab.persistence.LedgerUnavailable;
import collab.persistence.Persistence;
import collab.persistence.QueryTimeout;
import collab.rpc.auth.Authentication;
import collab.rpc.auth.AuthenticationResult;
import collab.rpc.auth.DeviceName;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcRequest;
import collab.rpc.jsonrpc.RpcResponse;
import collab.rpc.limit.RateLimiter;
import collab.rpc.limit.ScanLimits;
import collab.rpc.methods.MethodHandlers;
import collab.rpc.methods.PresenceSource;
import collab.rpc.methods.SignalSink;
import collab.runtime.Metrics;
import collab.runtime.rpc.BodyRejection;
import collab.runtime.rpc.RpcExchange.Reply;
import collab.runtime.rpc.RpcExchange.Request;
import collab.wire.WireLimits;
import com.fasterxml.jackson.databind.node.NullNode;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Serves JSON-RPC 2.0: a request with a credential in, a reply out. Independent of any HTTP library, so that a
 * gateway in the same process calls it like a listener does.
 *
 * <p>The steps of a request: HTTP rules ({@link RpcHttpFilter}), credential ({@link Authentication}), the limit of anonymous
 * requests ({@link AnonymousRequests}), body, JSON-RPC ({@link RpcRequest}), calls ({@link CallProcessor}). The body is read after
 * everything that does not need it.
 */
public final class RpcEndpoint {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** When a client may try again while the server stops: by then another server answers. */
    private static final Duration DRAIN_RETRY = Duration.ofSeconds(1);

    /**
     * What the endpoint uses of its process.
     *
     * @param presence the users who are online
     * @param signals receives typing signals
     * @param clock the time of sessions and tickets
     * @param nanoTime a monotonic clock for the rate limits
     * @param directory where the setup link is kept; absent where there is none
     */
    public record Environment(
            PresenceSource presence,
            SignalSink signals,
            Metrics metrics,
            InstantSource clock,
            LongSupplier nanoTime,
            Optional<Path> directory) {}

    private final RpcConfig config;
    private final RpcHttpFilter filter;
    private final Authentication authentication;
    private final MethodHandlers handlers;
    private final CallProcessor calls;
    private final RpcMetrics metrics;
    private final AnonymousRequests anonymous;
    private volatile boolean draining;

    private RpcEndpoint(
            RpcConfig config,
            RateLimiter limits,
            Authentication authentication,
            MethodHandlers handlers,
            RpcMetrics metrics) {
        this.config = config;
        this.filter = new RpcHttpFilter(config, authentication.loopbackOnly());
        this.authentication = authentication;
        this.handlers = handlers;
        this.calls = new CallProcessor(
                handlers,
                new MethodGate(authentication.confirmations()),
                authentication.logins(),
                authentication.failures(),
                limits,
                metrics,
                config.requests().replyBytesMax());
        this.metrics = metrics;
        this.anonymous = new AnonymousRequests(limits);
    }

    /** @throws IllegalArgumentException when the configuration does not fit the mode */
    public static RpcEndpoint open(RpcConfig config, AuthMode mode, Persistence persistence, Environment environment) {
        RateLimiter limits = new RateLimiter(config.limits(), environment.nanoTime());
        Authentication authentication =
                Authentication.open(mode, config, limits, persistence, environment.clock(), environment.directory());
        MethodHandlers handlers = new MethodHandlers(
                persistence,
                authentication,
                environment.presence(),
                environment.signals(),
                new ScanLimits(limits, config.limits().searchesParallel()),
                environment.clock());
        return new RpcEndpoint(config, limits, authentication, handlers, new RpcMetrics(environment.metrics()));
    }

    public Authentication authentication() {
        return authentication;
    }

    /** Rejects all further requests with 503, so that load balancers and clients use another server. */
    public void drain() {
        draining = true;
    }

    /** Whether changes can be committed; queries work either way. */
    public boolean writable() {
        return handlers.writable();
    }

    /**
     * Answers a request. An unexpected exception becomes a reply with status 500.
     *
     * @throws BodyRejection when the body cannot be read, so that the caller counts it, or closes the connection
     */
    public Reply handle(Request request) {
        try {
            if (draining) return unavailable();
            Optional<RpcHttpFilter.HttpRejection> rejection = filter.check(request);
            return rejection.isPresent() ? rejected(request, rejection.get()) : authenticated(request);
        } catch (BodyRejection unread) {
            throw unread;
        } catch (QueryTimeout timeout) { // of the credential; a call has an error of its own
            return failure(503, RpcError.of(timeout), retryAfter(DRAIN_RETRY));
        } catch (RuntimeException unexpected) {
            return failure(500, CallProcessor.internalError("a request", unexpected), Map.of());
        }
    }

    private Reply authenticated(Request request) {
        return switch (authentication.authenticate(request)) {
            case AuthenticationResult.Authenticated(Session session) -> serve(request, Optional.of(session));
            case AuthenticationResult.AuthenticatedByProxy proxied -> {
                CallContext context = context(request, Optional.of(proxied.session()));
                context.setCookie(
                        authentication.cookieOf(proxied, request.peer().secure()));
                yield serve(request, context);
            }
            case AuthenticationResult.Anonymous() -> serve(request, Optional.empty());
            case AuthenticationResult.Invalid() ->
                failure(
                        401,
                        RpcError.of(ErrorCode.UNAUTHENTICATED, "invalid or expired token"),
                        Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""));
            case AuthenticationResult.RateLimited(Duration retryAfter) -> rateLimited(retryAfter);
        };
    }

    private Reply serve(Request request, Optional<Session> session) {
        return serve(request, context(request, session));
    }

    private static CallContext context(Request request, Optional<Session> session) {
        return new CallContext(session, request.peer(), DeviceName.of(request.header("user-agent")));
    }

    private Reply serve(Request request, CallContext context) {
        Optional<Duration> wait = context.isAnonymous() ? anonymous.spend(request.peer(), 0) : Optional.empty();
        if (wait.isPresent()) return rateLimited(wait.get());
        byte[] body = request.body().read(bodyBytesMax(context)).array();
        wait = context.isAnonymous() ? anonymous.spend(request.peer(), body.length) : Optional.empty();
        if (wait.isPresent()) return rateLimited(wait.get());
        AnswerMemory memory = new AnswerMemory(request.memory());
        return switch (RpcRequest.parse(body, config.requests().batchMax())) {
            case RpcRequest.Malformed malformed -> failure(200, malformed.error(), Map.of());
            case RpcRequest.Single single -> reply(context, calls.single(context, single.call(), memory));
            case RpcRequest.Batch batch -> reply(context, calls.batch(context, batch.calls(), memory));
        };
    }

    private int bodyBytesMax(CallContext context) {
        int max = config.requests().bodyBytesMax();
        return context.isAnonymous() ? Math.min(max, WireLimits.RPC_ANONYMOUS_BODY_BYTES_MAX) : max;
    }

    private static Reply reply(CallContext context, Optional<byte[]> json) {
        Map<String, String> headers =
                context.cookie().map(cookie -> Map.of("Set-Cookie", cookie)).orElse(Map.of());
        return json.map(bytes -> Reply.json(200, bytes, headers)).orElseGet(() -> Reply.empty(headers));
    }

    // ---- Rejections before JSON-RPC ----

    private Reply rejected(Request request, RpcHttpFilter.HttpRejection rejection) {
        if (rejection.status() == 403) {
            SECURITY.log(
                    Level.WARNING,
                    "rejected a request from {0}: origin {1}, host {2}",
                    request.peer().address(),
                    request.header("origin").orElse("-"),
                    request.peer().host());
            authentication
                    .failures()
                    .note(
                            AuditAction.ORIGIN_REJECTED,
                            Optional.empty(),
                            request.peer().address());
        }
        return failure(rejection.status(), rejection.error(), rejection.headers());
    }

    /** The reply to a request whose body was not read; the reason has an answer. */
    public Reply rejected(BodyRejection rejection) {
        return switch (rejection.reason()) {
            case TOO_LARGE ->
                failure(
                        413,
                        RpcError.of(
                                ErrorCode.TOO_LARGE,
                                "the body must have at most "
                                        + config.requests().bodyBytesMax() + " bytes, without a credential "
                                        + WireLimits.RPC_ANONYMOUS_BODY_BYTES_MAX),
                        Map.of());
            case MALFORMED ->
                failure(
                        400,
                        RpcError.of(
                                ErrorCode.INVALID_REQUEST,
                                "the chunks of the body are malformed (RFC 9112, section 7.1)"),
                        Map.of());
            case NO_MEMORY, TOO_SLOW, BROKEN -> overloaded();
        };
    }

    /** The reply to a request that a bound of the process rejects; the client may send it again. */
    public Reply overloaded() {
        return unavailable();
    }

    private Reply rateLimited(Duration wait) {
        return failure(429, RpcError.rateLimited(wait), retryAfter(wait));
    }

    /** The reply to a request with a wrong link secret. */
    Reply wrongLinkSecret() {
        return failure(403, RpcError.of(ErrorCode.PERMISSION_DENIED, "invalid link secret"), Map.of());
    }

    private Reply unavailable() {
        RpcError error = RpcError.unavailable(LedgerUnavailable.Outcome.NOT_EXECUTED, DRAIN_RETRY);
        return failure(503, error, retryAfter(DRAIN_RETRY));
    }

    private Reply failure(int status, RpcError error, Map<String, String> headers) {
        metrics.failed(error.code());
        return Reply.json(status, RpcResponse.error(NullNode.instance, error), headers);
    }

    private static Map<String, String> retryAfter(Duration wait) {
        return Map.of(
                "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }
}
