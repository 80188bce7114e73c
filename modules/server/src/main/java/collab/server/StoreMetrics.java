package collab.server;

import collab.persistence.EventLog;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.runtime.Metrics;

/** Registers the metrics of the ledger and the log. */
final class StoreMetrics {
    private StoreMetrics() {}

    static void register(Persistence persistence, PersistenceConfig config, Metrics metrics) {
        Metrics.Counter commits = metrics.counter("collab_commits_total", "Committed transactions.");
        Metrics.Histogram batch = metrics.histogram(
                "collab_commit_batch_commands",
                "Commands per committed transaction.",
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
                metrics.seconds("collab_commit_seconds", "Time from the begin of a transaction until it was durable.");
        persistence.stats().onCommit((commands, nanos) -> {
            commits.increment();
            batch.observe(commands);
            seconds.observeNanos(nanos);
        });
        metrics.gauge(
                "collab_ledger_queue_commands",
                "Commands waiting for the writer.",
                () -> persistence.stats().pending());
        metrics.gauge(
                "collab_store_bytes",
                "Size of the database files.",
                () -> persistence.stats().bytes());
        EventLog log = persistence.log();
        metrics.gauge(
                "collab_log_head_position",
                "Newest position of the event log.",
                () -> log.head().value());
        metrics.gauge(
                "collab_log_floor_position",
                "Newest pruned position of the event log.",
                () -> log.floor().value());
        metrics.gauge(
                "collab_log_events",
                "Events that can be replayed from the log.",
                () -> log.head().value() - log.floor().value());
        metrics.gauge(
                "collab_log_events_max",
                "Configured limit of events in the log (log.events-max).",
                config::logEventsMax);
        metrics.gauge(
                "collab_log_retention_seconds",
                "Configured retention of events (log.retention).",
                () -> config.logRetention().toMillis() / 1e3);
    }
}
