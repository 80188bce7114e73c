package collab.runtime;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.function.Supplier;

/** The {@code jvm_*} metrics, with the names and meanings that Prometheus' Java client gives them. */
final class JvmMetrics {
    private JvmMetrics() {}

    static void register(Metrics metrics) {
        registerRuntime(metrics);
        registerMemory(metrics);
        registerMemoryPools(metrics);
        registerBufferPools(metrics);
        registerGarbageCollectors(metrics);
        registerThreads(metrics);
        registerClasses(metrics);
    }

    private static void registerRuntime(Metrics metrics) {
        Map<String, String> labels = Map.of(
                "runtime", System.getProperty("java.runtime.name", "unknown"),
                "vendor", System.getProperty("java.vm.vendor", "unknown"),
                "version", System.getProperty("java.runtime.version", "unknown"));
        metrics.gauge("jvm_runtime_info", "JVM runtime info", labels, () -> 1);
    }

    private static void registerMemory(Metrics metrics) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        registerArea(metrics, "heap", memory::getHeapMemoryUsage);
        registerArea(metrics, "nonheap", memory::getNonHeapMemoryUsage);
    }

    private static void registerArea(Metrics metrics, String area, Supplier<MemoryUsage> usage) {
        Map<String, String> labels = Map.of("area", area);
        metrics.gauge(
                "jvm_memory_used_bytes",
                "Used bytes of a given JVM memory area.",
                labels,
                () -> usage.get().getUsed());
        metrics.gauge(
                "jvm_memory_committed_bytes",
                "Committed (bytes) of a given JVM memory area.",
                labels,
                () -> usage.get().getCommitted());
        metrics.gauge(
                "jvm_memory_max_bytes",
                "Max (bytes) of a given JVM memory area.",
                labels,
                () -> usage.get().getMax());
        metrics.gauge(
                "jvm_memory_init_bytes",
                "Initial bytes of a given JVM memory area.",
                labels,
                () -> usage.get().getInit());
    }

    private static void registerMemoryPools(Metrics metrics) {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            Map<String, String> labels = Map.of("pool", pool.getName());
            metrics.gauge(
                    "jvm_memory_pool_used_bytes",
                    "Used bytes of a given JVM memory pool.",
                    labels,
                    () -> pool.getUsage().getUsed());
            metrics.gauge(
                    "jvm_memory_pool_committed_bytes",
                    "Committed bytes of a given JVM memory pool.",
                    labels,
                    () -> pool.getUsage().getCommitted());
            metrics.gauge(
                    "jvm_memory_pool_max_bytes",
                    "Max bytes of a given JVM memory pool.",
                    labels,
                    () -> pool.getUsage().getMax());
        }
    }

    private static void registerBufferPools(Metrics metrics) {
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            Map<String, String> labels = Map.of("pool", pool.getName());
            metrics.gauge(
                    "jvm_buffer_pool_used_bytes",
                    "Used bytes of a given JVM buffer pool.",
                    labels,
                    pool::getMemoryUsed);
            metrics.gauge(
                    "jvm_buffer_pool_capacity_bytes",
                    "Bytes capacity of a given JVM buffer pool.",
                    labels,
                    pool::getTotalCapacity);
            metrics.gauge(
                    "jvm_buffer_pool_used_buffers", "Used buffers of a given JVM buffer pool.", labels, pool::getCount);
        }
    }

    private static void registerGarbageCollectors(Metrics metrics) {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            metrics.summary(
                    "jvm_gc_collection_seconds",
                    "Time spent in a given JVM garbage collector in seconds.",
                    Map.of("gc", collector.getName()),
                    collector::getCollectionCount,
                    () -> collector.getCollectionTime() / 1e3);
        }
    }

    private static void registerThreads(Metrics metrics) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        metrics.gauge("jvm_threads_current", "Current thread count of a JVM", threads::getThreadCount);
        metrics.gauge("jvm_threads_daemon", "Daemon thread count of a JVM", threads::getDaemonThreadCount);
        metrics.gauge("jvm_threads_peak", "Peak thread count of a JVM", threads::getPeakThreadCount);
        metrics.counted(
                "jvm_threads_started_total", "Started thread count of a JVM", threads::getTotalStartedThreadCount);
    }

    private static void registerClasses(Metrics metrics) {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        metrics.gauge(
                "jvm_classes_currently_loaded",
                "The number of classes that are currently loaded in the JVM",
                classes::getLoadedClassCount);
        metrics.counted(
                "jvm_classes_loaded_total",
                "The total number of classes that have been loaded since the JVM has started execution",
                classes::getTotalLoadedClassCount);
        metrics.counted(
                "jvm_classes_unloaded_total",
                "The total number of classes that have been unloaded since the JVM has started execution",
                classes::getUnloadedClassCount);
        metrics.counted(
                "jvm_compilation_time_seconds_total",
                "The total time in seconds taken for HotSpot class compilation",
                () -> compiler.getTotalCompilationTime() / 1e3);
    }
}
