package collab.e2e.harness;

import collab.testkit.ContractValidator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls to {@code POST /rpc}, as one user or unauthenticated. Each response is validated against the contract. A call
 * is never repeated; a test that needs a repetition uses {@link Retry}.
 */
public final class RpcCaller {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final AtomicLong IDS = new AtomicLong();

    private final URI base;
    private final Optional<String> token;
    private final long userId;

    private RpcCaller(URI base, Optional<String> token, long userId) {
        this.base = base;
        this.token = token;
        this.userId = userId;
    }

    public static RpcCaller of(URI base) {
        return new RpcCaller(base, Optional.empty(), 0);
    }

    /** Waits until the process is ready. */
    public void awaitReady() {
        Retry.until(base + " to be ready", () -> {
            try {
                return get("/readyz").statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    public RpcCaller signIn(String username) {
        JsonNode login = call("auth.login", TestJson.params("username", username));
        return new RpcCaller(
                base,
                Optional.of(login.get("token").textValue()),
                login.get("user").get("id").longValue());
    }

    public RpcCaller signIn(String username, String password) {
        JsonNode login = call("auth.login", "username", username, "password", password);
        return bearing(
                login.get("token").textValue(), login.get("user").get("id").longValue());
    }

    /** A caller with this token. */
    public RpcCaller bearing(String secret, long user) {
        return new RpcCaller(base, Optional.of(secret), user);
    }

    /** The same user at another address. */
    public RpcCaller at(URI base) {
        return new RpcCaller(base, token, userId);
    }

    public URI base() {
        return base;
    }

    public String token() {
        return token.orElseThrow();
    }

    public long userId() {
        return userId;
    }

    /**
     * Calls a method and returns its result.
     *
     * @throws RpcCallRejected for an error
     */
    public JsonNode call(String method, Object... namesAndValues) {
        return call(method, TestJson.params(namesAndValues));
    }

    public JsonNode call(String method, ObjectNode params) {
        long id = IDS.incrementAndGet();
        ObjectNode request =
                TestJson.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
        request.set("params", params);
        try {
            HttpResponse<String> response = post(request.toString());
            if (response.statusCode() != 200) throw new RpcCallRejected(method, response.statusCode(), response.body());
            ContractValidator.answer(method, params.toString(), response.body());
            JsonNode parsed = TestJson.parse(response.body());
            if (parsed.has("error")) throw new RpcCallRejected(method, 200, response.body());
            if (parsed.path("id").longValue() != id
                    || !parsed.path("jsonrpc").asText().equals("2.0")) {
                throw new AssertionError(method + " got the response of another call: " + response.body());
            }
            return parsed.get("result");
        } catch (IOException unreachable) {
            throw new UncheckedIOException(method + " got no response from " + base, unreachable);
        }
    }

    /** The error of a call that must fail. */
    public RpcCallRejected rejection(String method, Object... namesAndValues) {
        try {
            JsonNode result = call(method, namesAndValues);
            throw new AssertionError(method + " must be rejected, but returned " + result);
        } catch (RpcCallRejected rejection) {
            return rejection;
        }
    }

    /** Posts any body, also one that is not JSON. */
    public HttpResponse<String> post(String body) throws IOException {
        return send(request("/rpc")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) throws IOException {
        return send(request(path).GET());
    }

    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    public static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
