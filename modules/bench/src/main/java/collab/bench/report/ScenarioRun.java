package collab.bench.report;

import collab.api.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of one run of one case.
 *
 * @param number counts from 1
 */
public record ScenarioRun(String scenario, String caseName, int number, Instant at, Map<String, Double> figures) {

    /** Returns the run as one line of JSON. */
    public String line() {
        ObjectNode json = Json.object()
                .put("scenario", scenario)
                .put("case", caseName)
                .put("run", number)
                .put("at", at.toString());
        ObjectNode values = json.putObject("figures");
        figures.forEach((name, value) -> values.put(name, rounded(value)));
        return json.toString();
    }

    private static double rounded(double value) {
        if (value == 0) return 0;
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 3); // four significant digits
        return Math.abs(value) >= 10_000
                ? Math.rint(value)
                : Double.parseDouble(String.format(Locale.ROOT, "%.4g", Math.rint(value / unit) * unit));
    }
}
