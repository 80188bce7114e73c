package collab.gateway.http;

import collab.runtime.HeadResponses;
import collab.web.WebFile;
import collab.web.WebFiles;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Map;

/**
 * Serves the browser client. Browsers cache files whose path contains a hash of their content for a year. They revalidate
 * the page itself on each visit, so that they load a new release at once.
 */
public final class WebPages implements HttpService {
    private static final String INDEX = "index.html";
    private static final String ICON = "/icon.svg";

    /** Scripts only from this host, no markup from strings except in the templates of lit-html, nothing from other hosts. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

    private static final FileResponses RESPONSES = new FileResponses(POLICY);

    private final Map<String, WebFile> files;

    private WebPages(Map<String, WebFile> files) {
        this.files = files;
    }

    public static WebPages load() {
        return new WebPages(WebFiles.load());
    }

    @Override
    public void routing(HttpRules rules) {
        files.forEach((path, file) ->
                HeadResponses.read(rules, "/" + path, (request, response) -> RESPONSES.send(file, request, response)));
        WebFile index = files.get(INDEX);
        if (index == null) throw new IllegalStateException("the browser client has no " + INDEX);
        HeadResponses.read(rules, "/", (request, response) -> RESPONSES.send(index, request, response));
        // also under a constant path, for notifications and external links
        files.values().stream()
                .filter(file -> file.path().endsWith(ICON))
                .forEach(icon -> HeadResponses.read(
                        rules, ICON, (request, response) -> RESPONSES.send(asPage(icon), request, response)));
    }

    private static WebFile asPage(WebFile file) {
        return new WebFile(ICON, file.contentType(), file.bytes(), file.gzip(), file.etag(), false);
    }
}
