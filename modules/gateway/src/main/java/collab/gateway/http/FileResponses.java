package collab.gateway.http;

import collab.web.WebFile;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.Locale;

/**
 * Sends files with cache headers and a content security policy, compressed when the client accepts it.
 *
 * @param policy the value of {@code Content-Security-Policy}
 */
record FileResponses(String policy) {
    private static final String ONE_YEAR = "public, max-age=31536000, immutable";
    private static final String REVALIDATE = "no-cache";
    private static final HeaderName POLICY_HEADER = HeaderNames.create("Content-Security-Policy");

    void send(WebFile file, ServerRequest request, ServerResponse response) {
        response.header(POLICY_HEADER, policy);
        response.header(HeaderNames.ETAG, file.etag());
        response.header(HeaderNames.CACHE_CONTROL, file.lasting() ? ONE_YEAR : REVALIDATE);
        response.header(HeaderNames.VARY, "Accept-Encoding");
        if (knows(request, file.etag())) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, file.contentType());
        if (accepts(request, "gzip")) {
            response.header(HeaderNames.CONTENT_ENCODING, "gzip");
            response.send(file.gzip());
        } else {
            response.send(file.bytes());
        }
    }

    private static boolean knows(ServerRequest request, String etag) {
        return request.headers()
                .first(HeaderNames.IF_NONE_MATCH)
                .filter(known ->
                        Arrays.stream(known.split(",", -1)).map(String::strip).anyMatch(etag::equals))
                .isPresent();
    }

    /** Whether the client accepts the coding, with a weight other than 0 (RFC 9110, section 12.5.3). */
    private static boolean accepts(ServerRequest request, String coding) {
        return request.headers()
                .first(HeaderNames.ACCEPT_ENCODING)
                .filter(accepted -> Arrays.stream(
                                accepted.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(each -> each.replace(" ", ""))
                        .anyMatch(each -> each.equals(coding)
                                || (each.startsWith(coding + ";q=") && !each.matches(".*;q=0(\\.0*)?"))))
                .isPresent();
    }
}
