package collab.gateway.http;

import collab.runtime.HeadResponses;
import collab.web.ReferencePages;
import collab.web.WebFile;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;

/** Serves the API reference at {@code /docs/}. The pages have neither scripts nor resources of other hosts. */
public final class DocsPages implements HttpService {
    /** One style sheet of this host and nothing else. */
    private static final FileResponses RESPONSES = new FileResponses(
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    /** Loaded with the first request, because the pages would lengthen every start of a gateway. */
    private static final class Loaded {
        static final Map<String, WebFile> FILES = ReferencePages.load();
    }

    @Override
    public void routing(HttpRules rules) {
        HeadResponses.read(rules, "/docs", (_, response) -> redirect(response));
        HeadResponses.read(rules, "/docs/", (request, response) -> send(ReferencePages.INDEX, request, response));
        HeadResponses.read(rules, "/docs/{name}", DocsPages::file);
    }

    /** Links of the pages are relative to the folder, so the address of the index ends with a slash. */
    private static void redirect(ServerResponse response) {
        response.status(Status.MOVED_PERMANENTLY_301);
        response.header(HeaderNames.LOCATION, ReferencePages.FOLDER);
        response.send();
    }

    private static void file(ServerRequest request, ServerResponse response) {
        send(ReferencePages.FOLDER + request.path().pathParameters().get("name"), request, response);
    }

    private static void send(String path, ServerRequest request, ServerResponse response) {
        WebFile file = Loaded.FILES.get(path);
        if (file == null) response.next();
        else RESPONSES.send(file, request, response);
    }
}
