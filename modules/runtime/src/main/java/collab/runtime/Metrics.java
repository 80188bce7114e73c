package collab.runtime;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The metrics of a process in the Prometheus text format (version 0.0.4). Made for hot paths: counting is one addition.
 *
 * <p>Names have base units ({@code _seconds}, {@code _bytes}) and {@code _total}. Label values come from small closed sets
 * (close codes, reasons), never from users; a family rejects more than {@link #SERIES_MAX} series.
 */
public final class Metrics {
    static final int SERIES_MAX = 64;

    /** Upper bounds in seconds, from a hop over loopback to a stalled disk. */
    private static final double[] LATENCY_SECONDS = {
        0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    /** The metrics of a process: those of the process itself and of its Java runtime are registered. */
    public static Metrics ofProcess() {
        Metrics metrics = new Metrics();
        ProcessMetrics.register(metrics);
        JvmMetrics.register(metrics);
        return metrics;
    }

    /** A number that only grows. The same name and label value return the same counter. */
    public Counter counter(String name, String help) {
        return family(name, help, "counter").series("", Counter.class, Counter::new);
    }

    /** One counter of a family that differs in one label. */
    public Counter counter(String name, String help, String label, String value) {
        return family(name, help, "counter").series(labels(label, value), Counter.class, Counter::new);
    }

    /** A number that only grows and is counted elsewhere. It is read when the page is rendered, like a gauge. */
    public void counted(String name, String help, DoubleSupplier value) {
        family(name, help, "counter").series("", Gauge.class, () -> new Gauge(value));
    }

    /** A number that is read when the page is rendered. The supplier must be quick and must not block. */
    public void gauge(String name, String help, DoubleSupplier value) {
        family(name, help, "gauge").series("", Gauge.class, () -> new Gauge(value));
    }

    /** A distribution of durations in seconds, with buckets from 0.25 ms to 10 s. */
    public Histogram seconds(String name, String help) {
        return histogram(name, help, LATENCY_SECONDS);
    }

    /** A distribution. {@code buckets}: ascending upper bounds. */
    public Histogram histogram(String name, String help, double... buckets) {
        return family(name, help, "histogram").series("", Histogram.class, () -> new Histogram(buckets));
    }

    /** One gauge of a family whose members differ in their labels. */
    public void gauge(String name, String help, Map<String, String> labels, DoubleSupplier value) {
        family(name, help, "gauge").series(labels(labels), Gauge.class, () -> new Gauge(value));
    }

    /** How often something happened and how many seconds it took in total, both counted elsewhere. */
    void summary(String name, String help, Map<String, String> labels, LongSupplier count, DoubleSupplier sum) {
        family(name, help, "summary").series(labels(labels), Summary.class, () -> new Summary(count, sum));
    }

    private static String labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> labels(label.getKey(), label.getValue()))
                        .collect(Collectors.joining(","));
    }

    private static String labels(String label, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return label + "=\"" + escaped + "\"";
    }

    private Family family(String name, String help, String type) {
        Family family = families.computeIfAbsent(name, _ -> new Family(help, type, new ConcurrentHashMap<>()));
        if (!family.type.equals(type)) {
            throw new IllegalStateException(name + " is a " + family.type + ", not a " + type);
        }
        return family;
    }

    /** The page, as {@code text/plain; version=0.0.4}. */
    public String page() {
        StringBuilder page = new StringBuilder(4_096);
        families.forEach((name, family) -> {
            page.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
            page.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
            family.series.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(series -> series.getValue().print(page, name, series.getKey()));
        });
        return page.toString();
    }

    private static void line(StringBuilder page, String name, String labels, double value) {
        page.append(name);
        if (!labels.isEmpty()) page.append('{').append(labels).append('}');
        page.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** One series of a family: a line or a block of lines of the page. */
    sealed interface Series {
        void print(StringBuilder page, String name, String labels);
    }

    private record Family(String help, String type, Map<String, Series> series) {
        <S extends Series> S series(String labels, Class<S> kind, Supplier<S> make) {
            Series known = series.get(labels);
            if (known == null && series.size() >= SERIES_MAX) {
                throw new IllegalStateException("a metric has at most " + SERIES_MAX + " series, cannot add " + labels);
            }
            return kind.cast(series.computeIfAbsent(labels, _ -> make.get()));
        }
    }

    /** A number that only grows. */
    public static final class Counter implements Series {
        private final LongAdder sum = new LongAdder();

        public void increment() {
            sum.increment();
        }

        public void add(long count) {
            sum.add(count);
        }

        public long value() {
            return sum.sum();
        }

        @Override
        public void print(StringBuilder page, String name, String labels) {
            line(page, name, labels, (double) sum.sum());
        }
    }

    private record Summary(LongSupplier count, DoubleSupplier sum) implements Series {
        @Override
        public void print(StringBuilder page, String name, String labels) {
            line(page, name + "_count", labels, (double) count.getAsLong());
            line(page, name + "_sum", labels, sum.getAsDouble());
        }
    }

    private record Gauge(DoubleSupplier value) implements Series {
        @Override
        public void print(StringBuilder page, String name, String labels) {
            line(page, name, labels, value.getAsDouble());
        }
    }

    /** Counts observations in buckets. */
    public static final class Histogram implements Series {
        private final double[] bounds;
        private final LongAdder[] counts;
        private final DoubleAdder sum = new DoubleAdder();

        private Histogram(double[] bounds) {
            this.bounds = bounds.clone();
            this.counts = new LongAdder[bounds.length + 1];
            Arrays.setAll(counts, _ -> new LongAdder());
        }

        public void observe(double value) {
            int at = Arrays.binarySearch(bounds, value);
            counts[at < 0 ? -at - 1 : at].increment();
            sum.add(value);
        }

        public void observeNanos(long nanos) {
            observe(nanos / 1e9);
        }

        public long count() {
            return Arrays.stream(counts).mapToLong(LongAdder::sum).sum();
        }

        @Override
        public void print(StringBuilder page, String name, String labels) {
            String before = labels.isEmpty() ? "" : labels + ",";
            long below = 0;
            for (int i = 0; i < counts.length; i++) {
                below += counts[i].sum();
                String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
                line(page, name + "_bucket", before + "le=\"" + bound + "\"", (double) below);
            }
            line(page, name + "_sum", labels, sum.sum());
            line(page, name + "_count", labels, (double) below);
        }
    }
}
