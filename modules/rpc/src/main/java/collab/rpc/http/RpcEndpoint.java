package collab.rpc.http;

import collab.api.Access;
import collab.api.AuthLoginParams;
import collab.api.ErrorCode;
import collab.api.InvalidParams;
import collab.api.Json;
import collab.api.RpcMethod;
import collab.api.RpcParams;
import collab.api.RpcResult;
import collab.domain.model.Session;
import collab.persistence.LedgerUnavailable;
import collab.persistence.Persistence;
import collab.rpc.auth.Authentication;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RateLimiter;
import collab.rpc.config.RpcConfig;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.jsonrpc.RpcRequest;
import collab.rpc.methods.CommandService;
import collab.rpc.methods.PresenceSource;
import collab.rpc.methods.QueryService;
import collab.rpc.methods.SignalSink;
import collab.runtime.Metrics;
import collab.runtime.RpcExchange.Reply;
import collab.runtime.RpcExchange.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * JSON-RPC 2.0: bytes and a credential in, bytes and a status out. Knows no HTTP library, so that a gateway in the same process
 * calls it as a listener does.
 *
 * <p>The way of a call: the gate (HTTP), who it is, the request, the method, the right to ask at all, the rate, the
 * parameters, the service. Each room may answer with an error; what nobody foresaw is logged under an incident id, which is
 * all the caller hears of it. The calls of a batch are executed in their order, one after the other.
 */
public final class RpcEndpoint {
    private static final System.Logger LOG = System.getLogger(RpcEndpoint.class.getName());
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** When a draining server is asked again: by then another one answers. */
    private static final Duration DRAIN_RETRY = Duration.ofSeconds(1);

    private final RpcConfig config;
    private final RpcHttpFilter gate;
    private final RateLimiter limits;
    private final Authentication identity;
    private final CommandService commands;
    private final QueryService queries;
    private final RpcMetrics metrics;
    private volatile boolean draining;

    private RpcEndpoint(
            RpcConfig config,
            RateLimiter limits,
            Authentication identity,
            CommandService commands,
            QueryService queries,
            RpcMetrics metrics) {
        this.config = config;
        this.gate = new RpcHttpFilter(config, identity.loopbackOnly());
        this.limits = limits;
        this.identity = identity;
        this.commands = commands;
        this.queries = queries;
        this.metrics = metrics;
    }

    /**
     * @param presence who is online
     * @param signals where typing goes
     * @param nanoTime never goes back; refills the buckets
     */
    public static RpcEndpoint open(
            RpcConfig config,
            AuthMode mode,
            Persistence persistence,
            PresenceSource presence,
            SignalSink signals,
            Metrics metrics,
            InstantSource clock,
            LongSupplier nanoTime) {
        RateLimiter limits = new RateLimiter(config.limits(), nanoTime);
        Authentication identity = Authentication.open(mode, config, limits, persistence, clock);
        CommandService commands = new CommandService(persistence, identity);
        QueryService queries = new QueryService(persistence, identity, presence, signals, commands);
        return new RpcEndpoint(config, limits, identity, commands, queries, new RpcMetrics(metrics));
    }

    public Authentication identity() {
        return identity;
    }

    /** Bytes of a body that are worth reading: one more is refused whatever follows. */
    public int bodyBytesMax() {
        return config.bodyBytesMax();
    }

    /** From now on calls are answered with 503, so that a balancer and clients go elsewhere. */
    public void drain() {
        draining = true;
    }

    /** Whether writes are being decided; reads go on without. */
    public boolean writable() {
        return commands.writable();
    }

    public Reply handle(Request request) {
        try {
            if (draining) return unavailable();
            Optional<RpcHttpFilter.Refusal> refusal = gate.refuse(request);
            return refusal.isPresent() ? refused(request, refusal.get()) : recognised(request);
        } catch (RuntimeException unforeseen) {
            return failure(500, internal("a request", unforeseen), Map.of());
        }
    }

