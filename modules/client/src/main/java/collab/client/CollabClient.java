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
 * <p><b>Repeating.</b> A call that got no answer is tried again, for {@link Builder#retryFor} in total. A change is repeated under
 * one {@code op_id} (made up when the caller gave none), so it happens once however often it is sent; a query is simply repeated.
 * What is neither, as a sign-in, is repeated only when it certainly was not executed. Everything else that fails is a
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
     * {@return the beginnings of a client}
     *
     * @param base where the gateway listens, for example {@code http://127.0.0.1:8080}
     */
    public static Builder builder(URI base) {
        return new Builder(base);
    }

    /** How a client is made. */
    public static final class Builder {
        private final URI base;
        private Optional<String> token = Optional.empty();
        private Duration callTimeout = Duration.ofSeconds(30);
        private Duration retryFor = Duration.ofSeconds(20);

        private Builder(URI base) {
            boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
            if (!http || base.getHost() == null) {
                throw new IllegalArgumentException("a server is named like http://127.0.0.1:8080, not " + base);
            }
            this.base = base;
        }

        /**
         * Who calls; without a token only public methods answer.
         *
         * @param sessionToken of {@code auth.login} or {@code auth.token.create}
         * @return this
         */
        public Builder token(String sessionToken) {
            this.token = Optional.of(sessionToken);
            return this;
        }

        /**
         * How long one attempt may take.
         *
         * @param timeout 30 s by default
         * @return this
         */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = timeout;
            return this;
        }

        /**
         * How long a call is tried again while nobody answers.
         *
         * @param duration 20 s by default, zero for never
         * @return this
         */
        public Builder retryFor(Duration duration) {
            this.retryFor = duration;
            return this;
        }

        /** {@return the client, which holds no connection until it is used} */
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
     * {@return a client of the same server, as the owner of this token; it is closed on its own}
     *
     * @param sessionToken of {@code auth.login} or {@code auth.token.create}
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
     * Calls a method by its name. A change of the contract gets an {@code op_id} when it has none.
     *
     * @param method for example {@code message.send}
     * @param params by name; left as they are
     * @return the member {@code result} of the answer
     * @throws CollabException when it is not answered with a result
     */
    public JsonNode callRaw(String method, ObjectNode params) {
        ObjectNode arguments = params.deepCopy();
        boolean change = RpcMethod.of(method).map(RpcMethod::mutating).orElse(false);
        if (change && !arguments.has("op_id")) {
            arguments.put("op_id", UUID.randomUUID().toString());
        }
        ObjectNode request = Json.object();
        request.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
        request.set("params", arguments);
        return repeated(Json.bytes(request), isQuery(method) || arguments.has("op_id"));
    }

    private static boolean isQuery(String method) {
        return RpcMethod.of(method)
                .map(known -> switch (known.rateClass()) {
                    case READ, NONE -> !known.mutating();
                    case WRITE, SEND, TYPING, AUTH -> false;
                })
                .orElse(false);
    }

    /** @param safely whether the call may be sent again though it may have been executed */
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
            throw CollabException.unreachable(base + " does not answer: " + said(unreachable), unreachable, sent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CollabException.unreachable("interrupted while waiting for " + base, interrupted, true);
        }
    }

    /** A failed connection often has no words of its own. */
    private static String said(IOException unreachable) {
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

    /** Something in between answered: not our server, or one that is not there yet. */
    private CollabException withoutJsonRpc(HttpResponse<byte[]> response, Exception cause) {
        return CollabException.unreachable(
                base + " answered " + response.statusCode() + " without JSON-RPC", cause, true);
    }

    /**
     * Follows what this client's user is told: {@link LiveSession#start}.
     *
     * @param listener who is told
     * @return the session, which runs until it is closed or the server will not have its user any more
     */
    public LiveSession live(LiveSession.Listener listener) {
        return LiveSession.start(this, listener);
    }

    /** Waits for calls under way, then lets go of the connections. Live sessions are closed first, by whoever started them. */
    @Override
    public void close() {
        http.close();
    }
}
