package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.WireClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Malformed HTTP, foreign origins, wrong credentials, and connections that send nothing or nonsense. */
@ParameterizedClass
@EnumSource(Deployment.class)
@Tag("security")
class BadHttpIT extends BadInputBase {
    private static final int BODY_BYTES_MAX = 1 << 20;

    /** Much longer than the deadline for a silent connection. */
    private static final int SILENCE_MS = 25_000;

    // ---- Requests ----

    @Test
    void tooLargeBodyIsRejectedWith413() throws IOException {
        String large =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\",\"params\":{}}" + " ".repeat(BODY_BYTES_MAX);
        assertEquals(413, bob.post(large).statusCode());
        HttpResponse<String> chunked = RpcCaller.send(bob.request("/rpc")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> bodyStream(large))));
        assertEquals(413, chunked.statusCode());
    }

    private static InputStream bodyStream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onlyPostedJsonIsAccepted() throws IOException {
        String health = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"}";
        assertEquals(
                415,
                status(bob.request("/rpc").header("Content-Type", "text/plain").POST(BodyPublishers.ofString(health))));
        assertEquals(415, status(bob.request("/rpc").POST(BodyPublishers.ofString(health))));
        assertEquals(
                415,
                status(bob.request("/rpc")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString(health))));
        HttpResponse<String> got = bob.get("/rpc");
        assertEquals(405, got.statusCode());
        assertEquals("POST", got.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void otherOriginsAreRejectedWith403() throws IOException {
        String health = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"}";
        assertEquals(
                403, status(json().header("Origin", "https://evil.example").POST(BodyPublishers.ofString(health))));
        assertEquals(403, status(json().header("Origin", "null").POST(BodyPublishers.ofString(health))));
        assertEquals(403, status(json().header("Sec-Fetch-Site", "cross-site").POST(BodyPublishers.ofString(health))));
        assertEquals(
                200, status(json().header("Origin", system.http().toString()).POST(BodyPublishers.ofString(health))));
    }

    private static HttpRequest.Builder json() {
        return bob.request("/rpc").header("Content-Type", "application/json");
    }

    private static int status(HttpRequest.Builder request) throws IOException {
        return RpcCaller.send(request).statusCode();
    }

    @Test
    void unauthenticatedCallsAreRejected() throws IOException {
        assertEquals("unauthenticated", system.anonymous().rejection("user.me").errorCode());
        HttpResponse<String> unknownToken =
                RpcCaller.send(HttpRequest.newBuilder(system.http().resolve("/rpc"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer made-up")
                        .POST(BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\"}")));
        assertEquals(401, unknownToken.statusCode());
        assertEquals(
                "invalid_credentials",
                system.anonymous()
                        .rejection("auth.login", "username", "no-such-user")
                        .errorCode());
    }

    @Test
    void headersOfGatewaysAreIgnoredFromClients() throws IOException {
        HttpResponse<String> forged =
                RpcCaller.send(HttpRequest.newBuilder(system.http().resolve("/rpc"))
                        .header("Content-Type", "application/json")
                        .header("X-Hero-User", "alice")
                        .header("X-Hero-Link-Secret", "guessed")
                        .header("X-Hero-Peer-Address", "10.0.0.1")
                        .POST(BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\"}")));
        assertEquals(-32001, TestJson.parse(forged.body()).at("/error/code").intValue(), forged::body);
    }

    // ---- Connections ----

    @Test
    void silentConnectionsAreClosed() throws IOException {
        URI http = system.http();
        try (Socket silent = WireClient.connect(http);
                Socket halfLine = WireClient.connect(http);
                Socket halfHead = WireClient.connect(http);
                Socket halfBody = WireClient.connect(http)) {
            halfLine.getOutputStream().write("GE".getBytes(StandardCharsets.US_ASCII));
            halfHead.getOutputStream()
                    .write("GET /ws/user/1 HTTP/1.1\r\nHost: localhost\r\nX-Half: "
                            .getBytes(StandardCharsets.US_ASCII));
            halfBody.getOutputStream()
                    .write(("POST /rpc HTTP/1.1\r\nHost: " + http.getAuthority()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"json")
                            .getBytes(StandardCharsets.US_ASCII));
            for (Socket socket : List.of(silent, halfLine, halfHead))
                assertNotNull(readUntilClosed(socket, SILENCE_MS));
            assertNotNull(readUntilClosed(halfBody, 2 * SILENCE_MS));
        }
    }

    /**
     * Returns what was received before the other side closed the connection.
     *
     * @throws java.net.SocketTimeoutException when it stayed open
     */
    private static String readUntilClosed(Socket socket, int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "reset";
        }
    }

    @Test
    void nonsenseBytesAreRejectedOrClosed() throws IOException {
        for (String nonsense : List.of(
                "\u0000\u0001\u0002\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ninvalid",
                "GET / HTTP/9.9\r\n\r\n",
                "A".repeat(20_000) + "\r\n\r\n")) {
            try (Socket socket = WireClient.connect(system.http())) {
                socket.getOutputStream().write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                assertFalse(readUntilClosed(socket, SILENCE_MS).startsWith("HTTP/1.1 200"));
            } catch (SocketException resetWhileWriting) {
                // a reset is a valid reaction as well
            }
        }
    }
}
