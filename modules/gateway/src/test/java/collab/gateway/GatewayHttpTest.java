package collab.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.http.RelayFailure;
import collab.runtime.rpc.RpcExchange;
import collab.testkit.RawClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plain HTTP of a complete gateway. */
@Timeout(60)
@Tag("security")
final class GatewayHttpTest extends GatewayTestBase {
    @Test
    void gatewayServesBrowserClientAndHealthEndpoints() throws Exception {
        HttpResponse<String> page = get(gateway, "/");
        assertEquals(200, page.statusCode());
        assertTrue(page.headers()
                .firstValue("content-security-policy")
                .orElseThrow()
                .contains("require-trusted-types-for 'script'"));
        assertEquals("no-cache", page.headers().firstValue("cache-control").orElseThrow());
        assertEquals(
                "text/html; charset=utf-8",
                page.headers().firstValue("content-type").orElseThrow());
        String etag = page.headers().firstValue("etag").orElseThrow();
        assertEquals(
                304,
                get(gateway, "/index.html", "If-None-Match", "\"x\", " + etag).statusCode());
        Matcher script = Pattern.compile("src=\"(assets/[^\"]+)\"").matcher(page.body());
        assertTrue(script.find(), page.body());
        HttpResponse<String> plain = get(gateway, "/" + script.group(1));
        assertEquals(200, plain.statusCode());
        assertTrue(plain.headers().firstValue("cache-control").orElseThrow().contains("immutable"));
        assertTrue(plain.headers().firstValue("content-encoding").isEmpty());
        HttpResponse<String> compressed = get(gateway, "/" + script.group(1), "Accept-Encoding", "br, gzip");
        assertEquals("gzip", compressed.headers().firstValue("content-encoding").orElseThrow());
        assertTrue(get(gateway, "/" + script.group(1), "Accept-Encoding", "gzip;q=0")
                .headers()
                .firstValue("content-encoding")
                .isEmpty());
        assertEquals(404, get(gateway, "/../pom.xml").statusCode());

        assertEquals(200, get(gateway, "/livez").statusCode());
        assertEquals(200, get(gateway, "/readyz").statusCode());
        assertTrue(get(gateway, "/metrics").body().contains("collab_gateway_link_attached 1"));
    }

    @Test
    void docsServeTheApiReference() throws Exception {
        HttpResponse<String> index = get(gateway, "/docs/");
        assertEquals(200, index.statusCode());
        assertEquals(
                "text/html; charset=utf-8",
                index.headers().firstValue("content-type").orElseThrow());
        assertTrue(
                index.body().contains("<a href=\"message.html#messagesend\"><code>message.send</code></a>"),
                index.body());
        for (String path : List.of("/docs/message.html", "/docs/style.css", "/docs/index.html")) {
            HttpResponse<String> file = get(gateway, path);
            assertEquals(200, file.statusCode(), path);
            String policy = file.headers().firstValue("content-security-policy").orElseThrow();
            assertTrue(policy.startsWith("default-src 'none'; style-src 'self';"), policy);
            assertFalse(policy.contains("script-src") || policy.contains("unsafe"), policy);
            assertEquals(
                    "nosniff",
                    file.headers().firstValue("x-content-type-options").orElseThrow(),
                    path);
            assertEquals("no-cache", file.headers().firstValue("cache-control").orElseThrow(), path);
            String etag = file.headers().firstValue("etag").orElseThrow();
            assertEquals(304, get(gateway, path, "If-None-Match", etag).statusCode(), path);
        }
    }

    @Test
    void docsWithoutSlashRedirectToTheFolder() throws Exception {
        HttpResponse<String> redirect = get(gateway, "/docs");
        assertEquals(301, redirect.statusCode());
        assertEquals("docs/", redirect.headers().firstValue("location").orElseThrow());
    }

    @Test
    void docsAnswerUnknownPagesAndOtherMethodsAsThePageDoes() throws Exception {
        assertEquals(
                get(gateway, "/unknown.html").statusCode(),
                get(gateway, "/docs/unknown.html").statusCode());
        assertEquals(404, get(gateway, "/docs/unknown.html").statusCode());
        for (String method : List.of("HEAD", "POST")) {
            assertEquals(status(method, "/index.html"), status(method, "/docs/message.html"), method);
        }
    }

