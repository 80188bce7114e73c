package collab.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time and memory of a process as the kernel counts them in {@code /proc}, for all its threads, including those of
 * the JVM.
 *
 * @param cpuSeconds user and system time since the start of the process
 * @param residentBytes current resident memory
 */
public record ProcessUsage(double cpuSeconds, long residentBytes) {
    /** Index among the fields after the process name in {@code /proc/PID/stat}; the first of them is field 3. */
    private static final int UTIME = 14 - 3;

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on all supported Linux systems
    private static final int BYTES_PER_KB = 1024;

    public static ProcessUsage of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double ticks = Double.parseDouble(fields[UTIME]) + Double.parseDouble(fields[UTIME + 1]);
            return new ProcessUsage(ticks / TICKS_PER_SECOND, residentBytes(pid));
        } catch (IOException gone) {
            throw new UncheckedIOException("process " + pid + ": cannot read its usage", gone);
        }
    }

    private static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KB;
        }
        throw new IllegalStateException("/proc/" + pid + "/status has no VmRSS");
    }
}
