package collab.rpc.http;

import collab.runtime.rpc.BodyRejection;
import collab.runtime.rpc.HeaderLines;
import collab.runtime.rpc.RpcBounds;
import collab.runtime.rpc.RpcExchange;
import collab.wire.LinkHeaders;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /rpc} on a Helidon listener: reads the request and determines the client's address, scheme and host. The
 * values that a gateway reports about its client are trusted only in a request with the link secret.
 */
public final class RpcHandler implements Handler {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private final RpcEndpoint endpoint;
    private final byte[] linkSecret;
    private final RpcBounds bounds;

    /** @param linkSecret the secret that gateways send with each request */
    public RpcHandler(RpcEndpoint endpoint, String linkSecret, RpcBounds bounds) {
        this.endpoint = endpoint;
        this.linkSecret = linkSecret.getBytes(StandardCharsets.UTF_8);
        this.bounds = bounds;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Map<String, String> headers = HeaderLines.joined(request.headers(), _ -> true);
        Optional<String> secret = Optional.ofNullable(headers.get(LinkHeaders.SECRET));
        boolean gateway = secret.filter(this::isLinkSecret).isPresent();
        RpcExchange.Peer peer = gateway ? reportedByGateway(request, headers) : directPeer(request, headers);
        Optional<RpcBounds.Exchange> begun = bounds.begin(peer.address(), request, response);
        if (begun.isEmpty()) {
            response.header(HeaderValues.CONNECTION_CLOSE); // the body is not read
            send(response, endpoint.overloaded());
            return;
        }
        try (RpcBounds.Exchange exchange = begun.get()) {
            exchange.send(reply(request, headers, peer, exchange), _ -> true);
        }
    }

    private RpcExchange.Reply reply(
            ServerRequest request, Map<String, String> headers, RpcExchange.Peer peer, RpcBounds.Exchange exchange) {
        Optional<String> secret = Optional.ofNullable(headers.get(LinkHeaders.SECRET));
        if (secret.isPresent() && !isLinkSecret(secret.get())) {
            SECURITY.log(
                    System.Logger.Level.WARNING, "rejected a gateway from {0}: invalid link secret", address(request));
            return endpoint.wrongLinkSecret();
        }
        if (secret.isEmpty() && !endpoint.authentication().acceptsProxyFrom(address(request))) {
            headers.remove(LinkHeaders.PROXY_USER); // a gateway accepts this header only from the proxy's addresses
        }
        String verb = request.prologue().method().text();
        try {
            return endpoint.handle(new RpcExchange.Request(verb, headers, exchange.body(), peer, exchange.memory()));
        } catch (BodyRejection rejection) {
            exchange.requireAnswerable(rejection);
            return endpoint.rejected(rejection);
        }
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

    private static void send(ServerResponse response, RpcExchange.Reply reply) {
        response.status(Status.create(reply.status()));
        reply.headers().forEach((name, values) -> response.headers().set(HeaderNames.create(name), values));
        response.send(reply.body().array());
    }
}
