package collab.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Sequential JSON-RPC calls over one kept-alive connection, with minimal HTTP, so that the load generator costs less
 * than the server that it measures. For one thread.
 */
public final class RpcConnection implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int HEAD_LINE_MAX = 8192;

    private final Socket socket;
    private final InputStream in;
    private final String head;

    private RpcConnection(Socket socket, InputStream in, String head) {
        this.socket = socket;
        this.in = in;
        this.head = head;
    }

    /**
     * Connects to a process.
     *
     * @param token empty for calls without authentication
     */
    public static RpcConnection open(URI base, String token) throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.setTcpNoDelay(true);
        String head = "POST /rpc HTTP/1.1\r\nHost: " + base.getRawAuthority() + "\r\nContent-Type: application/json\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + "Content-Length: ";
        return new RpcConnection(socket, new BufferedInputStream(socket.getInputStream()), head);
    }

    /** Calls {@code rpc.health} of a starting process until it responds. */
    public static void awaitAnswer(URI base) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try (RpcConnection connection = open(base, "")) {
                connection.call("rpc.health", "{}");
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - end > 0) throw notYet;
                Thread.sleep(1); // about 1 % of the measured time
            }
        }
    }

    /**
     * Returns the result of a call.
     *
     * @throws IllegalStateException with the response, if it is an error
     */
    public JsonNode call(String method, String params) throws IOException {
        byte[] response = exchange(request(method, params).getBytes(UTF_8));
        JsonNode json = Json.parse(response);
        if (!json.has("result")) throw new IllegalStateException(method + " failed: " + json);
        return json.get("result");
    }

    public static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    /** Sends a request body and returns the response body. */
    public byte[] exchange(byte[] body) throws IOException {
        byte[] first = (head + body.length + "\r\n\r\n").getBytes(UTF_8);
        byte[] request = new byte[first.length + body.length];
        System.arraycopy(first, 0, request, 0, first.length);
        System.arraycopy(body, 0, request, first.length, body.length);
        socket.getOutputStream().write(request);
        return response();
    }

    private byte[] response() throws IOException {
        String status = headLine();
        int length = 0;
        boolean chunked = false;
        for (String line = headLine(); !line.isEmpty(); line = headLine()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:"))
                length = Integer.parseInt(header.substring(15).strip());
            chunked |= header.startsWith("transfer-encoding:");
        }
        if (chunked) throw new IOException("chunked responses are not supported");
        byte[] body = in.readNBytes(length);
        if (body.length < length) throw new EOFException("the response ended before its content length");
        if (!status.contains(" 200 ")) throw new IOException("answered " + status + ": " + new String(body, UTF_8));
        return body;
    }

    private String headLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) throw new EOFException("the connection was closed");
            if (line.length() == HEAD_LINE_MAX) throw new IOException("a head line is longer than " + HEAD_LINE_MAX);
            if (next != '\r') line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
