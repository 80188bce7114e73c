package collab.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The samples of a process by name and labels, as its metrics page has them. */
public final class MetricSamples {
    private MetricSamples() {}

    /**
     * The samples of a process that runs. It may close new connections for a moment: while attackers or hundreds of clients
     * hold many, the share of the network of the tests is small.
     */
    public static Map<String, Double> of(URI process) {
        return Retry.untilAnswered(() -> readOnce(process));
    }

    /** @throws UncheckedIOException when the process cannot be reached */
    public static Map<String, Double> readOnce(URI process) {
        try {
            Map<String, Double> values = new HashMap<>();
            RpcCaller.of(process)
                    .get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int blank = line.lastIndexOf(' ');
                        values.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
                    });
            return values;
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }
}
