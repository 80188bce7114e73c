package collab.gateway.http;

import collab.web.WebFile;
import collab.web.WebFiles;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Serves the browser client. Browsers cache files with a content hash in their name for a year; they revalidate the page itself on
 * each visit, so they load a new release at once.
 */
public final class WebPages implements HttpService {
    private static final String INDEX = "index.html";
    private static final String ICON = "/icon.svg";
    private static final String CACHE_FOREVER = "public, max-age=31536000, immutable";
    private static final String REVALIDATE = "no-cache";

    /** Allows scripts of this host only, HTML from strings only through lit-html, and no content of other hosts. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

    private static final HeaderName POLICY_HEADER = HeaderNames.create("Content-Security-Policy");

    private final Map<String, WebFile> files;

    private WebPages(Map<String, WebFile> files) {
        this.files = files;
    }

    public static WebPages load() {
        return new WebPages(WebFiles.load());
    }

    @Override
    public void routing(HttpRules rules) {
        files.forEach((path, file) -> rules.get("/" + path, (request, response) -> send(file, request, response)));
        WebFile index = files.get(INDEX);
        if (index == null) throw new IllegalStateException("the browser client has no " + INDEX);
        rules.get("/", (request, response) -> send(index, request, response));
        // the icon also has a fixed name, for notifications and links
        files.values().stream()
                .filter(file -> file.path().endsWith(ICON))
                .forEach(icon -> rules.get(ICON, (request, response) -> send(asPage(icon), request, response)));
    }

    private static WebFile asPage(WebFile file) {
        return new WebFile(ICON, file.contentType(), file.bytes(), file.gzip(), file.etag(), false);
    }

    private static void send(WebFile file, ServerRequest request, ServerResponse response) {
        response.header(POLICY_HEADER, POLICY);
        response.header(HeaderNames.ETAG, file.etag());
        response.header(HeaderNames.CACHE_CONTROL, file.lasting() ? CACHE_FOREVER : REVALIDATE);
        response.header(HeaderNames.VARY, "Accept-Encoding");
        if (matches(request, file.etag())) {
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

    private static boolean matches(ServerRequest request, String etag) {
        return request.headers()
                .first(HeaderNames.IF_NONE_MATCH)
                .filter(known ->
                        Arrays.stream(known.split(",", -1)).map(String::strip).anyMatch(etag::equals))
                .isPresent();
    }

    /** Whether the client accepts the coding with a weight above zero (RFC 9110, section 12.5.3). */
    private static boolean accepts(ServerRequest request, String coding) {
        return request.headers()
                .first(HeaderNames.ACCEPT_ENCODING)
                .filter(accepted -> Arrays.stream(
                                accepted.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(element -> element.replace(" ", ""))
                        .anyMatch(element -> element.equals(coding)
                                || (element.startsWith(coding + ";q=") && !element.matches(".*;q=0(\\.0*)?"))))
                .isPresent();
    }
}
