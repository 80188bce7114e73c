package collab.e2e.judge;

import collab.e2e.checker.Findings;
import collab.e2e.checker.Violation;
import collab.e2e.harness.RpcCaller;
import collab.e2e.judge.DeliveryJudge.Logs;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The judge of one run. It copies the event log all the time, keeps what each client reports, and decides at the end
 * which guarantees were broken. It uses neither the product's code for recipients nor its encoder for events.
 */
public final class Judge implements AutoCloseable {
    private static final Duration CAPTURE_PAUSE = Duration.ofMillis(40);
    private static final Duration CAPTURE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration REST_PAUSE = Duration.ofMillis(500);

    private static final long LATE_MAX_MS = 1_000 * Long.getLong("collab.proof.late-max-seconds", 5);

    private final long began = System.nanoTime();
    private final RawLog log;
    private final Contents contents = new Contents();
    private final FaultTimes faults = new FaultTimes();
    private final List<TabRecord> tabs = new CopyOnWriteArrayList<>();
    private final Map<String, RpcCaller> callers = new HashMap<>();
    private final List<Violation> atRest = new CopyOnWriteArrayList<>();
    private final Thread capturing;
    private int epochsBegun = 1;
    private volatile boolean over;

    private Judge(Path database) {
        this.log = new RawLog(database, this::nowMs);
        this.capturing = Thread.ofPlatform().name("judge").daemon().unstarted(this::captureUntilClosed);
    }

    /** @param database the file of the server */
    public static Judge start(Path database) {
        Judge judge = new Judge(database);
        judge.capturing.start();
        return judge;
    }

    private long nowMs() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    // ---- Log ----

    private void captureUntilClosed() {
        while (!over) {
            try {
                if (log.serverHasOpened()) log.capture();
            } catch (SQLException unreadable) {
                // the database is replaced, or the server stops; the next reading succeeds, or capture() reports it
            }
            LockSupport.parkNanos(CAPTURE_PAUSE.toNanos());
        }
    }

    /** Copies what is new in the log. Call this before the database is replaced or pruned on purpose. */
    public void capture() {
        long deadline = System.nanoTime() + CAPTURE_TIMEOUT.toNanos();
        while (true) {
            try {
                log.capture();
                return;
            } catch (SQLException unreadable) {
                if (System.nanoTime() > deadline) throw new IllegalStateException(unreadable);
                LockSupport.parkNanos(CAPTURE_PAUSE.toNanos());
            }
        }
    }

    /** Call this after a fault that must begin a new epoch, when the run is at rest again. */
    public void newEpoch() {
        capture();
        epochsBegun++;
        if (log.epochs().size() < epochsBegun) {
            atRest.add(new Violation(
                    JudgeRule.EPOCH,
                    "the log still has epoch " + log.epochs().getLast().name() + "; expected a new one"));
        }
    }

    // ---- Clients and faults ----

    /** The record of a new client. */
    public TabRecord tab(String name, RpcCaller caller) {
        TabRecord tab = new TabRecord(name, caller.userId(), this::nowMs, contents);
        synchronized (callers) {
            callers.put(name, caller);
        }
        tabs.add(tab);
        return tab;
    }

    /** From here on delivery may be late. */
    public void faultBegins() {
        faults.begin(nowMs());
    }

    public void faultEnds() {
        faults.end(nowMs());
    }

    // ---- Verdict ----

    /**
     * Compares state and presence of all clients that stay, after the last write. Both follow with a delay; it waits
     * until they are equal, or for this time.
     */
    public void atRest(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            capture();
            Findings findings = new Findings();
            OwedEvents owed = OwedEvents.of(log.epochs().getLast());
            checkState(findings);
            RestJudge.presence(tabs, owed, findings);
            if (findings.all().isEmpty() || System.nanoTime() > deadline) {
                checkMessages(owed, findings);
                atRest.addAll(findings.all());
                return;
            }
            LockSupport.parkNanos(REST_PAUSE.toNanos());
        }
    }

    private void checkMessages(OwedEvents owed, Findings findings) {
        MessageStates states = MessageStates.of(log.epochs().getLast());
        Map<Long, RpcCaller> users = new HashMap<>();
        tabs.stream().filter(TabRecord::live).forEach(tab -> users.put(tab.user(), caller(tab.name())));
        for (long channel : owed.channels()) {
            owed.members(channel).stream()
                    .filter(users::containsKey)
                    .findAny()
                    .ifPresent(member -> MessageJudge.check(users.get(member), channel, states, findings));
        }
    }

    private void checkState(Findings findings) {
        Map<Long, JsonNode> fresh = new HashMap<>();
        for (TabRecord tab : tabs) {
            if (!tab.live()) continue;
            JsonNode bootstrap =
                    fresh.computeIfAbsent(tab.user(), _ -> caller(tab.name()).call("session.bootstrap"));
            String difference = tab.difference(bootstrap);
            if (difference.isEmpty()) continue;
            findings.add(
                    JudgeRule.STATE,
                    "%s (user %d) differs from a fresh bootstrap at position %d: %s",
                    tab.name(),
                    tab.user(),
                    bootstrap.get("seq").longValue(),
                    difference);
        }
    }

    private RpcCaller caller(String tab) {
        synchronized (callers) {
            return callers.get(tab);
        }
    }

    /** All violations of the run. The clients must be at rest or closed. */
    public List<Violation> verdict() {
        return verdict(log, tabs, contents, faults, atRest);
    }

    static List<Violation> verdict(
            RawLog log, List<TabRecord> tabs, Contents contents, FaultTimes faults, List<Violation> found) {
        List<Violation> all = new ArrayList<>(log.violations());
        all.addAll(found);
        all.addAll(deliveries(log.epochs(), tabs, contents, faults));
        return all;
    }

    static List<Violation> deliveries(
            List<LogEpoch> epochs, List<TabRecord> tabs, Contents contents, FaultTimes faults) {
        Findings findings = new Findings();
        Map<String, Logs.Log> byEpoch = new LinkedHashMap<>();
        for (LogEpoch epoch : epochs) {
            OwedEvents owed = OwedEvents.of(epoch);
            byEpoch.put(epoch.name(), new Logs.Log(epoch, owed));
            owed.contradictions().forEach(text -> findings.add(JudgeRule.LOG, "epoch %s: %s", epoch.name(), text));
        }
        Logs logs = new Logs(byEpoch, byEpoch.get(epochs.getLast().name()), contents, faults, LATE_MAX_MS);
        tabs.forEach(tab -> DeliveryJudge.check(tab, logs, findings));
        return findings.all();
    }

    /** What was judged, for the report of the run. */
    public String summary() {
        LogEpoch last = log.epochs().getLast();
        Map<String, Integer> types = new TreeMap<>();
        last.rows().forEach(row -> types.merge(row.type(), 1, Integer::sum));
        long received = tabs.stream().mapToLong(TabRecord::received).sum();
        return "judge: %d clients received %d events; %d epochs, the last has %s"
                .formatted(tabs.size(), received, log.epochs().size(), types);
    }

    @Override
    public void close() {
        over = true;
        try {
            capturing.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
