package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeMetricsTest {
    private final Metrics metrics = Metrics.ofProcess();

    @Test
    void familiesHaveTheNamesAndTypesOfThePrometheusClient() {
        assertEquals(
                Set.of(
                        "jvm_buffer_pool_capacity_bytes gauge",
                        "jvm_buffer_pool_used_buffers gauge",
                        "jvm_buffer_pool_used_bytes gauge",
                        "jvm_classes_currently_loaded gauge",
                        "jvm_classes_loaded_total counter",
                        "jvm_classes_unloaded_total counter",
                        "jvm_compilation_time_seconds_total counter",
                        "jvm_gc_collection_seconds summary",
                        "jvm_memory_committed_bytes gauge",
                        "jvm_memory_init_bytes gauge",
                        "jvm_memory_max_bytes gauge",
                        "jvm_memory_pool_committed_bytes gauge",
                        "jvm_memory_pool_max_bytes gauge",
                        "jvm_memory_pool_used_bytes gauge",
                        "jvm_memory_used_bytes gauge",
                        "jvm_runtime_info gauge",
                        "jvm_threads_current gauge",
                        "jvm_threads_daemon gauge",
                        "jvm_threads_peak gauge",
                        "jvm_threads_started_total counter",
                        "process_cpu_seconds_total counter",
                        "process_max_fds gauge",
                        "process_open_fds gauge",
                        "process_resident_memory_bytes gauge",
                        "process_start_time_seconds gauge",
                        "process_virtual_memory_bytes gauge"),
                metrics.page()
                        .lines()
                        .filter(line -> line.startsWith("# TYPE "))
                        .map(line -> line.substring("# TYPE ".length()))
                        .filter(family -> !family.startsWith("collab_"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void lossesOfTheLogAreShown() {
        assertEquals(0, value("collab_stdout_lines_dropped_total"));
        assertEquals(0, value("collab_stdout_records_suppressed_total"));
    }

    @Test
    void memoryIsReadWhenThePageIsMade() {
        double usedBefore = value("jvm_memory_used_bytes{area=\"heap\"}");
        byte[] held = new byte[64 << 20];
        double usedAfter = value("jvm_memory_used_bytes{area=\"heap\"}");
        assertTrue(usedAfter > usedBefore, () -> held.length + " bytes later: " + usedBefore + ", " + usedAfter);
        assertTrue(value("jvm_memory_committed_bytes{area=\"heap\"}") >= usedAfter);
        assertTrue(value("process_resident_memory_bytes") > held.length);
        assertTrue(value("process_virtual_memory_bytes") >= value("process_resident_memory_bytes"));
    }

    @Test
    void collectionsAreCountedForEachCollector() {
        System.gc();
        double counted = metrics.page()
                .lines()
                .filter(line -> line.startsWith("jvm_gc_collection_seconds_count{gc="))
                .mapToDouble(RuntimeMetricsTest::number)
                .sum();
        long known = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(collector -> collector.getCollectionCount())
                .sum();
        assertTrue(counted >= 1 && counted <= known, counted + " of " + known);
    }

    @Test
    void openFileIsCounted(@TempDir Path folder) throws IOException {
        double before = value("process_open_fds");
        Path file = Files.writeString(folder.resolve("file"), "");
        try (var one = Files.newByteChannel(file);
                var two = Files.newByteChannel(file)) {
            assertTrue(one.isOpen() && two.isOpen());
            assertTrue(value("process_open_fds") >= before + 2);
        }
        assertTrue(value("process_max_fds") >= before);
    }

    @Test
    void startTimeIsThatOfTheProcess() {
        long startedAtMs = ManagementFactory.getRuntimeMXBean().getStartTime();
        assertEquals(startedAtMs / 1e3, value("process_start_time_seconds"), 0.001);
        assertTrue(value("process_cpu_seconds_total") > 0);
    }

    @Test
    void memoryMetricsAreLeftOutWithoutProc(@TempDir Path folder) {
        Metrics withoutProc = new Metrics();
        ProcessMetrics.registerMemory(withoutProc, folder.resolve("status"));
        assertEquals("", withoutProc.page());
    }

    @Test
    void memoryIsReadInKibibytes(@TempDir Path folder) throws IOException {
        Path status = Files.write(
                folder.resolve("status"), List.of("Name:\tjava", "VmSize:\t   2048 kB", "VmRSS:\t  512 kB"));
        Metrics memory = new Metrics();
        ProcessMetrics.registerMemory(memory, status);
        assertEquals(
                List.of("process_resident_memory_bytes 524288", "process_virtual_memory_bytes 2097152"),
                memory.page().lines().filter(line -> !line.startsWith("#")).toList());
    }

    @Test
    void runtimeInfoNamesTheVersion() {
        String line = metrics.page()
                .lines()
                .filter(it -> it.startsWith("jvm_runtime_info{"))
                .findFirst()
                .orElseThrow();
        assertTrue(line.contains("version=\"" + Runtime.version() + "\""), line);
        assertFalse(line.endsWith(" 0"), line);
    }

    private double value(String series) {
        return metrics.page()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(RuntimeMetricsTest::number)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(series));
    }

    private static double number(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
