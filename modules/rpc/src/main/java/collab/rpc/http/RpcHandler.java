package collab.rpc.http;

import collab.runtime.RpcExchange;
import collab.runtime.TimeoutScheduler;
import collab.wire.LinkHeaders;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * {@code /rpc} on a Helidon listener: reads the request and determines the client's address, scheme and host. The
 * values that a gateway reports about its client are trusted only in a request with the link secret.
 */
public final class RpcHandler implements Handler {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** Bytes of an oversized body that are read and discarded. */
    private static final long DISCARDED_BYTES_MAX = 1 << 20;

    private final RpcEndpoint endpoint;
    private final byte[] linkSecret;
    private final Duration bodyTimeout;
    private final TimeoutScheduler timeouts;

    /**
     * @param linkSecret the secret that gateways send with each request
     * @param bodyTimeout the time within which the whole body must arrive
     * @param timeouts interrupts the reading thread after {@code bodyTimeout}
     */
    public RpcHandler(RpcEndpoint endpoint, String linkSecret, Duration bodyTimeout, TimeoutScheduler timeouts) {
        this.endpoint = endpoint;
        this.linkSecret = linkSecret.getBytes(StandardCharsets.UTF_8);
        this.bodyTimeout = bodyTimeout;
        this.timeouts = timeouts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        Map<String, String> headers = headers(request);
        Optional<String> secret = Optional.ofNullable(headers.get(LinkHeaders.SECRET));
        if (secret.isPresent() && !isLinkSecret(secret.get())) {
            SECURITY.log(
                    System.Logger.Level.WARNING, "rejected a gateway from {0}: invalid link secret", address(request));
            send(request, response, endpoint.wrongLinkSecret());
            return;
        }
        if (secret.isEmpty() && !endpoint.authentication().acceptsProxyFrom(address(request))) {
            headers.remove(LinkHeaders.PROXY_USER); // a gateway accepts this header only from the proxy's addresses
        }
        RpcExchange.Peer peer = secret.isPresent() ? reportedByGateway(request, headers) : directPeer(request, headers);
        String verb = request.prologue().method().text();
        send(request, response, endpoint.handle(new RpcExchange.Request(verb, headers, body(request, verb), peer)));
    }

    private boolean isLinkSecret(String presented) {
        return MessageDigest.isEqual(presented.getBytes(StandardCharsets.UTF_8), linkSecret);
    }

    // ---- Client ----

    private static RpcExchange.Peer directPeer(ServerRequest request, Map<String, String> headers) {
        return new RpcExchange.Peer(address(request), request.isSecure(), headers.getOrDefault("host", ""));
    }

    private static RpcExchange.Peer reportedByGateway(ServerRequest request, Map<String, String> headers) {
        return new RpcExchange.Peer(
                headers.getOrDefault(LinkHeaders.PEER_ADDRESS, address(request)),
                headers.getOrDefault(LinkHeaders.SCHEME, "http").equals("https"),
                headers.getOrDefault(LinkHeaders.HOST, headers.getOrDefault("host", "")));
    }

    private static String address(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : request.remotePeer().host();
    }

    // ---- Request and reply ----

    private static Map<String, String> headers(ServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.putIfAbsent(header.headerName().lowerCase(), header.get()));
        return headers;
    }

    /** An interrupt closes the socket that a virtual thread reads from. */
    private RpcExchange.Bytes body(ServerRequest request, String verb) throws IOException {
        if (!verb.equals("POST") || !request.content().hasEntity()) return RpcExchange.Bytes.of(new byte[0]);
        Future<?> deadline = timeouts.after(bodyTimeout, Thread.currentThread()::interrupt);
        try {
            return body(request.content().inputStream());
        } finally {
            deadline.cancel(false);
        }
    }

    /** Reads at most one byte more than the limit, which is how the endpoint recognizes an oversized body. */
    private RpcExchange.Bytes body(InputStream in) throws IOException {
        byte[] body = in.readNBytes(endpoint.bodyBytesMax() + 1);
        // lets a client whose body is slightly too large finish sending, so that it reads the reply before the
        // connection closes
        if (body.length > endpoint.bodyBytesMax()) in.skip(DISCARDED_BYTES_MAX);
        return RpcExchange.Bytes.of(body);
    }

    private static void send(ServerRequest request, ServerResponse response, RpcExchange.Reply reply) {
        response.status(Status.create(reply.status()));
        reply.headers().forEach((name, values) -> response.headers().set(HeaderNames.create(name), values));
        // the rest of an oversized body is not read
        if (reply.status() == 413 && request.prologue().protocolVersion().startsWith("1")) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (reply.body().length() == 0) response.send();
        else response.send(reply.body().array());
    }
}
