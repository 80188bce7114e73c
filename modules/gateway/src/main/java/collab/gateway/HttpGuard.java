package collab.gateway;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Map;

/** What holds for every plain HTTP exchange: no request with two lengths, and headers that keep a browser on the safe side. */
final class HttpGuard implements Filter {
    private static final Map<HeaderName, String> HEADERS = Map.of(
            HeaderNames.create("Content-Security-Policy"),
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
                    + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            HeaderNames.create("X-Content-Type-Options"),
            "nosniff",
            HeaderNames.create("Referrer-Policy"),
            "no-referrer",
            HeaderNames.create("Permissions-Policy"),
            "camera=(self), microphone=(self), geolocation=()",
            HeaderNames.create("Cross-Origin-Opener-Policy"),
            "same-origin");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        HEADERS.forEach(response::header);
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
