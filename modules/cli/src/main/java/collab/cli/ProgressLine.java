package collab.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How far long work has come: one line on stderr that is written over, on a terminal only. */
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
     * @param noun what is counted, as "messages"
     * @param total what {@code done} will be in the end; 0 when nobody knows
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

    /** As often as one likes. */
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

    /** Wipes the line, so that what is said next stands alone. */
    @Override
    public void close() {
        if (written) {
            output.err().print("\r\u001b[K");
            output.err().flush();
        }
    }
}
