package collab.e2e.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that cannot create threads, by a control group with a limit of tasks. The JVM then throws {@code
 * OutOfMemoryError: unable to create native thread}.
 */
public final class ThreadLimit implements AutoCloseable {
    /** Version 1 of control groups; a process of an unprivileged container cannot write to it. */
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/pids");

    private final Path group;

    private ThreadLimit(Path group) {
        this.group = group;
    }

    /** Why this machine does not allow it; empty when it does. */
    public static Optional<String> unavailableReason() {
        try {
            Files.delete(Files.createDirectory(group(ProcessHandle.current().pid())));
            return Optional.empty();
        } catch (IOException impossible) {
            return Optional.of("no control group can be made: " + impossible);
        }
    }

    private static Path group(long pid) {
        return GROUPS.resolve("hero-collab-" + pid);
    }

    /** Gives a process no new thread; those that it has continue. A limit of their number would let it replace one that ended. */
    public static ThreadLimit of(long pid) {
        ThreadLimit limit = new ThreadLimit(group(pid));
        try {
            Files.createDirectory(limit.group);
            limit.write("cgroup.procs", Long.toString(pid));
            limit.write("pids.max", "1");
            return limit;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** How often the process could not create a thread. */
    public long failures() {
        try (Stream<String> lines = Files.lines(group.resolve("pids.events"))) {
            return lines.filter(line -> line.startsWith("max "))
                    .mapToLong(line -> Long.parseLong(line.substring("max ".length())))
                    .sum();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends the limit; the process may have ended. */
    @Override
    public void close() {
        try {
            for (String task : Files.readAllLines(group.resolve("cgroup.procs"))) {
                Files.writeString(GROUPS.resolve("cgroup.procs"), task, StandardOpenOption.WRITE);
            }
            Files.delete(group);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void write(String file, String value) throws IOException {
        Files.writeString(group.resolve(file), value, StandardOpenOption.WRITE);
    }
}
