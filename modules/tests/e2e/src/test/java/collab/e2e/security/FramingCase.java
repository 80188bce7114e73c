package collab.e2e.security;

import java.nio.charset.StandardCharsets;

/**
 * A request, and how each listener for HTTP must answer it.
 *
 * @param status of the answer
 * @param ends whether the connection ends after the answer; otherwise the next request is answered
 */
record FramingCase(String title, String request, int status, boolean ends) {
    static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.health\"}";
    static final int LENGTH = CALL.length();
    static final String HEX = Integer.toHexString(LENGTH);
    static final String CHUNKS = HEX + "\r\n" + CALL + "\r\n0\r\n\r\n";

    private static final String CHUNKED = "Transfer-Encoding: chunked";

    static FramingCase accepted(String title, String request) {
        return new FramingCase(title, request, 200, false);
    }

    static FramingCase answered(String title, int status, String request) {
        return new FramingCase(title, request, status, false);
    }

    static FramingCase rejected(String title, String request) {
        return rejected(title, 400, request);
    }

    static FramingCase rejected(String title, int status, String request) {
        return new FramingCase(title, request, status, true);
    }

    /** A call whose body has its length in {@code Content-Length}, with one more header line. */
    static String withHeader(String header) {
        return post(header + "\r\nContent-Length: " + LENGTH, CALL);
    }

    /** A call with this request line. */
    static String withLine(String line) {
        return line + withHeader("X-A: b").substring("POST /rpc HTTP/1.1".length());
    }

    /** A call with these chunks. */
    static String chunked(String chunks) {
        return post(CHUNKED, chunks);
    }

    static String post(String headers, String body) {
        return "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers + "\r\n\r\n"
                + body;
    }

    static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    byte[] bytes() {
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return title + ": " + status + (ends ? ", ends" : ", continues");
    }
}
