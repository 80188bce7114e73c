package collab.gateway.http;

import collab.runtime.RpcExchange;
import collab.websocket.ConnectionDeadlines;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** {@code /rpc} at the gateway: reads the request within bounds, hands it on, passes the answer back. */
public final class RpcProxy implements Handler {
    private static final System.Logger LOG = System.getLogger(RpcProxy.class.getName());

    private final RpcRelay relay;
    private final ForwardedHeaders peers;
    private final BooleanSupplier serving;
    private final int bodyBytesMax;
    private final Duration bodyTimeout;
    private final ConnectionDeadlines deadlines;

    /**
     * @param serving whether the server has said yet whom this gateway may serve
     * @param bodyTimeout for the whole body
     */
    public RpcProxy(
            RpcRelay relay,
            ForwardedHeaders peers,
            BooleanSupplier serving,
            int bodyBytesMax,
            Duration bodyTimeout,
            ConnectionDeadlines deadlines) {
        this.relay = relay;
        this.peers = peers;
        this.serving = serving;
        this.bodyBytesMax = bodyBytesMax;
        this.bodyTimeout = bodyTimeout;
        this.deadlines = deadlines;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        if (!serving.getAsBoolean()) {
            unavailable(response, "not_executed");
            return;
        }
        byte[] body = body(request);
        if (body.length > bodyBytesMax) {
            tooLarge(response);
            return;
        }
        String verb = request.prologue().method().text();
        try {
            boolean ofProxy = peers.isProxy(request.remotePeer().host());
            Map<String, String> headers = headers(request.headers(), ofProxy);
            send(response, relay.relay(new RpcExchange.Request(verb, headers, RpcExchange.Bytes.of(body), peer(request))));
        } catch (RelayFailure e) {
            LOG.log(System.Logger.Level.DEBUG, "relaying failed", e);
            unavailable(response, e.executedMaybe() ? "unknown" : "not_executed");
        }
    }

    /** One byte more than is allowed is enough to refuse it. Interrupting a virtual thread closes the socket it reads from. */
    private byte[] body(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) return new byte[0];
        Future<?> deadline = deadlines.after(bodyTimeout, Thread.currentThread()::interrupt);
        try {
            return request.content().inputStream().readNBytes(bodyBytesMax + 1);
        } finally {
            deadline.cancel(false);
        }
    }

    private static Map<String, String> headers(ServerRequestHeaders all, boolean ofProxy) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : all) {
            String name = header.headerName().lowerCase();
            if (HopHeaders.maySay(name) || (ofProxy && HopHeaders.maySayOfUsers(name)))
                headers.putIfAbsent(name, header.get());
        }
        return headers;
    }

    private RpcExchange.Peer peer(ServerRequest request) {
        String tcpPeer = request.remotePeer().host();
        return new RpcExchange.Peer(
                peers.address(tcpPeer, request.headers()),
                peers.secure(tcpPeer, request.isSecure(), request.headers()),
                request.headers().first(HeaderNames.HOST).orElse(""));
    }

    private static void send(ServerResponse response, RpcExchange.Reply answer) {
        response.status(Status.create(answer.status()));
        answer.headers().forEach((name, values) -> {
            if (HopHeaders.travels(name)) response.headers().set(HeaderNames.create(name), values);
        });
        if (answer.body().length() == 0) response.send();
        else response.send(answer.body().array());
    }

    private static void tooLarge(ServerResponse response) {
        response.status(Status.REQUEST_ENTITY_TOO_LARGE_413);
        response.header(HeaderValues.CONNECTION_CLOSE); // the rest is not worth reading
        error(response, -32006, "too large", Optional.empty());
    }

    private static void unavailable(ServerResponse response, String outcome) {
        response.status(Status.SERVICE_UNAVAILABLE_503);
        response.header(HeaderNames.RETRY_AFTER, "1");
        error(
                response,
                -32007,
                "unavailable",
                Optional.of("{\"retry_after_ms\":1000,\"outcome\":\"" + outcome + "\"}"));
    }

    private static void error(ServerResponse response, int code, String message, Optional<String> data) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        String json = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":" + code + ",\"message\":\"" + message
                + "\"" + data.map(known -> ",\"data\":" + known).orElse("") + "}}";
        response.send(json.getBytes(StandardCharsets.UTF_8));
    }
}
