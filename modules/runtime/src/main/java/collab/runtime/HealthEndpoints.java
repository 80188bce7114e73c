package collab.runtime;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;

/**
 * Serves {@code /livez} (200 while the process answers; it checks nothing else, so that a broken database does not cause a
 * restart), {@code /readyz} (200, or 503 with the conditions that do not hold) and {@code /metrics}.
 */
public final class HealthEndpoints implements HttpService {
    private final Readiness readiness;
    private final Metrics metrics;

    public HealthEndpoints(Readiness readiness, Metrics metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    @Override
    public void routing(HttpRules rules) {
        HeadResponses.read(rules, "/livez", (_, response) -> text(response, "ok\n"));
        HeadResponses.read(rules, "/readyz", (_, response) -> {
            boolean ready = readiness.problems().isEmpty();
            text(response.status(ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503), readiness.page());
        });
        HeadResponses.read(rules, "/metrics", (_, response) -> {
            response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            response.send(metrics.page());
        });
    }

    private static void text(ServerResponse response, String body) {
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(body);
    }
}
