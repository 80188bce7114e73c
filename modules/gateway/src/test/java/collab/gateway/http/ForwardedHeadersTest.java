package collab.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
final class ForwardedHeadersTest {
    private final ForwardedHeaders forwarded = new ForwardedHeaders(Set.of("10.0.0.1", "10.0.0.2"));

    private static Headers headers(String forwardedFor, String proto) {
        return WritableHeaders.create()
                .set(HeaderNames.create("X-Forwarded-For"), forwardedFor)
                .set(HeaderNames.create("X-Forwarded-Proto"), proto);
    }

    @Test
    void headersOfOtherPeersAreIgnored() {
        Headers forged = headers("1.2.3.4", "https");

        assertEquals("9.9.9.9", forwarded.address("9.9.9.9", forged));
        assertFalse(forwarded.secure("9.9.9.9", false, forged));
        assertTrue(forwarded.secure("9.9.9.9", true, forged));
    }

    @Test
    void addressSeenByOutermostProxyIsUsed() {
        Headers through = headers("1.1.1.1, 7.7.7.7, 10.0.0.2", "https");

        assertEquals("7.7.7.7", forwarded.address("10.0.0.1", through));
        assertTrue(forwarded.secure("10.0.0.1", false, through));
    }

    @Test
    void proxyWithoutHeadersIsTheClient() {
        assertEquals("10.0.0.1", forwarded.address("10.0.0.1", WritableHeaders.create()));
        assertFalse(forwarded.secure("10.0.0.1", false, WritableHeaders.create()));
    }
}
