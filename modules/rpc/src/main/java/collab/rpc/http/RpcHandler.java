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
 * {@code /rpc} on a Helidon listener: reads the exchange, and settles who is at the other end. What a gateway says of its client
 * is believed beside the link secret and never otherwise.
 */
public final class RpcHandler implements Handler {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private static final long LINGER_BYTES = 1 << 20;

    private final RpcEndpoint endpoint;
    private final byte[] linkSecret;
    private final Duration bodyTimeout;
    private final TimeoutScheduler alarm;

    /**
     * @param linkSecret what gateways prove themselves with
     * @param bodyTimeout for the whole body to arrive, by {@code alarm}
     */
    public RpcHandler(RpcEndpoint endpoint, String linkSecret, Duration bodyTimeout, TimeoutScheduler alarm) {
        this.endpoint = endpoint;
        this.linkSecret = linkSecret.getBytes(StandardCharsets.UTF_8);
        this.bodyTimeout = bodyTimeout;
        this.alarm = alarm;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        Map<String, String> headers = headers(request);
        Optional<String> secret = Optional.ofNullable(headers.get(LinkHeaders.SECRET));
        if (secret.isPresent() && !isLinkSecret(secret.get())) {
            SECURITY.log(System.Logger.Level.WARNING, "a wrong link secret from {0}", address(request));
            send(request, response, endpoint.refuseGateway());
            return;
        }
        if (secret.isEmpty() && !endpoint.identity().believesProxyAt(address(request))) {
            headers.remove(LinkHeaders.PROXY_USER); // a gateway has looked at where it came from
        }
        RpcExchange.Peer peer = secret.isPresent() ? stated(request, headers) : seen(request, headers);
        String verb = request.prologue().method().text();
        send(request, response, endpoint.handle(new RpcExchange.Request(verb, headers, body(request, verb), peer)));
    }

    private boolean isLinkSecret(String said) {
        return MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), linkSecret);
    }

    // ---- who is at the other end ----

    private static RpcExchange.Peer seen(ServerRequest request, Map<String, String> headers) {
        return new RpcExchange.Peer(address(request), request.isSecure(), headers.getOrDefault("host", ""));
    }

    private static RpcExchange.Peer stated(ServerRequest request, Map<String, String> headers) {
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

    // ---- what is said ----

    private static Map<String, String> headers(ServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.putIfAbsent(header.headerName().lowerCase(), header.get()));
        return headers;
    }

    /** Interrupting a virtual thread closes the socket it reads from. */
    private RpcExchange.Bytes body(ServerRequest request, String verb) throws IOException {
        if (!verb.equals("POST") || !request.content().hasEntity()) return RpcExchange.Bytes.of(new byte[0]);
        Future<?> deadline = alarm.after(bodyTimeout, Thread.currentThread()::interrupt);
        try {
            return body(request.content().inputStream());
        } finally {
            deadline.cancel(false);
        }
    }

    /** One byte more than is allowed is enough to refuse it. */
    private RpcExchange.Bytes body(InputStream in) throws IOException {
        byte[] body = in.readNBytes(endpoint.bodyBytesMax() + 1);
        // whoever only overdid it a little reads the answer before the connection is closed under their writing
        if (body.length > endpoint.bodyBytesMax()) in.skip(LINGER_BYTES);
        return RpcExchange.Bytes.of(body);
    }

    private static void send(ServerRequest request, ServerResponse response, RpcExchange.Reply reply) {
        response.status(Status.create(reply.status()));
        reply.headers().forEach((name, values) -> response.headers().set(HeaderNames.create(name), values));
        // the rest of an oversized body is not worth reading
        if (reply.status() == 413 && request.prologue().protocolVersion().startsWith("1")) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (reply.body().length() == 0) response.send();
        else response.send(reply.body().array());
    }
}
