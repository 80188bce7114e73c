package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.wire.CloseCode;
import collab.wire.ProtocolVersion;
import collab.wire.WireLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the constants of the browser client, which are written by hand, with those of the gateway. */
class BrowserConstantsTest {
    private final String constants;

    BrowserConstantsTest() throws IOException {
        constants = Files.readString(Path.of("../web/src/main/resources/web-root/client/constants.js"));
    }

    @Test
    void browserConstantsMatchWireLimits() {
        assertEquals(ProtocolVersion.V2_JSON.subprotocol(), constant("subprotocol"));
        assertEquals(ProtocolVersion.TICKET_PREFIX, constant("ticketProtocol"));
        assertEquals(CloseCode.GAP.number(), number("closeGap"));
        assertEquals(CloseCode.UNEXPECTED_MESSAGE.number(), number("closeProtocolError"));
        assertEquals(WireLimits.BACKOFF_MIN.toMillis(), number("backoffMinMs"));
        assertEquals(WireLimits.BACKOFF_MAX.toMillis(), number("backoffMaxMs"));
        assertEquals(WireLimits.BACKOFF_STABLE.toMillis(), number("stableMs"));
    }

    private long number(String name) {
        return Long.parseLong(constant(name).replace("_", ""));
    }

    private String constant(String name) {
        Matcher written = Pattern.compile("\\b" + name + ": \"?([^\",]+)\"?,").matcher(constants);
        assertTrue(written.find(), name + " is not in " + constants);
        return written.group(1);
    }
}
