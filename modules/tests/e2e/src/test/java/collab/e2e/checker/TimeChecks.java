package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares the clock of the test with the order of positions, for writes and for reads. */
final class TimeChecks {
    /** A fact that was known from a time on. */
    private record Known(long at, long seq) {}

    /** What is requested after a time must be later than, or contain, everything known at that time. */
    private record Question(long begin, Runnable withKnown) {}

    private final List<HistoryEntry> entries;
    private final Facts facts;
    private final Findings findings;
    private long knownSeq;

    private TimeChecks(List<HistoryEntry> entries, Facts facts, Findings findings) {
        this.entries = entries;
        this.facts = facts;
        this.findings = findings;
    }

    static void check(List<HistoryEntry> entries, Facts facts, Findings findings) {
        TimeChecks checks = new TimeChecks(entries, facts, findings);
        checks.checkInOrder();
        checks.checkOwnMessagesAreRead();
    }

    private void checkInOrder() {
        List<Known> known = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        Map<String, Long> begins = new HashMap<>(); // of operations: one of several calls executes it
        Map<String, HistoryEntry.Called> operations = new HashMap<>();
        for (HistoryEntry entry : entries) {
            switch (entry) {
                case HistoryEntry.Wrote wrote
                when wrote.outcome() == Outcome.OK -> {
                    known.add(new Known(wrote.at(), wrote.seq()));
                    questions.add(new Question(wrote.begin(), () -> checkLaterPosition(wrote)));
                }
                case HistoryEntry.Called call -> {
                    begins.merge(call.op(), call.begin(), Math::min);
                    if (call.outcome() == Outcome.OK) {
                        known.add(new Known(call.at(), call.seq()));
                        operations.putIfAbsent(call.op(), call);
                    }
                }
                case HistoryEntry.Received frame -> known.add(new Known(frame.at(), frame.seq()));
                case HistoryEntry.Read read -> questions.add(new Question(read.begin(), () -> knows(read)));
                default -> {}
            }
        }
        operations.forEach((op, call) -> questions.add(new Question(begins.get(op), () -> checkNoEarlierHead(call))));
        known.sort(Comparator.comparingLong(Known::at));
        questions.sort(Comparator.comparingLong(Question::begin));
        int next = 0;
        for (Question question : questions) {
            while (next < known.size() && known.get(next).at() < question.begin()) {
                knownSeq = Math.max(knownSeq, known.get(next++).seq());
            }
            question.withKnown().run();
        }
    }

    private void checkLaterPosition(HistoryEntry.Wrote wrote) {
        if (wrote.seq() > knownSeq) return;
        findings.add(ProofRule.REAL_TIME, "position %d was known before this began: %s", knownSeq, wrote);
    }

    /** The response of an operation that changed nothing contains the head, which may be known already. */
    private void checkNoEarlierHead(HistoryEntry.Called call) {
        if (call.seq() >= knownSeq) return;
        findings.add(ProofRule.REAL_TIME, "position %d was known before this began: %s", knownSeq, call);
    }

    private void knows(HistoryEntry.Read read) {
        if (read.seq() >= knownSeq) return;
        findings.add(ProofRule.READ_YOUR_WRITES, "position %d was known before this was requested: %s", knownSeq, read);
    }

    private record Place(long channel, long user) {}

    /** A page of the newest messages contains every message of the reader that was acknowledged before. */
    private void checkOwnMessagesAreRead() {
        Map<Place, TreeMap<Long, HistoryEntry.Wrote>> own = new HashMap<>();
        for (HistoryEntry.Wrote wrote : facts.writes) {
            if (wrote.action() != Action.SEND || wrote.outcome() != Outcome.OK) continue;
            own.computeIfAbsent(new Place(wrote.channel(), wrote.user()), place -> new TreeMap<>())
                    .put(wrote.message(), wrote);
        }
        for (HistoryEntry entry : entries) {
            if (!(entry instanceof HistoryEntry.Read read)) continue;
            TreeMap<Long, HistoryEntry.Wrote> mine =
                    own.getOrDefault(new Place(read.channel(), read.user()), new TreeMap<>());
            long oldest = read.messages().isEmpty() ? 0 : read.messages().getFirst();
            Set<Long> answered = new HashSet<>(read.messages());
            mine.tailMap(oldest).forEach((message, wrote) -> {
                boolean owed = wrote.at() < read.begin() && !facts.deleted.contains(message);
                if (owed && !answered.contains(message)) {
                    findings.add(ProofRule.READ_YOUR_WRITES, "%s misses %s", read, wrote);
                }
            });
        }
    }
}
