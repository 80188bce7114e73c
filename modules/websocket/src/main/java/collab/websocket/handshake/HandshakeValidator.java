package collab.websocket.handshake;

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

/** The form of an opening handshake, RFC 6455 §4.2.1. Who asks and for what is the {@link UpgradePolicy}'s business. */
final class HandshakeValidator {
    static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
    static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");

    private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final int KEY_BYTES = 16;

    private HandshakeValidator() {}

    /** What is wrong with the form of this handshake, if anything. */
    static Optional<UpgradeRejection> flaw(HttpPrologue prologue, Headers headers) {
        if (!prologue.method().equals(Method.GET)) {
            return flaw(405, "a WebSocket is opened with GET", "Allow: GET\r\n");
        }
        if (!"1.1".equals(prologue.protocolVersion())) return flaw(400, "a WebSocket is opened with HTTP/1.1");
        if (list(headers, HeaderNames.CONNECTION).stream().noneMatch("upgrade"::equalsIgnoreCase)) {
            return flaw(400, "Connection must name Upgrade");
        }
        List<String> version = headers.all(VERSION, List::of);
        if (version.size() != 1 || !version.getFirst().strip().equals("13")) {
            return flaw(
                    426, "the version of WebSocket must be 13", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
        }
        List<String> key = headers.all(KEY, List::of);
        if (key.size() != 1 || !isKey(key.getFirst().strip())) {
            return flaw(400, "Sec-WebSocket-Key must be 16 bytes in base64");
        }
        if (headers.contains(PROTOCOL) && !areProtocols(protocols(headers))) {
            return flaw(400, "Sec-WebSocket-Protocol must be a list of different tokens");
        }
        return Optional.empty();
    }

    /** The subprotocols offered, in the client's order. */
    static List<String> protocols(Headers headers) {
        return list(headers, PROTOCOL);
    }

    /** The elements of a comma-separated header, however many lines it came in; no element is dropped. */
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
                || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static Optional<UpgradeRejection> flaw(int status, String reason) {
        return flaw(status, reason, "");
    }

    private static Optional<UpgradeRejection> flaw(int status, String reason, String moreHeaders) {
        return Optional.of(new UpgradeRejection(status, reason, moreHeaders));
    }
}
