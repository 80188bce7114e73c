package collab.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one self-contained HTML page: a chart of every figure, then the table. */
public final class HtmlReport {
    private static final int WIDTH = 720;
    private static final int ROW = 22;
    private static final int LABELS = 170;
    private static final int NUMBERS = 110;

    private HtmlReport() {}

    public static String of(BenchReport report) {
        Map<String, List<BenchReport.Row>> charts = new LinkedHashMap<>();
        for (BenchReport.Row row : report.rows()) {
            charts.computeIfAbsent(row.scenario() + ": " + row.figure(), _ -> new ArrayList<>())
                    .add(row);
        }
        StringBuilder page =
                new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>bench</title><style>"
                        + "body{font:14px system-ui,sans-serif;margin:2em auto;max-width:60em}svg{display:block}h2{font-size:1em;margin:1.5em 0 .3em}"
                        + "pre{overflow-x:auto}.all{fill:#9bb8d3}.dot{fill:#1d4e79}.mid{stroke:#b3261e;stroke-width:2}</style><h1>bench</h1>"
                        + "<p>A dot is a run, the red line is the median. Bars begin at zero.</p>");
        charts.forEach((title, rows) ->
                page.append("<h2>").append(escaped(title)).append("</h2>").append(chart(rows)));
        return page.append("<pre>")
                .append(escaped(report.table()))
                .append("</pre></html>\n")
                .toString();
    }

    private static String chart(List<BenchReport.Row> rows) {
        double max = rows.stream().mapToDouble(BenchReport.Row::max).max().orElse(0);
        double scale = max > 0 ? (WIDTH - LABELS - NUMBERS) / max : 0;
        StringBuilder svg = new StringBuilder(
                String.format(Locale.ROOT, "<svg width=\"%d\" height=\"%d\">", WIDTH, rows.size() * ROW + 4));
        for (int i = 0; i < rows.size(); i++) {
            BenchReport.Row row = rows.get(i);
            int y = i * ROW + 4;
            svg.append(String.format(Locale.ROOT, "<text x=\"0\" y=\"%d\">%s</text>", y + 13, escaped(row.caseName())));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"all\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\"/>",
                    LABELS,
                    y,
                    Math.max(0, row.median() * scale)));
            for (double value : row.values()) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"3\"/>",
                        LABELS + value * scale,
                        y + 7));
            }
            double middle = LABELS + row.median() * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"mid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    middle,
                    middle,
                    y,
                    y + 14));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\">%s</text>",
                    WIDTH - NUMBERS + 10,
                    y + 13,
                    BenchReport.number(row.median())));
        }
        return svg.append("</svg>").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