    @Test
    void headHasTheHeadOfGetAndNoContent() throws Exception {
        for (String path : List.of("/", "/livez", "/docs/", "/docs/style.css", "/nothing", "/rpc")) {
            try (RawClient client = RawClient.connect(gateway.port())) {
                client.send("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
                String head = client.readHead();
                String second = client.readHead();
                assertTrue(second.startsWith("HTTP/1.1 200 "), path + ": " + head + second);
                HttpResponse<String> get = get(gateway, path);
                if (!path.equals("/rpc")) {
                    assertTrue(head.startsWith("HTTP/1.1 " + get.statusCode() + " "), path + ": " + head);
                    assertTrue(
                            head.toLowerCase(Locale.ROOT)
                                    .contains("content-length: " + get.body().getBytes(UTF_8).length + "\r\n"),
                            path + ": " + head);
                }
            }
        }
    }

    /** A connection stayed open for 358 s after a response with {@code Connection: close}, and further requests were served. */
    @Test
    void connectionCloseEndsTheConnection() throws Exception {
        for (String request : List.of("GET /livez", "GET /nothing", "GET /rpc", "HEAD /livez", "POST /livez")) {
            try (RawClient client = RawClient.connect(gateway.port())) {
                client.send(request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        + "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n");
                String all = new String(client.readToEnd(), UTF_8);
                assertEquals(all.indexOf("HTTP/1.1 "), all.lastIndexOf("HTTP/1.1 "), all);
                assertTrue(all.toLowerCase(Locale.ROOT).contains("connection: close"), all);
            }
        }
    }

    /** Malformed chunks were answered 500, and the connection went on with what followed them as a request. */
    @Test
    void malformedChunksAreRejectedAndEndTheConnection() throws Exception {
        relay = call -> {
            call.body().read(1_000);
            throw new AssertionError("the body is malformed");
        };
        for (String body :
                List.of("zz\r\nabc\r\n", "-1\r\n", "+3\r\nabc\r\n", "2\r\nabcdzz\r\n0\r\n", "3\r\nabcXX0\r\n")) {
            try (RawClient client = RawClient.connect(gateway.port())) {
                client.send("POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + body + "\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
                String all = new String(client.readToEnd(), UTF_8);
                assertTrue(all.startsWith("HTTP/1.1 400 "), body + ": " + all);
                assertEquals(all.indexOf("HTTP/1.1 "), all.lastIndexOf("HTTP/1.1 "), all);
            }
        }
    }

    /** A proxy that forbids {@code /metrics} let these pass, and Helidon served the page. */
    @Test
    void pathParametersAreRejected() throws Exception {
        for (String path :
                List.of("/metrics;x", "/metrics;", "/;x/metrics", "/.;/metrics", "/readyz;x", "/;", "/rpc;x")) {
            assertEquals(400, get(gateway, path).statusCode(), path);
        }
        assertEquals(404, get(gateway, "/metrics%3Bx").statusCode());
    }

    /** Helidon served the path of an absolute target for every host, and accepted a header without a name. */
    @Test
    void headsThatContradictThemselvesAreRejected() throws Exception {
        String host = "127.0.0.1:" + gateway.port();
        assertEquals(400, statusOf("GET http://evil.example/livez HTTP/1.1\r\nHost: " + host));
        assertEquals(400, statusOf("GET http://evil.example@" + host + "/livez HTTP/1.1\r\nHost: " + host));
        assertEquals(400, statusOf("GET http://" + host + ".evil.example/livez HTTP/1.1\r\nHost: " + host));
        assertEquals(200, statusOf("GET http://" + host + "/livez HTTP/1.1\r\nHost: " + host));
        assertEquals(200, statusOf("GET http://LOCALHOST/livez HTTP/1.1\r\nHost: localhost"));
        assertEquals(400, statusOf("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n: value"));
        assertEquals(200, statusOf("GET /livez HTTP/1.1\r\nHost: " + host + "\r\nx: value"));
        String upgrade = "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
        assertEquals(401, statusOf("GET /ws/user/1 HTTP/1.1\r\nHost: " + host + upgrade));
        assertEquals(400, statusOf("GET http://evil.example/ws/user/1 HTTP/1.1\r\nHost: " + host + upgrade));
        assertEquals(400, statusOf("GET /ws/user/1 HTTP/1.1\r\n: value\r\nHost: " + host + upgrade));
    }

    private int statusOf(String head) throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(head + "\r\n\r\n");
            return Integer.parseInt(client.readHead().split(" ", 3)[1]);
        }
    }

