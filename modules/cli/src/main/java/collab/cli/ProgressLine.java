package collab.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Shows the progress of long work in one line of stderr, on a terminal only. */
final class ProgressLine implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final long PERIOD_NANOS = 100_000_000;

    private final Output output;
    private final String noun;
    private final long total;
    private final LongSupplier done;
    private final boolean shown;
    private long last;
    private boolean written;

    /**
     * @param noun what is counted, for example "messages"
     * @param total the final value of {@code done}; 0 when it is not known
     */
    ProgressLine(Output output, String noun, long total, LongSupplier done) {
        this.output = output;
        this.noun = noun;
        this.total = total;
        this.done = done;
        this.shown = !output.json
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
    }

    /** Updates the line at most ten times a second; calls in between are cheap. */
    void count(long number) {
        long now = System.nanoTime();
        if (!shown || written && now - last < PERIOD_NANOS) return;
        last = now;
        written = true;
        output.err().print("\r" + line(number) + "\u001b[K");
        output.err().flush();
    }

    private String line(long number) {
        String counted = String.format(Locale.ROOT, "%,d %s", number, noun);
        if (total <= 0) return counted;
        double share = Math.min(1, (double) done.getAsLong() / total);
        int full = (int) (share * WIDTH);
        return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + Math.round(share * 100) + " %  " + counted;
    }

    /** Clears the line. */
    @Override
    public void close() {
        if (written) {
            output.err().print("\r\u001b[K");
            output.err().flush();
        }
    }
}
