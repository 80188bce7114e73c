package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Health and metrics of every process. etc/METRICS.md lists every metric. */
class MetricsIT {
    private static final String SAMPLE = "[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+\\})? [-+0-9.eEInfNa]+";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @ParameterizedTest
    @EnumSource
    void everyProcessReportsItsHealth(Deployment deployment) throws IOException {
        RunningSystem system = deployment.start(programs, programs.folder());
        RpcCaller alice = system.signIn("alice");
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "hello")
                    .get("seq")
                    .longValue());
            for (URI process : processes(system)) {
                assertEquals("200 ok", OperationsIT.getText(process, "/livez").strip());
                assertTrue(
                        OperationsIT.getText(process, "/readyz").startsWith("200 "),
                        () -> OperationsIT.getText(process, "/readyz"));
                metrics(process);
            }
            assertTrue(value(processes(system).getFirst(), "collab_sends_total") >= 1);
            assertTrue(value(system.http(), "collab_gateway_users_online") >= 1);
        }
    }

    // ---- Documented metrics ----

    private static final Pattern ROW =
            Pattern.compile("\\| (`(?:collab|process|jvm)_[^|]+) \\| (\\w+) \\| (server|gateway|every) \\|.*");

    /** The documented families of one kind of process, each with its type. */
    private static Map<String, String> documented(String process) throws IOException {
        Map<String, String> families = new TreeMap<>();
        for (String line : Files.readAllLines(RuntimeImage.repository().resolve("etc/METRICS.md"))) {
            Matcher row = ROW.matcher(line);
            if (!row.matches() || !Set.of(process, "every").contains(row.group(3))) continue;
            for (String name : row.group(1).split(", ")) families.put(name.replace("`", ""), row.group(2));
        }
        return families;
    }

    private static Map<String, String> exposed(URI process) throws IOException {
        Map<String, String> families = new TreeMap<>();
        RpcCaller.of(process)
                .get("/metrics")
                .body()
                .lines()
                .map(line -> line.split(" "))
                .forEach(columns -> {
                    if (columns[1].equals("TYPE")) families.put(columns[2], columns[3]);
                });
        return families;
    }

    @ParameterizedTest
    @EnumSource
    void everyMetricIsDocumentedAndEveryDocumentedMetricExists(Deployment deployment) throws IOException {
        List<URI> processes = processes(deployment.start(programs, programs.folder()));
        Map<String, String> server = documented("server");
        Map<String, String> gateway = documented("gateway");
        if (processes.size() == 1) {
            gateway.putAll(server);
        } else {
            assertEquals(server, exposed(processes.getFirst()));
        }
        assertEquals(gateway, exposed(processes.getLast()));
    }

    @Test
    void metricNamesEndWithTypeAndUnit() throws IOException {
        Map<String, String> all = documented("server");
        all.putAll(documented("gateway"));
        assertTrue(all.size() > 40, all::toString);
        all.forEach((name, type) -> {
            assertEquals(type.equals("counter"), name.endsWith("_total"), name);
            if (type.equals("histogram")) assertTrue(name.matches(".*_(seconds|bytes|positions|commands)"), name);
        });
    }

    // ---- Reading ----

    private static List<URI> processes(RunningSystem system) {
        return switch (system) {
            case RunningStart start -> List.of(start.http());
            case RunningPair pair ->
                List.of(pair.server().http(), pair.gateway().http());
        };
    }

    /** The lines are in the Prometheus format and have no user or channel in a label. */
    private static List<String> metrics(URI process) throws IOException {
        HttpResponse<String> response = RpcCaller.of(process).get("/metrics");
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/plain; version=0.0.4"));
        List<String> samples =
                response.body().lines().filter(line -> !line.startsWith("#")).toList();
        for (String sample : samples) {
            assertTrue(sample.matches(SAMPLE), sample);
            assertFalse(sample.contains("user=") || sample.contains("channel="), sample);
        }
        return samples;
    }

    private static double value(URI process, String name) throws IOException {
        return metrics(process).stream()
                .filter(sample -> sample.startsWith(name + " ") || sample.startsWith(name + "{"))
                .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' '))))
                .sum();
    }
}
