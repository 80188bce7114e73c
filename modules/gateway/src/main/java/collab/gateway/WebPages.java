package collab.gateway;

import collab.web.WebFile;
import collab.web.WebFiles;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.Map;

/** The browser client. A browser asks each time whether its copy is still good, so a new release is seen at once. */
final class WebPages implements HttpService {
    private static final String INDEX = "index.html";

    private final Map<String, WebFile> files;

    private WebPages(Map<String, WebFile> files) {
        this.files = files;
    }

    static WebPages load() {
        return new WebPages(WebFiles.load());
    }

    @Override
    public void routing(HttpRules rules) {
        files.forEach((path, file) -> rules.get("/" + path, (request, response) -> send(file, request, response)));
        WebFile index = files.get(INDEX);
        if (index == null) throw new IllegalStateException("the browser client has no " + INDEX);
        rules.get("/", (request, response) -> send(index, request, response));
    }

    private static void send(WebFile file, ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ETAG, file.etag());
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        if (knows(request, file.etag())) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, file.contentType());
        response.send(file.bytes());
    }

    private static boolean knows(ServerRequest request, String etag) {
        return request.headers()
                .first(HeaderNames.IF_NONE_MATCH)
                .filter(known ->
                        Arrays.stream(known.split(",", -1)).map(String::strip).anyMatch(etag::equals))
                .isPresent();
    }
}
