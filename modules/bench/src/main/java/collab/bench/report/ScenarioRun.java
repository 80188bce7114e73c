package collab.bench.report;

import collab.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * What one run of one case came to.
 *
 * @param number counts from 1
 */
public record ScenarioRun(String scenario, String example, int number, Instant at, Map<String, Double> figures) {

    /** One line of JSON. */
    public String line() {
        ObjectNode json = Json.object()
                .put("scenario", scenario)
                .put("case", example)
                .put("run", number)
                .put("at", at.toString());
        ObjectNode values = json.putObject("figures");
        figures.forEach((name, value) -> values.put(name, rounded(value)));
        return json.toString();
    }

    private static double rounded(double value) {
        if (value == 0) return 0;
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 3); // four digits say enough
        return Math.abs(value) >= 10_000
                ? Math.rint(value)
                : Double.parseDouble(String.format(Locale.ROOT, "%.4g", Math.rint(value / unit) * unit));
    }
}
