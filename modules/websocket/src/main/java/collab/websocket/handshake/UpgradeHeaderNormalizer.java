package collab.websocket.handshake;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;

/**
 * Rewrites {@code Upgrade: WebSocket} to the spelling that Helidon recognizes.
 *
 * <p>The tokens of that header are case-insensitive and may be elements of a list, but Helidon uses the whole value as the key of
 * a map. Helidon passes the headers to its listeners before it looks up the key, and reads the same object afterwards.
 */
final class UpgradeHeaderNormalizer {

    void normalize(Headers headers) {
        if (!headers.contains(HeaderNames.UPGRADE)) return;
        if (HandshakeValidator.list(headers, HeaderNames.UPGRADE).stream()
                .noneMatch(WebSocketUpgrade.TOKEN::equalsIgnoreCase)) {
            return;
        }
        if (!(headers instanceof WritableHeaders<?> writable)) {
            throw new IllegalStateException("the request headers must be writable, are " + headers.getClass());
        }
        writable.set(HeaderValues.create(HeaderNames.UPGRADE, WebSocketUpgrade.TOKEN));
    }
}