    private Reply recognised(Request request) {
        return switch (identity.recognise(request)) {
            case Authentication.Recognition.Known(Session session) -> serve(request, Optional.of(session));
            case Authentication.Recognition.Introduced introduced -> {
                CallContext visitor = new CallContext(Optional.of(introduced.session()), request.peer());
                visitor.giveCookie(identity.cookieOf(introduced, request.peer().secure()));
                yield serve(request, visitor);
            }
            case Authentication.Recognition.Anonymous() -> serve(request, Optional.empty());
            case Authentication.Recognition.Refused() ->
                failure(
                        401,
                        RpcError.of(ErrorCode.UNAUTHENTICATED, "the token is nobody's"),
                        Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""));
            case Authentication.Recognition.Throttled(Duration retryAfter) ->
                failure(429, RpcError.rateLimited(retryAfter), retryAfter(retryAfter));
        };
    }

    private Reply serve(Request request, Optional<Session> session) {
        return serve(request, new CallContext(session, request.peer()));
    }

    private Reply serve(Request request, CallContext visitor) {
        return switch (RpcRequest.parse(request.body().array(), config.batchMax())) {
            case RpcRequest.Broken broken -> failure(200, broken.why(), Map.of());
            case RpcRequest.Single single -> reply(visitor, answer(visitor, single.call()));
            case RpcRequest.Batch batch -> reply(visitor, answers(visitor, batch.calls()));
        };
    }

    private static Reply reply(CallContext visitor, Optional<byte[]> json) {
        Map<String, String> headers =
                visitor.cookie().map(cookie -> Map.of("Set-Cookie", cookie)).orElse(Map.of());
        return json.map(bytes -> Reply.json(200, bytes, headers)).orElseGet(() -> Reply.empty(headers));
    }

    // ---- calls ----

    /** Nothing if all were notifications. */
    private Optional<byte[]> answers(CallContext visitor, List<RpcRequest.Call> calls) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        for (RpcRequest.Call call : calls) {
            Optional<byte[]> answer = array.size() > config.replyBytesMax() ? tooMuch(call) : answer(visitor, call);
            if (answer.isEmpty()) continue;
            array.write(array.size() == 0 ? '[' : ',');
            array.writeBytes(answer.get());
        }
        if (array.size() == 0) return Optional.empty();
        array.write(']');
        return Optional.of(array.toByteArray());
    }

    /** Fifty long lists in one answer are more than a process should hold: the rest of the batch is not executed. */
    private Optional<byte[]> tooMuch(RpcRequest.Call call) {
        RpcError error = RpcError.of(ErrorCode.TOO_LARGE, "the answers before this one were too long; not executed");
        return switch (call) {
            case RpcRequest.Call.Invalid invalid -> Optional.of(error(invalid.id(), error));
            case RpcRequest.Call.Valid valid when valid.notification() -> Optional.empty();
            case RpcRequest.Call.Valid valid -> Optional.of(error(valid.id(), error));
        };
    }

    /** Nothing for a notification, whatever became of it. */
    private Optional<byte[]> answer(CallContext visitor, RpcRequest.Call call) {
        return switch (call) {
            case RpcRequest.Call.Invalid invalid -> Optional.of(error(invalid.id(), invalid.why()));
            case RpcRequest.Call.Valid valid -> {
                byte[] answer = execute(visitor, valid);
                yield valid.notification() ? Optional.empty() : Optional.of(answer);
            }
        };
    }

    private byte[] execute(CallContext visitor, RpcRequest.Call.Valid call) {
        Optional<RpcMethod> method = RpcMethod.of(call.method());
        if (method.isEmpty()) return error(call.id(), RpcError.of(ErrorCode.METHOD_NOT_FOUND));
        long begin = System.nanoTime();
        try {
            byte[] answer = result(call.id(), Json.bytes(run(visitor, method.get(), call.params())));
            metrics.accepted(method.get());
            return answer;
        } catch (RpcFailure failure) {
            return error(call.id(), failure.error());
        } catch (InvalidParams invalid) {
            return error(call.id(), RpcError.of(invalid));
        } catch (LedgerUnavailable unavailable) {
            LOG.log(Level.WARNING, "{0} was not decided: {1}", method.get().wireName(), unavailable.getMessage());
            return error(call.id(), RpcError.of(unavailable));
        } catch (RuntimeException unforeseen) {
            return error(call.id(), internal(method.get().wireName(), unforeseen));
        } finally {
            metrics.answered(method.get(), System.nanoTime() - begin);
        }
    }

    private RpcResult run(CallContext visitor, RpcMethod method, JsonNode json) {
        if (method.access() == Access.SESSION) visitor.session();
        // whose bucket a login spends from is in its parameters; all others pay before anything is looked at
        if (method != RpcMethod.AUTH_LOGIN) pay(method, limits.spend(method.rateClass(), visitor.bucket()));
        RpcParams<?> params = method.parse(json);
        if (params instanceof AuthLoginParams login) pay(method, identity.spendForLogin(login, visitor.peer()));
        return queries.answer(visitor, params);
    }

    private void pay(RpcMethod method, Optional<Duration> wait) {
        if (wait.isEmpty()) return;
        metrics.limited(method);
        throw new RpcFailure(RpcError.rateLimited(wait.get()));
    }

    /** The log gets the story, the caller a number to ask about. */
    private static RpcError internal(String what, RuntimeException unforeseen) {
        String incident = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.log(Level.ERROR, "incident " + incident + " in " + what, unforeseen);
        return RpcError.internal(incident);
    }

    // ---- answers ----

    private static final byte[] RESULT = ascii("{\"jsonrpc\":\"2.0\",\"result\":");
    private static final byte[] ERROR = ascii("{\"jsonrpc\":\"2.0\",\"error\":");
    private static final byte[] ID = ascii(",\"id\":");

    private static byte[] result(JsonNode id, byte[] result) {
        return object(RESULT, result, id);
    }

    private byte[] error(JsonNode id, RpcError error) {
        metrics.failed(error.code());
        return object(ERROR, Json.bytes(error.toJson()), id);
    }

    private static byte[] object(byte[] begin, byte[] content, JsonNode id) {
        byte[] idBytes = Json.bytes(id.isMissingNode() ? NullNode.instance : id);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(begin.length + content.length + ID.length + idBytes.length + 1);
        out.writeBytes(begin);
        out.writeBytes(content);
        out.writeBytes(ID);
        out.writeBytes(idBytes);
        out.write('}');
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- refusals before JSON-RPC begins ----

    private Reply refused(Request request, RpcHttpFilter.Refusal refusal) {
        if (refusal.status() == 403) {
            SECURITY.log(
                    Level.WARNING,
                    "refused a call from {0} of origin {1} for host {2}",
                    request.peer().address(),
                    request.header("origin").orElse("-"),
                    request.peer().host());
        }
        return failure(refusal.status(), refusal.error(), refusal.headers());
    }

    /** Somebody claims to be a gateway and is not. */
    Reply refuseGateway() {
        return failure(403, RpcError.of(ErrorCode.PERMISSION_DENIED, "the link secret is another one"), Map.of());
    }

    private Reply unavailable() {
        RpcError error = RpcError.unavailable(LedgerUnavailable.Outcome.NOT_EXECUTED, DRAIN_RETRY);
        return failure(503, error, retryAfter(DRAIN_RETRY));
    }

    private Reply failure(int status, RpcError error, Map<String, String> headers) {
        return Reply.json(status, error(NullNode.instance, error), headers);
    }

    private static Map<String, String> retryAfter(Duration wait) {
        return Map.of(
                "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }
}
