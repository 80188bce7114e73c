package collab.runtime;

import collab.runtime.log.Logs;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The {@code process_*} metrics, with the names and meanings that Prometheus' own clients give them, and what the log left out.
 *
 * <p>Memory is read from {@code /proc/self/status}; where there is none, the process shows no memory metrics.
 */
final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMetrics() {}

    static void register(Metrics metrics) {
        registerTimes(metrics);
        registerFileDescriptors(metrics);
        registerMemory(metrics, STATUS);
        registerLog(metrics);
    }

    private static void registerLog(Metrics metrics) {
        metrics.counted(
                "collab_stdout_lines_dropped_total",
                "log lines dropped because stdout was not read fast enough",
                () -> Logs.installed().map(Logs::droppedLines).orElse(0L));
        metrics.counted(
                "collab_stdout_records_suppressed_total",
                "log records left out because too many of their kind came within a second",
                () -> Logs.installed().map(Logs::suppressedRecords).orElse(0L));
    }

    private static void registerTimes(Metrics metrics) {
        long startedAtMs = ManagementFactory.getRuntimeMXBean().getStartTime();
        metrics.gauge(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                () -> startedAtMs / 1e3);
        unix().ifPresent(system -> metrics.counted(
                "process_cpu_seconds_total",
                "Total user and system CPU time spent in seconds.",
                () -> system.getProcessCpuTime() / 1e9));
    }

    private static void registerFileDescriptors(Metrics metrics) {
        unix().ifPresent(system -> {
            metrics.gauge("process_open_fds", "Number of open file descriptors.", system::getOpenFileDescriptorCount);
            metrics.gauge(
                    "process_max_fds", "Maximum number of open file descriptors.", system::getMaxFileDescriptorCount);
        });
    }

    static void registerMemory(Metrics metrics, Path status) {
        if (!Files.isReadable(status)) return;
        metrics.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", bytes(status, "VmRSS:"));
        metrics.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", bytes(status, "VmSize:"));
    }

    /** Reads a line such as {@code VmRSS:   12345 kB}. */
    private static DoubleSupplier bytes(Path status, String field) {
        return () -> {
            try (var lines = Files.lines(status)) {
                return lines.filter(line -> line.startsWith(field))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1_024)
                        .findFirst()
                        .orElse(Double.NaN);
            } catch (IOException unreadable) {
                return Double.NaN;
            }
        };
    }

    private static Optional<UnixOperatingSystemMXBean> unix() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? Optional.of(unix)
                : Optional.empty();
    }
}
