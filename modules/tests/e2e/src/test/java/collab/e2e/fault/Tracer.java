package collab.e2e.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs a program so that some of its system calls fail, by strace. Each thread counts its own calls. */
public record Tracer(Path log, String calls, String injection) {
    private static final Path STRACE = Path.of("/usr/bin/strace");

    /** Why this machine does not allow it; empty when it does. */
    public static Optional<String> unavailableReason() {
        return Files.isExecutable(STRACE) ? Optional.empty() : Optional.of("strace is not installed");
    }

    /**
     * @param calls names of system calls, separated by commas
     * @param when numbers of the calls that fail: {@code 3}, {@code 3..9}
     */
    public static Tracer error(Path log, String calls, String error, String when) {
        return new Tracer(log, calls, "error=" + error + ":when=" + when);
    }

    public static Tracer kill(Path log, String calls, int when) {
        return new Tracer(log, calls, "signal=KILL:when=" + when);
    }

    /** The command that runs a program. */
    public List<String> wrapper() {
        return List.of(
                STRACE.toString(),
                "-f",
                "-qq",
                "-o",
                log.toString(),
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":" + injection);
    }

    /** The number of calls that failed so far. */
    public long injected() {
        if (!Files.exists(log)) return 0;
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("(INJECTED)")).count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
