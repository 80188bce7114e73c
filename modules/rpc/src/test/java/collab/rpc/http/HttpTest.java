package collab.rpc.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.rpc.config.RequestLimits;
import collab.rpc.methods.RpcFixture;
import collab.rpc.methods.RpcFixtureSeeds;
import collab.wire.WireLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Malformed HTTP requests are rejected, and the server continues to serve other requests. */
@Tag("security")
class HttpTest {
    private static final String HEALTH = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"}";

    @TempDir
    static Path folder;

    private static RpcFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static void assertRejected(int status, String error, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(error, RpcFixture.error(Json.parse(response.body())));
        assertEquals(
                "application/json",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                "nosniff",
                response.headers().firstValue("X-Content-Type-Options").orElseThrow());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElseThrow());
        assertEquals(200, fixture.post(HEALTH).statusCode(), "the server still serves requests");
    }

    @Test
    void otherHttpMethodIsRejected() {
        HttpResponse<String> get = fixture.send(fixture.request().GET().build());
        assertRejected(405, "-32600 invalid_request", get);
        assertEquals("POST", get.headers().firstValue("Allow").orElseThrow());
        assertRejected(
                405,
                "-32600 invalid_request",
                fixture.send(fixture.request()
                        .PUT(HttpRequest.BodyPublishers.ofString(HEALTH))
                        .build()));
    }

    @Test
    void missingBodyClosesConnection() throws Exception {
        try (Socket slow = new Socket("127.0.0.1", fixture.uri().getPort())) {
            slow.setSoTimeout(60_000);
            String head =
                    "POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{";
            slow.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            FutureTask<Void> deadline = fixture.bodyDeadlines.take();
            while (deadline.isCancelled()) deadline = fixture.bodyDeadlines.take();
            deadline.run();
            assertEquals(-1, slow.getInputStream().read());
        }
        assertEquals(200, fixture.post(HEALTH).statusCode(), "the server still serves requests");
    }

    @Test
    void otherContentTypeIsRejected() {
        assertRejected(415, "-32600 invalid_request", fixture.post(HEALTH, "Content-Type", "text/plain"));
    }

    @Test
    void compressedBodyIsRejectedByListener() {
        assertEquals(400, fixture.post(HEALTH, "Content-Encoding", "gzip").statusCode());
    }

    @Test
    void otherOriginIsRejected() {
        assertRejected(403, "-32002 permission_denied", fixture.post(HEALTH, "Origin", "http://evil.example"));
        assertRejected(403, "-32002 permission_denied", fixture.post(HEALTH, "Sec-Fetch-Site", "cross-site"));
        String same = "http://127.0.0.1:" + fixture.uri().getPort();
        assertEquals(
                200,
                fixture.post(HEALTH, "Origin", same, "Sec-Fetch-Site", "same-origin")
                        .statusCode());
    }

    @Test
    void bodyAboveOneMebibyteIsRejected() {
        String begin = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"";
        String full = begin + " ".repeat(RequestLimits.defaults().bodyBytesMax() - begin.length() - 1) + "}";
        String bob = "Bearer " + fixture.token("bob");
        assertEquals(200, fixture.post(full, "Authorization", bob).statusCode());
        assertRejected(413, "-32006 too_large", fixture.post(full + " ", "Authorization", bob));
    }

    /** Four connections that sent such bodies without an account used up the processor, and nothing counted them. */
    @Test
    void bodyWithoutCredentialIsBoundedBy64Kibibytes() {
        String full = HEALTH + " ".repeat(WireLimits.RPC_ANONYMOUS_BODY_BYTES_MAX - HEALTH.length());
        assertEquals(200, fixture.post(full).statusCode());
        assertRejected(413, "-32006 too_large", fixture.post(full + " "));
    }

    @Test
    void chunkedBodyIsBounded() {
        byte[] body = new byte[RequestLimits.defaults().bodyBytesMax() + 1];
        var chunked = HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(body));
        assertRejected(
                413,
                "-32006 too_large",
                fixture.send(fixture.request().POST(chunked).build()));
    }

    @Test
    void gatewayHeadersAreTrustedOnlyWithLinkSecret() throws IOException {
        String forged = raw("x-hero-host: evil.example", "Origin: http://evil.example");
        assertTrue(forged.startsWith("HTTP/1.1 403"), forged);
        String reported = raw(
                "x-hero-link-secret: " + RpcFixture.SECRET, "x-hero-host: localhost:9", "Origin: http://localhost:9");
        assertTrue(reported.startsWith("HTTP/1.1 200"), reported);
    }

    @Test
    void foreignHostIsRejected() throws IOException {
        assertTrue(rawTo("evil.example").startsWith("HTTP/1.1 403"));
        assertTrue(rawTo("localhost").startsWith("HTTP/1.1 200"));
    }

    private static String raw(String... headers) throws IOException {
        return exchange("Host: 127.0.0.1:" + fixture.uri().getPort() + "\r\n" + String.join("\r\n", headers) + "\r\n");
    }

    private static String rawTo(String host) throws IOException {
        return exchange("Host: " + host + "\r\n");
    }

    /** The status line. */
    private static String exchange(String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", fixture.uri().getPort())) {
            String request =
                    "POST /rpc HTTP/1.1\r\n" + headers + "Content-Type: application/json\r\nConnection: close\r\n"
                            + "Content-Length: " + HEALTH.length() + "\r\n\r\n" + HEALTH;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
