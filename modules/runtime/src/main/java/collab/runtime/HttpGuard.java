package collab.runtime;

import io.helidon.http.DateTime;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Guards every plain HTTP exchange of every process: rejects requests with two lengths and heads that break {@link
 * RequestHeadRules}, serves loopback names only where that is required, closes the connection when either side asks for it, leaves
 * the content out of responses to {@code HEAD}, and sets security headers on every response, also on rejections and failures. A
 * handler that serves a page may replace the content security policy by a stricter one.
 */
public final class HttpGuard implements Filter {
    /** For data: a browser that shows it as a page runs, loads and frames nothing. */
    static final Header FOR_DATA =
            HeaderValues.create("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    /** For pages: everything comes from this host, except pictures. */
    private static final Header FOR_PAGES = HeaderValues.create(
            "Content-Security-Policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
                    + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

    private static final Header NO_STORE = HeaderValues.create("Cache-Control", "no-store");

    private static final List<Header> HEADERS = List.of(
            HeaderValues.create("X-Content-Type-Options", "nosniff"),
            HeaderValues.create("X-Frame-Options", "DENY"),
            HeaderValues.create("Referrer-Policy", "no-referrer"),
            HeaderValues.create("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()"),
            HeaderValues.create("Cross-Origin-Opener-Policy", "same-origin"),
            HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"));

    /** The same headers as lines of an HTTP/1.1 response head, for code that writes the head itself. */
    public static final String HEAD_LINES = Stream.concat(Stream.of(FOR_DATA), HEADERS.stream())
            .map(header -> header.name() + ": " + header.get() + "\r\n")
            .collect(Collectors.joining());

    private final Header policy;
    private final BooleanSupplier loopbackOnly;
    private final ProcessFailure failure;

    HttpGuard(Header policy, BooleanSupplier loopbackOnly, ProcessFailure failure) {
        this.policy = policy;
        this.loopbackOnly = loopbackOnly;
        this.failure = failure;
    }

    /**
     * For a process that serves only data.
     *
     * @param loopbackOnly whether the {@code Host} of requests must be a loopback name, which prevents DNS rebinding
     */
    public static HttpGuard ofData(BooleanSupplier loopbackOnly) {
        return new HttpGuard(FOR_DATA, loopbackOnly, ProcessFailure.HALT);
    }

    /** For a process that also serves pages; as {@link #ofData}. */
    public static HttpGuard ofPages(BooleanSupplier loopbackOnly) {
        return new HttpGuard(FOR_PAGES, loopbackOnly, ProcessFailure.HALT);
    }

    /**
     * Configures a listener: responses that Helidon sends before the routing have the same headers, and compressed request bodies
     * are not decompressed. The routing of the listener must begin with {@link #routing}.
     */
    public static void configure(ListenerConfig.BuilderBase<?, ?> listener) {
        DateTime.rfc1123String(); // its class starts a thread, which may not be possible later
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, HttpGuard::rejection);
        }
        listener.directHandlers(handlers.build()).contentEncoding(new IdentityEncoding());
    }

    /** A routing that begins with this filter. The process ends when a class is missing that a handler needs. */
    public HttpRouting.Builder routing() {
        return HttpRouting.builder().addFilter(this).error(LinkageError.class, (_, response, missing) -> {
            failure.endOnFatal("a request could not be handled", missing);
            response.status(Status.INTERNAL_SERVER_ERROR_500).send();
        });
    }

    private static DirectHandler.TransportResponse rejection(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        HEADERS.forEach(headers::setIfAbsent);
        headers.setIfAbsent(FOR_DATA);
        headers.setIfAbsent(NO_STORE);
        return DirectHandler.defaultHandler().handle(request, type, status, headers, message);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        HEADERS.forEach(response::header);
        response.header(policy);
        if (request.prologue().method().equals(Method.HEAD)) HeadResponses.begin();
        try {
            if (!reject(request, response)) chain.proceed();
        } finally {
            HeadResponses.end();
        }
        // Helidon 4.5.0 would read the next request from the connection (RFC 9112, section 9.6).
        if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
                || response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("the request or the response asks to close the connection");
        }
    }

    private boolean reject(RoutingRequest request, RoutingResponse response) {
        Optional<String> violation = RequestHeadRules.violation(request.prologue(), request.headers());
        if (violation.isPresent()) {
            response.status(Status.BAD_REQUEST_400).header(HeaderValues.CONNECTION_CLOSE);
            response.send(violation.get());
            return true;
        }
        if (loopbackOnly.getAsBoolean() && !isRpc(request) && !RequestHeadRules.hasLoopbackHost(request.headers())) {
            response.status(Status.FORBIDDEN_403).send("the host must be a loopback name with auth.mode dev");
            return true;
        }
        // With two lengths, a proxy in front may have used the other one: request smuggling (RFC 9112, section 6.3).
        if (request.headers().contains(HeaderNames.CONTENT_LENGTH)
                && request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
            response.status(Status.BAD_REQUEST_400).header(HeaderValues.CONNECTION_CLOSE);
            response.send("a request must not have both Content-Length and Transfer-Encoding");
            return true;
        }
        return false;
    }

    /** {@code /rpc} checks the host that its client used, which a gateway reports, and answers in JSON. CONNECT has no path. */
    private static boolean isRpc(RoutingRequest request) {
        return "/rpc".equals(request.prologue().uriPath().path());
    }
}
