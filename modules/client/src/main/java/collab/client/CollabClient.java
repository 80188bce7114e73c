package collab.client;

import collab.api.Json;
import collab.api.MalformedJson;
import collab.api.MutatingParams;
import collab.api.RpcCalls;
import collab.api.RpcParams;
import collab.api.RpcResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
 * <p>A change that got no answer is tried again under the same {@code op_id} (made up when the caller gave none), so it happens
 * once however often it is sent; a query is simply repeated. Everything else that fails is a {@link CollabException}.
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

    /** @param base where the gateway listens, for example {@code http://127.0.0.1:8080} */
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

        /** The session token of {@code auth.login}; without it only public methods answer. */
        public Builder token(String sessionToken) {
            this.token = Optional.of(sessionToken);
            return this;
        }

        /** How long one attempt may take; 30 s by default. */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = timeout;
            return this;
        }

        /** How long a call is tried again while nobody answers; 20 s by default, zero for never. */
        public Builder retryFor(Duration duration) {
            this.retryFor = duration;
            return this;
        }

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

    /** The same server, as the owner of this token. */
    public CollabClient as(String sessionToken) {
        return builder(base)
                .token(sessionToken)
                .callTimeout(callTimeout)
                .retryFor(retryFor)
                .build();
    }

    @Override
    public <R extends RpcResult> R call(RpcParams<R> params) {
        ObjectNode arguments = params.toJson();
        if (params instanceof MutatingParams<?> change && change.opId().isEmpty()) {
            arguments.put("op_id", UUID.randomUUID().toString());
        }
        return params.parseResult(callRaw(params.method().wireName(), arguments));
    }

    /** Calls a method by its name. A change without {@code op_id} may happen twice when its answer is lost. */
    public JsonNode callRaw(String method, ObjectNode params) {
        ObjectNode request = Json.object();
        request.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
        request.set("params", params);
        byte[] body = Json.bytes(request);
        long deadline = System.nanoTime() + retryFor.toNanos();
        Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX, ThreadLocalRandom.current()::nextDouble);
        while (true) {
            try {
                return attempt(body);
            } catch (CollabException failed) {
                if (!failed.passing()) throw failed;
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
            String why = unreachable.getMessage() == null ? unreachable.toString() : unreachable.getMessage();
            throw CollabException.unreachable(base + " does not answer: " + why, unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CollabException.unreachable("interrupted while waiting for " + base, interrupted);
        }
    }

    private JsonNode answer(HttpResponse<byte[]> response) {
        JsonNode answer;
        try {
            answer = Json.parse(response.body());
        } catch (MalformedJson notJson) {
            throw CollabException.unreachable(
                    base + " answered " + response.statusCode() + " without JSON-RPC", notJson);
        }
        JsonNode error = answer.path("error");
        if (error.isObject()) throw failure(error);
        if (!answer.has("result")) {
            throw CollabException.unreachable(
                    base + " answered " + response.statusCode() + " without a result", new IOException("no result"));
        }
        return answer.get("result");
    }

    private static CollabException failure(JsonNode error) {
        JsonNode data = error.path("data");
        JsonNode retryAfter = data.path("retry_after_ms");
        return new CollabException(
                error.path("code").asInt(),
                data.path("code").asText(""),
                error.path("message").asText(),
                retryAfter.isIntegralNumber() ? Optional.of(Duration.ofMillis(retryAfter.asLong())) : Optional.empty());
    }

    @Override
    public void close() {
        http.close();
    }
}
