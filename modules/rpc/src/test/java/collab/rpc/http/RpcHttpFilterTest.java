package collab.rpc.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.rpc.config.RpcConfig;
import collab.runtime.rpc.RpcExchange.Bytes;
import collab.runtime.rpc.RpcExchange.Peer;
import collab.runtime.rpc.RpcExchange.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class RpcHttpFilterTest {
    private static final Peer PEER = new Peer("127.0.0.1", false, "chat.example:8080");

    private final RpcHttpFilter filter = filter(false);

    private static RpcHttpFilter filter(boolean loopbackOnly) {
        return new RpcHttpFilter(RpcConfig.defaults().withOrigins(Set.of("https://friend.example")), loopbackOnly);
    }

    /** The status of the rejection, 0 when the request is accepted. */
    private static int status(RpcHttpFilter filter, String verb, Peer peer, String... headers) {
        Map<String, String> all = new HashMap<>(Map.of("content-type", "application/json"));
        for (int i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
        return filter.check(new Request(verb, all, Bytes.of(new byte[2]), peer))
                .map(RpcHttpFilter.HttpRejection::status)
                .orElse(0);
    }

    private int status(String... headers) {
        return status(filter, "POST", PEER, headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "HEAD", "post"})
    void onlyPostIsAllowed(String verb) {
        var rejection =
                filter.check(new Request(verb, Map.of(), Bytes.EMPTY, PEER)).orElseThrow();
        assertEquals(405, rejection.status());
        assertEquals("POST", rejection.headers().get("Allow"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                   | 0
            APPLICATION/JSON                   | 0
            application/json; charset=utf-8    | 0
            application/json;charset="UTF-8"   | 0
            application/json; charset=utf-16   | 415
            text/plain                         | 415
            text/plain; application/json       | 415
            application/x-www-form-urlencoded  | 415
            multipart/form-data; boundary=x    | 415
            application/json-patch+json        | 415
            """)
    void onlyJsonContentTypeIsAllowed(String type, int expected) {
        assertEquals(expected, status("content-type", type));
    }

    @Test
    void bodyWithoutContentTypeIsRejected() {
        assertEquals(
                415,
                filter.check(new Request("POST", Map.of(), Bytes.EMPTY, PEER))
                        .orElseThrow()
                        .status());
    }

    @Test
    void compressedBodyIsRejected() {
        assertEquals(415, status("content-encoding", "gzip"));
        assertEquals(0, status("content-encoding", "identity"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://chat.example:8080, 0",
        "HTTP://chat.example:8080, 403",
        "http://CHAT.example:8080, 0",
        "https://friend.example, 0",
        "https://chat.example:8080, 403",
        "http://chat.example, 403",
        "http://evil.example, 403",
        "http://chat.example:8080.evil.example, 403",
        "http://chat.example:8080@evil.example, 403",
        "https://friend.example.evil.example, 403",
        "null, 403",
        "'', 403",
        "file://, 403"
    })
    void foreignOriginIsRejected(String origin, int expected) {
        assertEquals(expected, status("origin", origin));
    }

    @Test
    void defaultPortMatchesAbsentPort() {
        Peer tls = new Peer("10.0.0.1", true, "chat.example");
        assertEquals(0, status(filter, "POST", tls, "origin", "https://chat.example"));
        assertEquals(0, status(filter, "POST", tls, "origin", "https://chat.example:443"));
        assertEquals(403, status(filter, "POST", tls, "origin", "http://chat.example"));
    }

    @Test
    void crossSiteRequestIsRejected() {
        assertEquals(403, status("sec-fetch-site", "cross-site", "origin", "https://friend.example"));
        assertEquals(0, status("sec-fetch-site", "same-origin"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:7000, 0",
        "127.0.0.1:7000, 0",
        "127.1.2.3, 0",
        "[::1]:7000, 0",
        "evil.example:7000, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example, 403",
        "'', 403"
    })
    void foreignHostIsRejectedWhenLoopbackOnly(String host, int expected) {
        Peer peer = new Peer("127.0.0.1", false, host);
        assertEquals(expected, status(filter(true), "POST", peer, "origin", "http://" + host));
    }
}
