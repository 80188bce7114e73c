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

/** {@code /rpc} of the gateway: reads a request within limits, forwards it to the server, and sends the reply to the client. */
public final class RpcProxy implements Handler {
    private static final System.Logger LOG = System.getLogger(RpcProxy.class.getName());

    private final RpcRelay relay;
    private final ForwardedHeaders forwarded;
    private final BooleanSupplier serving;
    private final int bodyBytesMax;
    private final Duration bodyTimeout;
    private final ConnectionDeadlines deadlines;

    /**
     * @param serving whether the server has allowed this gateway to serve clients
     * @param bodyTimeout for the complete body
     */
    public RpcProxy(
            RpcRelay relay,
            ForwardedHeaders forwarded,
            BooleanSupplier serving,
            int bodyBytesMax,
            Duration bodyTimeout,
            ConnectionDeadlines deadlines) {
        this.relay = relay;
        this.forwarded = forwarded;
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
        byte[] body = readBody(request);
        if (body.length > bodyBytesMax) {
            tooLarge(response);
            return;
        }
        String verb = request.prologue().method().text();
        try {
            boolean fromProxy = forwarded.isProxy(request.remotePeer().host());
            Map<String, String> headers = headers(request.headers(), fromProxy);
            sendReply(
                    response,
                    relay.relay(new RpcExchange.Request(verb, headers, RpcExchange.Bytes.of(body), peer(request))));
        } catch (RelayFailure e) {
            LOG.log(System.Logger.Level.DEBUG, "forwarding a request failed", e);
            unavailable(response, e.possiblyExecuted() ? "unknown" : "not_executed");
        }
    }

    /** Reads up to one byte more than allowed. After the timeout the thread is interrupted, which closes the connection it reads. */
    private byte[] readBody(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) return new byte[0];
        Future<?> deadline = deadlines.after(bodyTimeout, Thread.currentThread()::interrupt);
        try {
            return request.content().inputStream().readNBytes(bodyBytesMax + 1);
        } finally {
            deadline.cancel(false);
        }
    }

    private static Map<String, String> headers(ServerRequestHeaders all, boolean fromProxy) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : all) {
            String name = header.headerName().lowerCase();
            if (HopHeaders.forwardedFromClients(name) || (fromProxy && HopHeaders.setByAuthenticatingProxy(name)))
                headers.putIfAbsent(name, header.get());
        }
        return headers;
    }

    private RpcExchange.Peer peer(ServerRequest request) {
        String tcpPeer = request.remotePeer().host();
        return new RpcExchange.Peer(
                forwarded.address(tcpPeer, request.headers()),
                forwarded.secure(tcpPeer, request.isSecure(), request.headers()),
                request.headers().first(HeaderNames.HOST).orElse(""));
    }

    private static void sendReply(ServerResponse response, RpcExchange.Reply reply) {
        response.status(Status.create(reply.status()));
        reply.headers().forEach((name, values) -> {
            if (HopHeaders.endToEnd(name)) response.headers().set(HeaderNames.create(name), values);
        });
        if (reply.body().length() == 0) response.send();
        else response.send(reply.body().array());
    }

    private static void tooLarge(ServerResponse response) {
        response.status(Status.REQUEST_ENTITY_TOO_LARGE_413);
        response.header(HeaderValues.CONNECTION_CLOSE); // the rest of the body is not read
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
                + "\"" + data.map(value -> ",\"data\":" + value).orElse("") + "}}";
        response.send(json.getBytes(StandardCharsets.UTF_8));
    }
}
