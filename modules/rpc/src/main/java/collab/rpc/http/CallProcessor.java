package collab.rpc.http;

import collab.api.Access;
import collab.api.AuthLoginParams;
import collab.api.ErrorCode;
import collab.api.InvalidParams;
import collab.api.Json;
import collab.api.RateClass;
import collab.api.RpcApi;
import collab.api.RpcDispatcher;
import collab.api.RpcMethod;
import collab.api.RpcParams;
import collab.domain.id.UserId;
import collab.persistence.LedgerUnavailable;
import collab.persistence.QueryTimeout;
import collab.rpc.auth.FailedAttempts;
import collab.rpc.auth.LoginService;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.jsonrpc.RpcRequest;
import collab.rpc.jsonrpc.RpcResponse;
import collab.rpc.limit.RateLimiter;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Executes the calls of one HTTP request and renders their responses. The steps of a call: method, session, rate
 * limit, parameters, handler. Each step can end the call with an error. An unexpected exception is logged with an
 * incident id; the caller gets only the id. The calls of a batch are executed one after the other, in the order of the
 * request.
 */
final class CallProcessor {
    private static final System.Logger LOG = System.getLogger(CallProcessor.class.getName());

    /** A call of {@code rpc.discover} counts as so many queries. */
    private static final int DISCOVERY_UNITS = 20;

    private final RpcDispatcher<CallContext> dispatcher;
    private final MethodGate gate;
    private final LoginService logins;
    private final FailedAttempts failures;
    private final RateLimiter limits;
    private final RpcMetrics metrics;
    private final int replyBytesMax;

    CallProcessor(
            RpcApi<CallContext> api,
            MethodGate gate,
            LoginService logins,
            FailedAttempts failures,
            RateLimiter limits,
            RpcMetrics metrics,
            int replyBytesMax) {
        this.dispatcher = new RpcDispatcher<>(api);
        this.gate = gate;
        this.logins = logins;
        this.failures = failures;
        this.limits = limits;
        this.metrics = metrics;
        this.replyBytesMax = replyBytesMax;
    }

