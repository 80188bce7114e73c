package collab.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The runs as one table: median, minimum and maximum of each figure of each case. */
public final class BenchReport {

    /** One figure of one case over all its runs. */
    record Row(String scenario, String caseName, String figure, List<Double> values) {

        double median() {
            double[] sorted = sorted();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        double min() {
            return sorted()[0];
        }

        double max() {
            return sorted()[values.size() - 1];
        }

        private double[] sorted() {
            return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        }
    }

    private record Key(String scenario, String caseName, String figure) {}

    private final List<Row> rows;

    private BenchReport(List<Row> rows) {
        this.rows = rows;
    }

    public static BenchReport of(List<ScenarioRun> runs) {
        Map<Key, List<Double>> values = new LinkedHashMap<>();
        for (ScenarioRun run : runs) {
            run.figures()
                    .forEach((figure, value) -> values.computeIfAbsent(
                                    new Key(run.scenario(), run.caseName(), figure), _ -> new ArrayList<>())
                            .add(value));
        }
        return new BenchReport(values.entrySet().stream()
                .map(entry -> new Row(
                        entry.getKey().scenario(),
                        entry.getKey().caseName(),
                        entry.getKey().figure(),
                        entry.getValue()))
                .toList());
    }

    List<Row> rows() {
        return rows;
    }

    public String table() {
        StringBuilder table = new StringBuilder();
        String format = "%-10s %-18s %-28s %12s %12s %12s %4s  %s%n";
        table.append(format.formatted("scenario", "case", "figure", "median", "min", "max", "runs", "target"));
        for (Row row : rows) {
            table.append(format.formatted(
                    row.scenario(),
                    row.caseName(),
                    row.figure(),
                    number(row.median()),
                    number(row.min()),
                    number(row.max()),
                    row.values().size(),
                    Targets.verdict(row)));
        }
        return table.toString();
    }

    /** Formats a value with about four significant digits. */
    static String number(double value) {
        double size = DoubleStream.of(value).map(Math::abs).sum();
        if (size >= 1_000) return String.format(Locale.ROOT, "%,.0f", value);
        if (size >= 100) return String.format(Locale.ROOT, "%.1f", value);
        if (size >= 10) return String.format(Locale.ROOT, "%.2f", value);
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
