package collab.runtime;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Method;
import io.helidon.http.MethodPredicate;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.Arrays;

/**
 * Removes the content of responses to {@code HEAD} requests (RFC 9110, section 9.3.2). Helidon 4.5.0 writes the content, and the client then reads the content as the next response. {@code HelidonWorkaroundsTest} fails when a release of Helidon no longer
 * writes the content.
 *
 * <p>Helidon writes a response on the thread that routes the request. Therefore this class stores, per thread, which part of the
 * response (head or content) comes next. The first buffer of a
 * response contains the complete head.
 */
public final class HeadResponses implements Http1ConnectionListener {
    private static final MethodPredicate READS = Method.predicate(Method.GET, Method.HEAD);

    private enum Part {
        HEAD,
        CONTENT
    }

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final ThreadLocal<Part> NEXT = new ThreadLocal<>();

    /** Adds a route for {@code GET}, and for {@code HEAD} with the same head. */
    public static void read(HttpRules rules, String path, Handler handler) {
        rules.route(READS, PathMatchers.create(path), handler);
    }

    /** Begins a response to {@code HEAD} on this thread. */
    static void begin() {
        NEXT.set(Part.HEAD);
    }

    /** Ends the response on this thread, after Helidon has written it. */
    static void end() {
        NEXT.remove();
    }

    @Override
    public void data(ConnectionContext connection, BufferData buffer) {
        Part part = NEXT.get();
        if (part == null) return;
        byte[] bytes = new byte[buffer.available()];
        buffer.read(bytes);
        buffer.clear();
        if (part == Part.HEAD) {
            buffer.write(bytes, 0, headLength(bytes));
            NEXT.set(Part.CONTENT);
        }
    }

    private static int headLength(byte[] bytes) {
        for (int end = END_OF_HEAD.length; end <= bytes.length; end++) {
            if (Arrays.equals(bytes, end - END_OF_HEAD.length, end, END_OF_HEAD, 0, END_OF_HEAD.length)) return end;
        }
        return bytes.length;
    }
}