    /** Empty when all calls are notifications. */
    Optional<byte[]> batch(CallContext context, List<RpcRequest.Call> calls, AnswerMemory memory) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        for (RpcRequest.Call call : calls) {
            Optional<byte[]> response = array.size() > replyBytesMax ? tooLarge(call) : single(context, call, memory);
            if (response.isEmpty()) continue;
            array.write(array.size() == 0 ? '[' : ',');
            array.writeBytes(response.get());
        }
        if (array.size() == 0) return Optional.empty();
        array.write(']');
        return Optional.of(array.toByteArray());
    }

    /** Bounds the memory of a batch whose results are long: the remaining calls are not executed. */
    private Optional<byte[]> tooLarge(RpcRequest.Call call) {
        RpcError error = RpcError.of(
                ErrorCode.TOO_LARGE,
                "not executed: the responses of the previous calls exceed " + replyBytesMax + " bytes");
        return switch (call) {
            case RpcRequest.Call.Invalid invalid -> Optional.of(error(invalid.id(), error));
            case RpcRequest.Call.Valid valid when valid.notification() -> Optional.empty();
            case RpcRequest.Call.Valid valid -> Optional.of(error(valid.id(), error));
        };
    }

    /** Empty for a notification, even when it fails. */
    Optional<byte[]> single(CallContext context, RpcRequest.Call call, AnswerMemory memory) {
        return switch (call) {
            case RpcRequest.Call.Invalid invalid -> Optional.of(error(invalid.id(), invalid.error()));
            case RpcRequest.Call.Valid valid -> {
                byte[] response = execute(context, valid, memory);
                yield valid.notification() ? Optional.empty() : Optional.of(response);
            }
        };
    }

    private byte[] execute(CallContext context, RpcRequest.Call.Valid call, AnswerMemory memory) {
        Optional<RpcMethod> method = RpcMethod.of(call.method());
        if (method.isEmpty()) return error(call.id(), RpcError.of(ErrorCode.METHOD_NOT_FOUND));
        long begin = System.nanoTime();
        try {
            byte[] result = result(context, method.get(), call.params(), memory);
            metrics.succeeded(method.get());
            return RpcResponse.result(call.id(), result);
        } catch (RpcFailure failure) {
            if (failure.error().code() == ErrorCode.RATE_LIMITED) metrics.rateLimited(method.get());
            Optional<UserId> caller = context.isAnonymous() ? Optional.empty() : Optional.of(context.userId());
            failures.noteRejected(
                    method.get(), failure.error().code(), caller, context.peer().address());
            return error(call.id(), failure.error());
        } catch (QueryTimeout timeout) {
            return error(call.id(), RpcError.of(timeout));
        } catch (InvalidParams invalid) {
            return error(call.id(), RpcError.of(invalid));
        } catch (LedgerUnavailable unavailable) {
            LOG.log(
                    Level.WARNING,
                    "the ledger did not execute {0}: {1}",
                    method.get().wireName(),
                    unavailable.getMessage());
            return error(call.id(), RpcError.of(unavailable));
        } catch (RuntimeException unexpected) {
            return error(call.id(), internalError(method.get().wireName(), unexpected));
        } finally {
            metrics.answered(method.get(), System.nanoTime() - begin);
        }
    }

    private byte[] result(CallContext context, RpcMethod method, JsonNode json, AnswerMemory memory) {
        RpcParams<?> params = checkedParams(context, method, json);
        long reserved = memory.reserve(method);
        try {
            byte[] result = Json.bytes(dispatcher.dispatch(context, params));
            reserved = memory.settle(method, reserved, result.length);
            return result;
        } catch (RuntimeException | Error failed) {
            memory.free(reserved);
            throw failed;
        }
    }

    /** The parameters of a call that the caller may make now. */
    private RpcParams<?> checkedParams(CallContext context, RpcMethod method, JsonNode json) {
        gate.requireSession(context, method);
        // the rate limit of a login depends on its parameters; that of all other methods is checked before anything is
        // parsed
        if (method != RpcMethod.AUTH_LOGIN) requireNoWait(spend(context, method));
        if (method == RpcMethod.RPC_DISCOVER) requireDiscoverable(context);
        gate.requireConfirmation(context, method);
        RpcParams<?> params = method.parse(json);
        if (params instanceof AuthLoginParams login) {
            requireNoWait(logins.countAttempt(login, context.peer()));
        }
        return params;
    }

    /** A method that checks the secret of a link counts as a lookup of a credential, so that ten people behind one address can join. */
    private Optional<Duration> spend(CallContext context, RpcMethod method) {
        return method.access() == Access.NONE && method.rateClass() == RateClass.AUTH
                ? limits.spendForAddress(context.peer().address())
                : limits.spend(method.rateClass(), context.rateLimitKey());
    }

    /** The contract is some hundred kilobytes, so that a small request must not get it often. */
    private void requireDiscoverable(CallContext context) {
        if (!context.beginDiscovery()) {
            throw new RpcFailure(RpcError.of(ErrorCode.TOO_LARGE, "rpc.discover can be called once in a request"));
        }
        for (int unit = 0; unit < DISCOVERY_UNITS; unit++) {
            requireNoWait(limits.spend(RateClass.READ, context.rateLimitKey()));
        }
    }

    private static void requireNoWait(Optional<Duration> wait) {
        if (wait.isPresent()) throw new RpcFailure(RpcError.rateLimited(wait.get()));
    }

    /** Logs the exception with an incident id, which is all that the caller gets. */
    static RpcError internalError(String what, RuntimeException unexpected) {
        String incident = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.log(Level.ERROR, "incident " + incident + " in " + what, unexpected);
        return RpcError.internal(incident);
    }

    private byte[] error(JsonNode id, RpcError error) {
        metrics.failed(error.code());
        return RpcResponse.error(id, error);
    }
}
