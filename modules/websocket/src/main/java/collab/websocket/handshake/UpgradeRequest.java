package collab.websocket.handshake;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.Headers;
import java.util.List;

/**
 * A well-formed request to open a WebSocket that has not been authorized yet.
 *
 * @param path        decoded path
 * @param query       query parameters
 * @param headers     request headers
 * @param protocols   offered subprotocols in the client's order
 * @param peerAddress address of the TCP peer, which may be a proxy
 * @param secure      whether this listener terminates TLS
 */
public record UpgradeRequest(
        String path, UriQuery query, Headers headers, List<String> protocols, String peerAddress, boolean secure) {

    public UpgradeRequest {
        protocols = List.copyOf(protocols);
    }
}