    private int status(String method, String path) throws Exception {
        URI target = URI.create("http://127.0.0.1:" + gateway.port() + path);
        HttpRequest request = HttpRequest.newBuilder(target)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void oversizedBodyIsRejectedWith413AndNotForwarded() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/rpc"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1]))
                .build();

        assertEquals(
                413, HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        assertTrue(calls.isEmpty());
    }

    @Test
    void lostRequestIsAnsweredWithOutcomeUnknown() throws Exception {
        relay = call -> {
            throw new RelayFailure("lost", true, new java.io.IOException());
        };
        HttpResponse<String> lost = get(gateway, "/rpc");

        assertEquals(503, lost.statusCode());
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32007,\"message\":\"unavailable\","
                        + "\"data\":{\"retry_after_ms\":1000,\"outcome\":\"unknown\"}}}",
                lost.body());
    }

    @Test
    void requestWithTwoLengthsIsRejected() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    "POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

            assertTrue(client.readHead().startsWith("HTTP/1.1 400 "));
        }
        assertTrue(calls.isEmpty());
    }

    /** Responses of a route, of no route, of the web server below the routes, and of a rejected upgrade. */
    @Test
    void everyResponseHasSecurityHeaders() throws Exception {
        String upgrade = RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: collab.v2.json\r\n");
        for (String request : List.of(
                "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                "NONSENSE\r\n\r\n",
                upgrade)) {
            try (RawClient client = RawClient.connect(gateway.port())) {
                client.send(request);
                String head = client.readHead().toLowerCase(Locale.ROOT);
                for (String header : List.of(
                        "content-security-policy: default-src '",
                        "frame-ancestors 'none'",
                        "x-content-type-options: nosniff",
                        "x-frame-options: deny",
                        "referrer-policy: no-referrer",
                        "cache-control: no-store")) {
                    assertTrue(head.contains(header), request.lines().findFirst() + " got the response " + head);
                }
            }
        }
    }

    @Test
    void compressedBodyIsForwardedUnchanged() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/rpc"))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("compressed"))
                .build();

        assertEquals(
                200, HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        RpcExchange.Request call = calls.take();
        assertEquals("gzip", call.headers().get("content-encoding"));
        assertEquals("compressed", new String(call.body().read(1_000).array()));
    }

    @Test
    void rpcProxyForwardsRequestWithoutHeadersOfProxies() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/rpc"))
                .header("Content-Type", "application/json")
                .header("X-Hero-User", "root")
                .header("x-hero-peer-address", "1.2.3.4")
                .header("X-Forwarded-For", "1.2.3.4")
                .header("Forwarded", "for=1.2.3.4")
                .header("X-Real-IP", "1.2.3.4")
                .header("Cookie", "collab_session=s")
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\"}"))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        RpcExchange.Request call = calls.take();

        assertEquals(200, response.statusCode());
        assertEquals("{\"ok\":true}", response.body());
        assertEquals(List.of("a=1; Path=/", "b=2; Path=/"), response.headers().allValues("set-cookie"));
        assertEquals(
                "nosniff",
                response.headers().firstValue("x-content-type-options").orElseThrow());
        assertEquals("{\"jsonrpc\":\"2.0\"}", new String(call.body().read(1_000).array()));
        assertEquals("collab_session=s", call.headers().get("cookie"));
        assertEquals("127.0.0.1", call.peer().address());
        assertEquals("127.0.0.1:" + gateway.port(), call.peer().host());
        assertTrue(
                call.headers().keySet().stream().noneMatch(name -> name.startsWith("x-") || name.equals("forwarded")),
                call.headers().toString());
    }
}
