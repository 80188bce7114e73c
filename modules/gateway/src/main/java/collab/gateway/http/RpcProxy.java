package collab.gateway.http;

import collab.runtime.rpc.BodyRejection;
import collab.runtime.rpc.HeaderLines;
import collab.runtime.rpc.RpcBounds;
import collab.runtime.rpc.RpcExchange;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** {@code /rpc} of the gateway: forwards a request to the server within the bounds of the process, and sends the reply to the client. */
public final class RpcProxy implements Handler {
    private static final System.Logger LOG = System.getLogger(RpcProxy.class.getName());

    private final RpcRelay relay;
    private final ForwardedHeaders forwarded;
    private final BooleanSupplier serving;
    private final RpcBounds bounds;

    /** @param serving whether the server has allowed this gateway to serve clients */
    public RpcProxy(RpcRelay relay, ForwardedHeaders forwarded, BooleanSupplier serving, RpcBounds bounds) {
        this.relay = relay;
        this.forwarded = forwarded;
        this.serving = serving;
        this.bounds = bounds;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        RpcExchange.Peer peer = peer(request);
        Optional<RpcBounds.Exchange> begun = bounds.begin(peer.address(), request, response);
        if (begun.isEmpty()) {
            response.header(HeaderValues.CONNECTION_CLOSE); // the body is not read
            send(response, unavailable("not_executed"));
            return;
        }
        try (RpcBounds.Exchange exchange = begun.get()) {
            exchange.send(
                    serving.getAsBoolean() ? forward(request, peer, exchange) : unavailable("not_executed"),
                    HopHeaders::endToEnd);
        }
    }

    private RpcExchange.Reply forward(ServerRequest request, RpcExchange.Peer peer, RpcBounds.Exchange exchange) {
        boolean fromProxy = forwarded.isProxy(request.remotePeer().host());
        Map<String, String> headers = headers(request.headers(), fromProxy);
        String verb = request.prologue().method().text();
        try {
            return relay.relay(new RpcExchange.Request(verb, headers, exchange.body(), peer, exchange.memory()));
        } catch (BodyRejection rejection) {
            exchange.requireAnswerable(rejection);
            return switch (rejection.reason()) {
                case TOO_LARGE -> tooLarge();
                case MALFORMED -> malformed();
                case NO_MEMORY, TOO_SLOW, BROKEN -> unavailable("not_executed");
            };
        } catch (RelayFailure e) {
            LOG.log(System.Logger.Level.DEBUG, "forwarding a request failed", e);
            return unavailable(e.possiblyExecuted() ? "unknown" : "not_executed");
        }
    }

    private static Map<String, String> headers(ServerRequestHeaders all, boolean fromProxy) {
        return HeaderLines.joined(
                all,
                name -> HopHeaders.forwardedFromClients(name)
                        || (fromProxy && HopHeaders.setByAuthenticatingProxy(name)));
    }

    private RpcExchange.Peer peer(ServerRequest request) {
        String tcpPeer = request.remotePeer().host();
        return new RpcExchange.Peer(
                forwarded.address(tcpPeer, request.headers()),
                forwarded.secure(tcpPeer, request.isSecure(), request.headers()),
                request.headers().first(HeaderNames.HOST).orElse(""));
    }

    private static RpcExchange.Reply tooLarge() {
        return RpcExchange.Reply.json(413, error(-32006, "too large", Optional.empty()), Map.of());
    }

    private static RpcExchange.Reply malformed() {
        return RpcExchange.Reply.json(400, error(-32600, "Invalid Request", Optional.empty()), Map.of());
    }

    private static RpcExchange.Reply unavailable(String outcome) {
        return RpcExchange.Reply.json(
                503,
                error(-32007, "unavailable", Optional.of("{\"retry_after_ms\":1000,\"outcome\":\"" + outcome + "\"}")),
                Map.of("Retry-After", "1"));
    }

    private static byte[] error(int code, String message, Optional<String> data) {
        String json = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":" + code + ",\"message\":\"" + message
                + "\"" + data.map(value -> ",\"data\":" + value).orElse("") + "}}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(ServerResponse response, RpcExchange.Reply reply) {
        response.status(Status.create(reply.status()));
        reply.headers().forEach((name, values) -> response.headers().set(HeaderNames.create(name), values));
        response.send(reply.body().array());
    }
}
