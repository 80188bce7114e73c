package collab.websocket.handshake;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;

/**
 * Spells {@code Upgrade: WebSocket} the way the web server looks it up.
 *
 * <p>Tokens of that header are case-insensitive and may stand in a list, but Helidon takes the whole value as the key of a
 * map. It shows the headers to its listeners before the look-up, and they are the ones it goes on with.
 */
final class UpgradeHeaderNormalizer {

    void canonical(Headers headers) {
        if (!headers.contains(HeaderNames.UPGRADE)) return;
        if (HandshakeValidator.list(headers, HeaderNames.UPGRADE).stream()
                .noneMatch(WebSocketUpgrade.TOKEN::equalsIgnoreCase)) {
            return;
        }
        if (!(headers instanceof WritableHeaders<?> writable)) {
            throw new IllegalStateException("the web server shows its listeners a copy: " + headers.getClass());
        }
        writable.set(HeaderValues.create(HeaderNames.UPGRADE, WebSocketUpgrade.TOKEN));
    }
}
