package collab.server;

import collab.persistence.EventLog;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.runtime.Metrics;

/** The numbers of ledger and log. */
final class StoreMetrics {
    private StoreMetrics() {}

    static void show(Persistence persistence, PersistenceConfig config, Metrics metrics) {
        Metrics.Counter commits =
                metrics.counter("collab_commits_total", "Transactions of commands that were committed.");
        Metrics.Histogram batch = metrics.histogram(
                "collab_commit_batch_commands",
                "Commands that shared a transaction.",
                1,
                2,
                4,
                8,
                16,
                32,
                64,
                128,
                256);
        Metrics.Histogram seconds =
                metrics.seconds("collab_commit_seconds", "From the begin of a transaction until it was durable.");
        persistence.stats().onCommit((commands, nanos) -> {
            commits.increment();
            batch.observe(commands);
            seconds.observeNanos(nanos);
        });
        metrics.gauge(
                "collab_ledger_queue_commands",
                "Commands that wait for the writer.",
                () -> persistence.stats().pending());
        metrics.gauge(
                "collab_store_bytes",
                "The database on the disk.",
                () -> persistence.stats().bytes());
        EventLog log = persistence.log();
        metrics.gauge(
                "collab_log_head_position",
                "The newest position.",
                () -> log.head().value());
        metrics.gauge(
                "collab_log_floor_position",
                "The newest position that was pruned.",
                () -> log.floor().value());
        metrics.gauge(
                "collab_log_events",
                "Events that can be replayed.",
                () -> log.head().value() - log.floor().value());
        metrics.gauge("collab_log_events_max", "How many are kept at most.", config::logEventsMax);
        metrics.gauge(
                "collab_log_retention_seconds",
                "How long they are kept at most.",
                () -> config.logRetention().toMillis() / 1e3);
    }
}
