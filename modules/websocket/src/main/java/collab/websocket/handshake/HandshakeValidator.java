package collab.websocket.handshake;

import collab.runtime.RequestHeadRules;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Validates an opening handshake as RFC 6455 §4.2.1 requires. Whether the client may connect is decided by {@link UpgradePolicy}. */
final class HandshakeValidator {
    static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
    static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");

    private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";
    private static final int KEY_BYTES = 16;

    private HandshakeValidator() {}

    /** The response to an invalid handshake; empty when the handshake is valid. */
    static Optional<UpgradeRejection> validate(HttpPrologue prologue, Headers headers) {
        if (!prologue.method().equals(Method.GET)) {
            return rejection(405, "the method of a WebSocket handshake must be GET", "Allow: GET\r\n");
        }
        Optional<String> violation = RequestHeadRules.violation(prologue, headers);
        if (violation.isPresent()) return rejection(400, violation.get());
        if (!"1.1".equals(prologue.protocolVersion())) return rejection(400, "a WebSocket handshake must use HTTP/1.1");
        if (list(headers, HeaderNames.CONNECTION).stream().noneMatch("upgrade"::equalsIgnoreCase)) {
            return rejection(400, "the Connection header must contain Upgrade");
        }
        List<String> version = headers.all(VERSION, List::of);
        if (version.size() != 1 || !version.getFirst().strip().equals("13")) {
            return rejection(
                    426, "Sec-WebSocket-Version must be 13", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
        }
        List<String> key = headers.all(KEY, List::of);
        if (key.size() != 1 || !isKey(key.getFirst().strip())) {
            return rejection(400, "Sec-WebSocket-Key must be 16 bytes in base64");
        }
        if (headers.contains(PROTOCOL) && !areProtocols(protocols(headers))) {
            return rejection(400, "Sec-WebSocket-Protocol must be a list of distinct tokens");
        }
        return Optional.empty();
    }

    /** The offered subprotocols, in the client's order. */
    static List<String> protocols(Headers headers) {
        return list(headers, PROTOCOL);
    }

    /** The elements of a comma-separated header in all its lines; empty elements are included. */
    static List<String> list(Headers headers, HeaderName name) {
        List<String> elements = new ArrayList<>();
        for (String line : headers.all(name, List::of)) {
            for (String element : line.split(",", -1)) elements.add(element.strip());
        }
        return elements;
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean areProtocols(List<String> protocols) {
        return protocols.stream().allMatch(HandshakeValidator::isToken)
                && new HashSet<>(protocols).size() == protocols.size();
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(HandshakeValidator::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    private static Optional<UpgradeRejection> rejection(int status, String reason) {
        return rejection(status, reason, "");
    }

    private static Optional<UpgradeRejection> rejection(int status, String reason, String moreHeaders) {
        return Optional.of(new UpgradeRejection(status, reason, moreHeaders));
    }
}
