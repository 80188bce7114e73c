package collab.runtime.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.HttpGuard;
import io.helidon.http.RequestException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Helidon accepted {@code +3} as the size of a chunk and any two bytes as its end, so that a proxy in front could see another end of
 * the request; it held a size line of any length in memory; and it rejected lawful extensions and trailers.
 */
@Tag("security")
@Timeout(60)
class ChunkReaderTest {
    private static final String BODY = "3\r\nabc\r\n";
    private static final String END = "0\r\n\r\n";

    /** Reads one body as Helidon does. The connection delivers {@code step} bytes at a time. */
    private static String read(String sent, int step) {
        Queue<byte[]> pieces = new ArrayDeque<>();
        byte[] all = sent.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < all.length; at += step)
            pieces.add(Arrays.copyOfRange(all, at, Math.min(all.length, at + step)));
        ChunkReader reader = new ChunkReader(pieces::poll);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(reader); size > 0; size = size(reader)) {
            byte[] data = new byte[size];
            assertEquals(size, reader.readBuffer(size).read(data));
            body.writeBytes(data);
            reader.skip(2);
        }
        assertEquals("", reader.readLine());
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    private static int size(ChunkReader reader) {
        return Integer.parseInt(reader.readLine(), 16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BODY + END,
                "03\r\nabc\r\n000\r\n\r\n",
                "1\r\na\r\n2\r\nbc\r\n" + END,
                "3;a=b\r\nabc\r\n" + END,
                "3 ; a = \"x;\\\"y\" ;b\r\nabc\r\n0;last\r\n\r\n",
                BODY + "0\r\nX: y\r\nExpires:\r\n\r\n"
            })
    void lawfulChunksAreRead(String sent) {
        assertEquals("abc", read(sent, sent.length()));
        assertEquals("abc", read(sent, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+3\r\nabc\r\n" + END,
                "-3\r\nabc\r\n" + END,
                "0x3\r\nabc\r\n" + END,
                "3 \r\nabc\r\n" + END,
                " 3\r\nabc\r\n" + END,
                "3;\r\nabc\r\n" + END,
                "3 a\r\nabc\r\n" + END,
                "3;a=\r\nabc\r\n" + END,
                "3;a=\"b\r\nabc\r\n" + END,
                "3;a\u0000\r\nabc\r\n" + END,
                "3\nabc\r\n" + END,
                "3\r\nabcXX" + END,
                "3\r\nabc\n\n" + END,
                "\r\nabc\r\n" + END,
                "000000000100000003\r\nabc\r\n" + END,
                BODY + "+0\r\n\r\n",
                BODY + "0\r\nGET / HTTP/1.1\r\n\r\n",
                BODY + "0\r\n folded: x\r\n\r\n",
                BODY + "0\r\n: x\r\n\r\n",
                BODY + "0\r\nX: a\u0000b\r\n\r\n",
                BODY + "0\r\nX : y\r\n\r\n"
            })
    void malformedChunksAreRejected(String sent) {
        assertThrows(RequestException.class, () -> read(sent, sent.length()));
        assertThrows(RequestException.class, () -> read(sent, 1));
    }

    @Test
    void lengthOfLinesIsBounded() {
        String line = "x".repeat(ChunkReader.LINE_BYTES_MAX);
        assertThrows(RequestException.class, () -> read("3;" + line + "\r\nabc\r\n" + END, 100));
        assertThrows(RequestException.class, () -> read(BODY + "0\r\nX: " + line + "\r\n\r\n", 100));
        assertThrows(RequestException.class, () -> read("3;" + "x".repeat(1 << 20), 100));
    }

    @Test
    void lengthOfAllExtensionsAndTrailersIsBounded() {
        String extended = "1;" + "x".repeat(1_000) + "\r\na\r\n";
        assertEquals("a".repeat(16), read(extended.repeat(16) + END, 100));
        assertThrows(RequestException.class, () -> read(extended.repeat(17) + END, 100));
        String trailer = "X: " + "x".repeat(1_000) + "\r\n";
        assertThrows(RequestException.class, () -> read(BODY + "0\r\n" + trailer.repeat(17) + "\r\n", 100));
    }

    @Test
    void boundIsThatOfOneBody() {
        String extended = "1;" + "x".repeat(1_000) + "\r\na\r\n";
        String body = extended.repeat(16) + END;
        Queue<byte[]> pieces = new ArrayDeque<>();
        pieces.add((body + body).getBytes(StandardCharsets.US_ASCII));
        ChunkReader reader = new ChunkReader(pieces::poll);
        for (int chunk = 0; chunk < 2 * 17; chunk++) {
            int size = size(reader);
            if (size > 0) reader.readBuffer(size);
            if (size > 0) reader.skip(2);
            else assertEquals("", reader.readLine());
        }
    }

    /** A line without an end took the heap, because only bytes of the body counted. */
    @Test
    void listenerEndsAConnectionWithAnEndlessSizeLine() throws IOException {
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .update(HttpGuard::configure)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new Http1Connections(Http1ConnectionSelector.builder()
                        .config(Http1Config.create())
                        .build()))
                .routing(HttpRouting.builder()
                        .post(
                                "/",
                                (request, response) ->
                                        response.send(request.content().as(String.class))))
                .build()
                .start();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            int sent = 0;
            try {
                for (; sent < 1 << 14; sent++) socket.getOutputStream().write(piece); // 1 GiB
            } catch (SocketException closed) {
                assertTrue(sent < 1 << 10, "closed after " + sent + " pieces");
            }
            assertTrue(sent < 1 << 14, "the connection is closed");
        } finally {
            server.stop();
        }
    }
}
