package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plain Helidon, without our guards. A test that fails here shows that a newer Helidon needs one of them no longer. */
@Tag("security")
class HelidonWorkaroundsTest {
    private WebServer plain;

    @BeforeEach
    void startPlainHelidon() {
        plain = WebServer.builder()
                .port(0)
                .routing(HttpRouting.builder()
                        .route(Method.HEAD, "/page", (_, response) -> response.send("content"))
                        .get("/page", (_, response) -> response.send("content"))
                        .get("/path", (_, response) -> response.send("matched"))
                        .post(
                                "/echo",
                                (request, response) ->
                                        response.send("got " + request.content().as(String.class))))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        plain.stop();
    }

    /** Everything that the server sends for these requests, until the last of them is answered. */
    private String answers(String requests) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", plain.port())) {
            socket.setSoTimeout(5_000);
            String last = "GET /last HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write((requests + last).getBytes(StandardCharsets.US_ASCII));
            return readUntilLast(socket.getInputStream());
        }
    }

    /** Ends after an answer of 404, at the end of the connection, or when the server is silent. */
    private static String readUntilLast(InputStream in) throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.append((char) b);
                if (all.indexOf("404 Not Found") >= 0) break;
            }
        } catch (SocketTimeoutException | SocketException ended) {
            all.append("(").append(ended.getMessage()).append(")");
        }
        return all.toString();
    }

    @Test
    void plainHelidonSendsTheContentOfHead() throws IOException {
        assertTrue(
                answers("HEAD /page HTTP/1.1\r\nHost: x\r\n\r\n").contains("\r\n\r\ncontent"),
                "Helidon leaves the content out by itself: HeadResponses is no longer needed");
    }

    @Test
    void plainHelidonIgnoresConnectionClose() throws IOException {
        assertTrue(
                answers("GET /page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .contains("404 Not Found"),
                "Helidon closes the connection by itself: HttpGuard need not throw CloseConnectionException");
    }

    @Test
    void plainHelidonMatchesRoutesWithoutPathParameters() throws IOException {
        assertTrue(
                answers("GET /path;x HTTP/1.1\r\nHost: x\r\n\r\n").contains("matched"),
                "Helidon distinguishes paths with parameters by itself: HttpGuard need not reject them");
    }

    private String chunked(String chunks) throws IOException {
        return answers("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    @Test
    void plainHelidonAcceptsMalformedChunks() throws IOException {
        String unneeded = "Helidon rejects malformed chunks by itself: ChunkReader need not check them";
        assertTrue(chunked("+3\r\nabc\r\n0\r\n\r\n").contains("got abc"), unneeded);
        assertTrue(chunked("3\r\nabcXX0\r\n\r\n").contains("got abc"), unneeded);
    }

    @Test
    void plainHelidonRejectsExtensionsAndTrailers() throws IOException {
        String unneeded = "Helidon leaves extensions and trailers out by itself: ChunkReader need not do it";
        assertFalse(chunked("3;a=b\r\nabc\r\n0\r\n\r\n").contains("got abc"), unneeded);
        assertFalse(chunked("3\r\nabc\r\n0\r\nX: y\r\n\r\n").contains("got abc"), unneeded);
    }

    @Test
    void plainHelidonServesAbsoluteTargetsOfEveryHost() throws IOException {
        assertTrue(
                answers("GET http://other.example/path HTTP/1.1\r\nHost: x\r\n\r\n")
                        .contains("matched"),
                "Helidon compares the host of the target by itself: RequestHeadRules need not do it");
    }

    @Test
    void plainHelidonAcceptsHeadersWithoutName() throws IOException {
        assertTrue(
                answers("GET /path HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n").contains("matched"),
                "Helidon rejects a header without a name by itself: RequestHeadRules need not do it");
    }

    @Test
    void plainHelidonTakesMethodsInLowerCase() throws IOException {
        assertTrue(
                answers("get /path HTTP/1.1\r\nHost: x\r\n\r\n").contains("matched"),
                "Helidon distinguishes get and GET by itself: remove the row from etc/SECURITY.md");
    }
}
