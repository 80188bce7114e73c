package collab.fanout.stream;

import static java.lang.System.Logger.Level.WARNING;

import collab.domain.id.LogPosition;
import collab.fanout.connection.LinkMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Checks every few seconds that committed events would be delivered. It makes a commit that changes nothing and waits
 * for it; then the number of the probe follows the log: each stream carries it when its cursor has reached the head of
 * that moment, and the gateway passes it through a socket of its own. Where the number stops, delivery is broken.
 *
 * <p>The commit writes no event, so it has no position and appears in no replay.
 */
public final class CommitProbe implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CommitProbe.class.getName());

    /** Probes that may be missed before the probe reports a problem. */
    private static final int MISSED_MAX = 3;

    private final Duration interval;
    private final Runnable commit;
    private final Supplier<LogPosition> head;
    private final StreamRegistry registry;
    private final LinkMetrics metrics;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ServiceThread thread = new ServiceThread();

    private volatile long committedAt = System.nanoTime();
    private volatile boolean failing;

    // Only its thread.
    private long number;

    private CommitProbe(
            Duration interval,
            Runnable commit,
            Supplier<LogPosition> head,
            StreamRegistry registry,
            LinkMetrics metrics) {
        this.interval = interval;
        this.commit = commit;
        this.head = head;
        this.registry = registry;
        this.metrics = metrics;
    }

    /** @param commit returns when the commit is durable, throws when it is not */
    public static CommitProbe start(
            Duration interval,
            Runnable commit,
            Supplier<LogPosition> head,
            StreamRegistry registry,
            LinkMetrics metrics) {
        CommitProbe probe = new CommitProbe(interval, commit, head, registry, metrics);
        metrics.watchProbe(() -> (System.nanoTime() - probe.committedAt) / 1e9);
        probe.thread.start(Thread.ofVirtual().name("canary"), probe::run);
        return probe;
    }

    private void run() {
        try {
            do {
                commitAndSend();
            } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void commitAndSend() {
        long begin = System.nanoTime();
        try {
            commit.run();
        } catch (RuntimeException broken) {
            if (!failing && closed.getCount() > 0) LOG.log(WARNING, "the probe commit failed: " + broken.getMessage());
            failing = true;
            return;
        }
        failing = false;
        committedAt = System.nanoTime();
        metrics.probeCommit.observeNanos(committedAt - begin);
        number++;
        registry.enqueue(new Probe(number, head.get()));
    }

    /** @param head the position that a stream must have sent before it carries the number */
    record Probe(long number, LogPosition head) {}

    /** The problem between the ledger and the disk, if there is one. */
    public Optional<String> problem() {
        Duration silence = Duration.ofNanos(System.nanoTime() - committedAt);
        return silence.compareTo(interval.multipliedBy(MISSED_MAX)) > 0
                ? Optional.of("no commit completed for " + silence.toSeconds() + " s")
                : Optional.empty();
    }

    @Override
    public void close() {
        closed.countDown();
        thread.join();
    }
}
