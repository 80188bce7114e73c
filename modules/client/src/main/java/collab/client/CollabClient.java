package collab.client;

import collab.api.Json;
import collab.api.MalformedJson;
import collab.api.RpcCalls;
import collab.api.RpcMethod;
import collab.api.RpcParams;
import collab.api.RpcResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls to one server or gateway, typed ({@link RpcCalls}) or raw ({@link #callRaw}). Calls block and fit virtual threads; any
 * number of threads may use one client.
 *
 * <p><b>Repetition.</b> A call that got no answer is repeated, for {@link Builder#retryFor} in total. A mutating method is repeated under one
 * {@code op_id}, which the client generates when the caller gave none, so that the server executes it once. A query is repeated unchanged.
 * Any other method, for example a sign-in, is repeated only when the server states that it was not executed. Every other failure is a
 * {@link CollabException}.
 */
public final class CollabClient implements RpcCalls, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(3);

    private final URI base;
    private final Optional<String> token;
    private final Duration callTimeout;
    private final Duration retryFor;
    private final HttpClient http;
    private final AtomicLong ids = new AtomicLong();

    private CollabClient(Builder builder) {
        this.base = builder.base;
        this.token = builder.token;
        this.callTimeout = builder.callTimeout;
        this.retryFor = builder.retryFor;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * {@return a builder of a client}
     *
     * @param base the address of the gateway, for example {@code http://127.0.0.1:8080}
     */
    public static Builder builder(URI base) {
        return new Builder(base);
    }

    /** The options of a client. */
    public static final class Builder {
        private final URI base;
        private Optional<String> token = Optional.empty();
        private Duration callTimeout = Duration.ofSeconds(30);
        private Duration retryFor = Duration.ofSeconds(20);

        private Builder(URI base) {
            boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
            if (!http || base.getHost() == null) {
                throw new IllegalArgumentException(
                        "the address of a server must be an http or https URL with a host, like http://127.0.0.1:8080, got "
                                + base);
            }
            this.base = base;
        }

        /**
         * Set the token that authenticates the calls. Without one, only public methods can be called.
         *
         * @param sessionToken a token of {@code auth.login} or {@code auth.token.create}
         * @return this
         */
        public Builder token(String sessionToken) {
            this.token = Optional.of(sessionToken);
            return this;
        }

        /**
         * Set how long one attempt may take.
         *
         * @param timeout 30 s by default
         * @return this
         */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = timeout;
            return this;
        }

        /**
         * Set how long a call is repeated while no answer arrives.
         *
         * @param duration 20 s by default, zero for never
         * @return this
         */
        public Builder retryFor(Duration duration) {
            this.retryFor = duration;
            return this;
        }

        /** {@return the client; it opens no connection before the first call} */
        public CollabClient build() {
            return new CollabClient(this);
        }
    }

    URI base() {
        return base;
    }

    Optional<String> token() {
        return token;
    }

    HttpClient http() {
        return http;
    }

    /**
     * {@return a client of the same server that authenticates with this token; the caller closes both clients}
     *
     * @param sessionToken a token of {@code auth.login} or {@code auth.token.create}
     */
    public CollabClient as(String sessionToken) {
        return builder(base)
                .token(sessionToken)
                .callTimeout(callTimeout)
                .retryFor(retryFor)
                .build();
    }

    @Override
    public <R extends RpcResult> R call(RpcParams<R> params) {
        return params.parseResult(callRaw(params.method().wireName(), params.toJson()));
    }

    /**
     * Call a method by its name. A mutating method of the contract gets an {@code op_id} when the parameters contain none, and
     * {@code message.search} gets the time zone of this system when its query has a filter by day.
     *
     * @param method the name, for example {@code message.send}
     * @param params the parameters by name; they are not modified
     * @return the member {@code result} of the answer
     * @throws CollabException when the call is not answered with a result
     */
    public JsonNode callRaw(String method, ObjectNode params) {
        ObjectNode arguments = params.deepCopy();
        boolean change = RpcMethod.of(method).map(RpcMethod::mutating).orElse(false);
        if (change && !arguments.has("op_id")) {
            arguments.put("op_id", UUID.randomUUID().toString());
        }
        if (method.equals(RpcMethod.MESSAGE_SEARCH.wireName())) SearchTimeZone.complete(arguments);
        return repeated(request(method, arguments), isQuery(method) || arguments.has("op_id"));
    }

    /** Call a method once. */
    JsonNode callOnce(String method, ObjectNode params) {
        return attempt(request(method, params));
    }

    private byte[] request(String method, ObjectNode params) {
        ObjectNode request = Json.object();
        request.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
        request.set("params", params);
        return Json.bytes(request);
    }

    private static boolean isQuery(String method) {
        return RpcMethod.of(method)
                .map(known -> switch (known.rateClass()) {
                    case READ, SEARCH, NONE -> !known.mutating();
                    case WRITE, SEND, TYPING, AUTH -> false;
                })
                .orElse(false);
    }

    /** @param safely whether the call may be repeated although the server may have executed it */
    private JsonNode repeated(byte[] body, boolean safely) {
        long deadline = System.nanoTime() + retryFor.toNanos();
        Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX, ThreadLocalRandom.current()::nextDouble);
        while (true) {
            try {
                return attempt(body);
            } catch (CollabException failed) {
                if (!failed.passing() || failed.mayHaveHappened() && !safely) throw failed;
                Duration pause =
                        failed.retryAfter().orElseGet(() -> backoff.next().plus(RETRY_MIN));
                if (System.nanoTime() + pause.toNanos() > deadline) throw failed;
                pause(pause, failed);
            }
        }
    }

    private static void pause(Duration pause, CollabException failed) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed;
        }
    }

    private JsonNode attempt(byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/rpc"))
                .timeout(callTimeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            return answer(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException unreachable) {
            boolean sent = !(unreachable instanceof ConnectException);
            throw CollabException.unreachable(base + " does not answer: " + described(unreachable), unreachable, sent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CollabException.unreachable("interrupted while waiting for " + base, interrupted, true);
        }
    }

    /** The exception of a failed connection often has no message. */
    private static String described(IOException unreachable) {
        if (unreachable.getMessage() != null) return unreachable.getMessage();
        return unreachable instanceof ConnectException ? "connection refused" : unreachable.toString();
    }

    private JsonNode answer(HttpResponse<byte[]> response) {
        JsonNode answer;
        try {
            answer = Json.parse(response.body());
        } catch (MalformedJson notJson) {
            throw withoutJsonRpc(response, notJson);
        }
        JsonNode error = answer.path("error");
        if (error.isObject()) throw CollabException.of(error);
        if (!answer.has("result")) throw withoutJsonRpc(response, new IOException("no result"));
        return answer.get("result");
    }

    /** The answer came from something else than the server, for example from a proxy whose server is not running. */
    private CollabException withoutJsonRpc(HttpResponse<byte[]> response, Exception cause) {
        return CollabException.unreachable(
                base + " answered " + response.statusCode() + " without JSON-RPC", cause, true);
    }

    /**
     * Follow the events of this client's user: {@link LiveSession#start}.
     *
     * @param listener receives the events
     * @return the session, which runs until it is closed or the server refuses its user
     */
    public LiveSession live(LiveSession.Listener listener) {
        return LiveSession.start(this, listener);
    }

    /** Wait for the calls under way, then close the connections. The caller closes its live sessions first. */
    @Override
    public void close() {
        http.close();
    }
}
