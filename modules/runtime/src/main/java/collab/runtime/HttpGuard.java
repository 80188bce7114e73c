package collab.runtime;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What holds for every plain HTTP exchange of every process: no request with two lengths, and headers that keep a browser on the
 * safe side, on refusals and failures too. Whoever serves a page may replace the content security policy by a narrower one.
 */
public final class HttpGuard implements Filter {
    /** Data is not a page: a browser that is made to show it runs, loads and frames nothing. */
    private static final Header FOR_DATA =
            HeaderValues.create("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    /** Pages of this host alone, with nothing from elsewhere but pictures. */
    private static final Header FOR_PAGES = HeaderValues.create(
            "Content-Security-Policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
                    + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

    private static final Header NOT_KEPT = HeaderValues.create("Cache-Control", "no-store");

    private static final List<Header> HEADERS = List.of(
            HeaderValues.create("X-Content-Type-Options", "nosniff"),
            HeaderValues.create("X-Frame-Options", "DENY"),
            HeaderValues.create("Referrer-Policy", "no-referrer"),
            HeaderValues.create("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()"),
            HeaderValues.create("Cross-Origin-Opener-Policy", "same-origin"),
            HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"));

    /** The same as lines of an HTTP/1.1 head, for whoever writes one by hand. */
    public static final String HEAD_LINES = Stream.concat(Stream.of(FOR_DATA), HEADERS.stream())
            .map(header -> header.name() + ": " + header.get() + "\r\n")
            .collect(Collectors.joining());

    private final Header policy;

    private HttpGuard(Header policy) {
        this.policy = policy;
    }

    /** For a process whose answers are data. */
    public static HttpGuard ofData() {
        return new HttpGuard(FOR_DATA);
    }

    /** For a process that serves pages too. */
    public static HttpGuard ofPages() {
        return new HttpGuard(FOR_PAGES);
    }

    /**
     * Guards a listener: its routing is to begin with this filter, what it answers below the routing has the same headers, and
     * compressed requests are left to the routing to refuse instead of being taken apart.
     */
    public static void configure(ListenerConfig.BuilderBase<?, ?> listener) {
        DirectHandlers.Builder refusals = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            refusals.addHandler(type, HttpGuard::refusal);
        }
        listener.directHandlers(refusals.build()).contentEncoding(new IdentityEncoding());
    }

    private static DirectHandler.TransportResponse refusal(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        HEADERS.forEach(headers::setIfAbsent);
        headers.setIfAbsent(FOR_DATA);
        headers.setIfAbsent(NOT_KEPT);
        return DirectHandler.defaultHandler().handle(request, type, status, headers, message);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        HEADERS.forEach(response::header);
        response.header(policy);
        // Two lengths mean that somebody in front of us may have read another one: request smuggling.
        if (request.headers().contains(HeaderNames.CONTENT_LENGTH)
                && request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
            response.status(Status.BAD_REQUEST_400).header(HeaderValues.CONNECTION_CLOSE);
            response.send("a request has one length");
            return;
        }
        chain.proceed();
    }
}
