package collab.e2e.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetricTotalsTest {
    private static final URI GATEWAY = URI.create("http://gateway.example");
    private static final URI SERVER = URI.create("http://server.example");
    private static final String RESUMED = "collab_resumes_total{result=\"resumed\"}";

    private final MetricTotals totals = new MetricTotals(List.of());

    @Test
    void totalContainsEveryLifeOfAProcess() {
        totals.add(GATEWAY, Map.of(RESUMED, 3.0));
        totals.add(GATEWAY, Map.of(RESUMED, 5.0));
        totals.add(GATEWAY, Map.of(RESUMED, 2.0)); // a new life
        totals.add(GATEWAY, Map.of(RESUMED, 2.0));
        assertEquals(7, totals.total(RESUMED));
    }

    @Test
    void totalContainsEveryProcess() {
        totals.add(GATEWAY, Map.of(RESUMED, 3.0));
        totals.add(SERVER, Map.of(RESUMED, 4.0));
        totals.add(GATEWAY, Map.of(RESUMED, 4.0));
        assertEquals(8, totals.total(RESUMED));
    }

    @Test
    void unknownSampleHasTotalZero() {
        assertEquals(0, totals.total("collab_unknown_total"));
    }

    /** A sample that a new life does not have yet counts from zero when it appears. */
    @Test
    void sampleThatIsMissingInANewLifeCountsFromZero() {
        totals.add(GATEWAY, Map.of(RESUMED, 3.0));
        totals.add(GATEWAY, Map.of());
        totals.add(GATEWAY, Map.of(RESUMED, 4.0));
        assertEquals(7, totals.total(RESUMED));
    }

    @Test
    void countersOfAProcessAreReadAndOtherLinesAreNot() throws Exception {
        CountDownLatch second = new CountDownLatch(2);
        HttpServer process = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        process.createContext("/metrics", exchange -> {
            byte[] page = ("# TYPE collab_resumes_total counter\n" + RESUMED + " 6\ncollab_gateway_sockets 4\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
            second.countDown();
        });
        process.start();
        URI address = URI.create("http://127.0.0.1:" + process.getAddress().getPort());
        try (MetricTotals read = MetricTotals.start(List.of(address))) {
            second.await(30, TimeUnit.SECONDS);
            assertEquals(6, read.total(RESUMED));
            assertEquals(0, read.total("collab_gateway_sockets"));
        } finally {
            process.stop(0);
        }
    }
}
