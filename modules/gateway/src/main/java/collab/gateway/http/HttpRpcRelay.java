package collab.gateway.http;

import collab.runtime.TlsIdentity;
import collab.runtime.rpc.RpcExchange;
import collab.wire.LinkHeaders;
import collab.wire.WireLimits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Forwards requests to a server over HTTP. The link secret makes the server trust the headers that describe the client. */
public final class HttpRpcRelay implements RpcRelay, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** How long a request waits for its turn. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(1);

    private final HttpClient client;
    private final ExecutorService threads;
    private final URI rpc;
    private final String secret;
    private final Limits limits;

    /** The calls under way; each has a connection of its own. */
    private final Semaphore connections;

    /**
     * @param deadline for one request, from the first byte of the request to the last byte of the reply
     * @param connectionsMax requests at the same time; further ones wait for a short time and are then rejected
     */
    public record Limits(Duration deadline, int connectionsMax) {}

    private HttpRpcRelay(HttpClient client, ExecutorService threads, URI rpc, String secret, Limits limits) {
        this.client = client;
        this.threads = threads;
        this.rpc = rpc;
        this.secret = secret;
        this.limits = limits;
        this.connections = new Semaphore(limits.connectionsMax(), true);
    }

    /**
     * @param server for example {@code http://10.0.0.2:8080}
     * @param tls the trusted certificates and the own key when the scheme is {@code https}; empty: the JDK's default
     */
    public static HttpRpcRelay to(URI server, String secret, Optional<TlsIdentity> tls, Limits limits) {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("rpc-relay-", 0).factory());
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads);
        tls.ifPresent(identity -> client.sslContext(identity.context()));
        return new HttpRpcRelay(client.build(), threads, server.resolve("/rpc"), secret, limits);
    }

    @Override
    public RpcExchange.Reply relay(RpcExchange.Request request) {
        RpcExchange.Bytes body = mayHaveCalls(request)
                ? request.body().read(bodyBytesMax(request))
                : RpcExchange.Bytes.EMPTY; // the server rejects the request by its head
        awaitTurn();
        try {
            HttpResponse<Optional<byte[]>> response = client.send(toHttp(request, body), head -> reply(head, request));
            byte[] reply = response.body()
                    .orElseThrow(() -> new RelayFailure("there is no memory for the reply of the server", true));
            return new RpcExchange.Reply(response.statusCode(), headers(response), RpcExchange.Bytes.of(reply));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new RelayFailure("cannot connect to the server", false, e);
        } catch (IOException e) {
            throw new RelayFailure("the server sent no complete reply", true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RelayFailure("the gateway is stopping", true, e);
        } finally {
            connections.release();
        }
    }

    /** False when the head alone makes the server reject the request. */
    private static boolean mayHaveCalls(RpcExchange.Request request) {
        return request.verb().equals("POST")
                && request.header("content-type")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .startsWith("application/json")
                && !request.header("sec-fetch-site").orElse("").equals("cross-site");
    }

    private static int bodyBytesMax(RpcExchange.Request request) {
        boolean credential = request.headers().containsKey("authorization")
                || request.headers().containsKey("cookie")
                || request.headers().containsKey(LinkHeaders.PROXY_USER);
        return credential ? WireLimits.RPC_BODY_BYTES_MAX : WireLimits.RPC_ANONYMOUS_BODY_BYTES_MAX;
    }

    private void awaitTurn() {
        try {
            if (connections.tryAcquire(TURN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) return;
            throw new RelayFailure("too many requests are under way", false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RelayFailure("the gateway is stopping", false, e);
        }
    }

    /** Reads the reply when there is memory for it: twice its length, because the client collects it in parts. */
    private static BodySubscriber<Optional<byte[]>> reply(HttpResponse.ResponseInfo head, RpcExchange.Request request) {
        long length = head.headers().firstValueAsLong("content-length").orElse(0);
        return request.memory().grow(2 * length)
                ? BodySubscribers.mapping(BodySubscribers.ofByteArray(), Optional::of)
                : BodySubscribers.replacing(Optional.empty());
    }

    private HttpRequest toHttp(RpcExchange.Request request, RpcExchange.Bytes body) {
        HttpRequest.Builder http = HttpRequest.newBuilder(rpc)
                .timeout(limits.deadline())
                .method(
                        request.verb(),
                        body.length() == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.array()));
        request.headers().forEach(http::setHeader);
        http.setHeader(LinkHeaders.SECRET, secret);
        http.setHeader(LinkHeaders.PEER_ADDRESS, request.peer().address());
        http.setHeader(LinkHeaders.SCHEME, request.peer().secure() ? "https" : "http");
        http.setHeader(LinkHeaders.HOST, request.peer().host());
        return http.build();
    }

    private static Map<String, List<String>> headers(HttpResponse<?> response) {
        Map<String, List<String>> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> {
            if (HopHeaders.endToEnd(name)) headers.put(name.toLowerCase(Locale.ROOT), values);
        });
        return headers;
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.close();
    }
}
