package collab.runtime.limit;

import collab.runtime.ConfigKey;
import collab.runtime.Settings;
import collab.runtime.SettingsException;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file descriptors that the operating system allows this process, less a reserve for files, the database, the log and outgoing
 * connections. The bounds of all listeners together fit into it: a process that runs out of descriptors can neither accept nor read.
 */
public final class DescriptorBudget {
    /** The runtime's own files, the log, the event loops, and connections that end while their successor is accepted. */
    public static final int RESERVE = 64;

    /** Each listener needs at least so many connections to be of use. */
    static final int LEAST = 8;

    /**
     * A bound that the budget decides unless it is configured.
     *
     * @param key has no default
     * @param most the bound when the process may open enough files
     * @param divisor the part of the remaining descriptors that it may take: half, a quarter, … or all
     */
    public record Bound(ConfigKey key, int most, int divisor) {}

    private final long limit;
    private final long available;

    DescriptorBudget(long limit, int reserve) {
        this.limit = limit;
        this.available = limit - reserve;
    }

    /** @param reserve descriptors for other purposes than the listeners' connections */
    public static DescriptorBudget ofProcess(int reserve) {
        return new DescriptorBudget(limit().orElse(Long.MAX_VALUE), reserve);
    }

    private static Optional<Long> limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? Optional.of(unix.getMaxFileDescriptorCount()).filter(max -> max > 0)
                : Optional.empty();
    }

    /** How many descriptors remain, up to {@code most}, when {@code divisor} purposes share them. */
    public int part(int most, int divisor) {
        return Math.clamp(available / divisor, 1, most);
    }

    /**
     * The settings with a value for each bound.
     *
     * @throws SettingsException when the configured bounds exceed what this process may open
     */
    public Settings fit(Settings settings, List<Bound> bounds) {
        if (available < (long) LEAST * bounds.size()) {
            throw new SettingsException("this process may open " + limit + " files (ulimit -n), at least "
                    + (limit - available + (long) LEAST * bounds.size()) + " are needed");
        }
        long left = available - (long) LEAST * bounds.size();
        for (Bound bound : bounds) {
            if (settings.text(bound.key).isPresent()) left = takeConfigured(settings, bound, left);
        }
        Map<ConfigKey, Integer> derived = new HashMap<>();
        for (Bound bound : bounds) {
            if (settings.text(bound.key).isPresent()) continue;
            long value = Math.min(bound.most, LEAST + left / bound.divisor);
            derived.put(bound.key, (int) value);
            left -= Math.max(0, value - LEAST);
        }
        return settings.with(derived);
    }

    private long takeConfigured(Settings settings, Bound bound, long left) {
        int value = settings.integer(bound.key);
        if (value - LEAST > left) {
            throw new SettingsException(bound.key.name() + " must be at most " + (left + LEAST) + ", got " + value
                    + ": this process may open " + limit + " files (ulimit -n), of which "
                    + (limit - left - LEAST) + " serve other purposes; set a lower value, or raise the limit (LimitNOFILE of"
                    + " the systemd unit)");
        }
        return left - Math.max(0, value - LEAST);
    }
}
