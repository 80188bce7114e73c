package collab.e2e.checker;

import static collab.e2e.checker.HistoryEdits.acknowledgedLater;
import static collab.e2e.checker.HistoryEdits.any;
import static collab.e2e.checker.HistoryEdits.count;
import static collab.e2e.checker.HistoryEdits.last;
import static collab.e2e.checker.HistoryEdits.removeStored;
import static collab.e2e.checker.HistoryEdits.sent;
import static collab.e2e.checker.HistoryEdits.with;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.checker.HistoryEntry.Received;
import collab.e2e.checker.HistoryEntry.Wrote;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes that break reads, the stored state, presence, counters and the recovery from faults. */
enum BrokenState implements BrokenHistory {
    LATE_WRITE_WITH_EARLY_POSITION(ProofRule.REAL_TIME) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Wrote wrote = any(entries, random, Wrote.class, write -> sent(write) && acknowledgedLater(entries, write));
            long end = entries.getLast().at();
            entries.set(entries.indexOf(wrote), with(wrote, Outcome.OK, end, wrote.seq()));
        }
    },
    STALE_READ(ProofRule.READ_YOUR_WRITES) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.Read read = any(entries, random, HistoryEntry.Read.class, _ -> true);
            entries.set(
                    entries.indexOf(read),
                    new HistoryEntry.Read(
                            read.begin(), read.at(), read.user(), read.channel(), read.seq() - 1, read.messages()));
        }
    },
    OWN_WRITE_MISSING_IN_READ(ProofRule.READ_YOUR_WRITES) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Set<Long> deleted = entries.stream()
                    .filter(entry -> entry instanceof Wrote wrote && wrote.action() == Action.DELETE)
                    .map(entry -> ((Wrote) entry).message())
                    .collect(Collectors.toSet());
            HistoryEntry.Read read = any(
                    entries,
                    random,
                    HistoryEntry.Read.class,
                    candidate -> candidate.messages().size() > 1
                            && !deleted.contains(candidate.messages().getLast()));
            List<Long> fewer = read.messages().subList(0, read.messages().size() - 1);
            entries.set(
                    entries.indexOf(read),
                    new HistoryEntry.Read(read.begin(), read.at(), read.user(), read.channel(), read.seq(), fewer));
        }
    },
    STORED_MESSAGE_MISSING(ProofRule.DURABLE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.StoredChannel stored =
                    any(entries, random, HistoryEntry.StoredChannel.class, HistoryEdits::hasMessages);
            removeStored(entries, stored, random.nextInt(stored.messages().size()));
        }
    },
    STALE_STORED_TEXT(ProofRule.DURABLE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Wrote edit = any(
                    entries,
                    random,
                    Wrote.class,
                    wrote -> wrote.action() == Action.EDIT
                            && entries.stream()
                                    .anyMatch(entry -> entry instanceof HistoryEntry.StoredChannel stored
                                            && stored.messages().stream()
                                                    .anyMatch(
                                                            item -> item.text().equals(wrote.op()))));
            String old = entries.stream()
                    .filter(entry -> entry instanceof Wrote wrote && sent(wrote) && wrote.message() == edit.message())
                    .map(entry -> ((Wrote) entry).op())
                    .findFirst()
                    .orElseThrow();
            entries.replaceAll(entry -> entry instanceof HistoryEntry.StoredChannel stored
                    ? new HistoryEntry.StoredChannel(
                            stored.at(),
                            stored.user(),
                            stored.channel(),
                            stored.digest(),
                            stored.messages().stream()
                                    .map(item -> item.id() == edit.message()
                                            ? new HistoryEntry.Item(item.id(), item.ver(), old)
                                            : item)
                                    .toList())
                    : entry);
        }
    },
    STORED_PHANTOM(ProofRule.PHANTOM) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.StoredChannel stored =
                    any(entries, random, HistoryEntry.StoredChannel.class, HistoryEdits::hasMessages);
            List<HistoryEntry.Item> more = new ArrayList<>(stored.messages());
            more.add(new HistoryEntry.Item(5_000, 5_000, "a text that was not sent"));
            entries.replaceAll(entry -> entry instanceof HistoryEntry.StoredChannel other
                            && other.channel() == stored.channel()
                    ? new HistoryEntry.StoredChannel(other.at(), other.user(), other.channel(), other.digest(), more)
                    : entry);
        }
    },
    DIFFERENT_DIGEST_FOR_ONE_MEMBER(ProofRule.CONVERGENCE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.StoredChannel stored = any(entries, random, HistoryEntry.StoredChannel.class, _ -> true);
            entries.set(
                    entries.indexOf(stored),
                    new HistoryEntry.StoredChannel(
                            stored.at(), stored.user(), stored.channel(), "0".repeat(64), stored.messages()));
        }
    },
    STORE_MISSES_DELIVERED_MESSAGE(ProofRule.CONVERGENCE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.StoredChannel stored =
                    any(entries, random, HistoryEntry.StoredChannel.class, HistoryEdits::hasMessages);
            removeStored(entries, stored, stored.messages().size() - 1);
        }
    },
    FALSELY_OFFLINE(ProofRule.PRESENCE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received frame = last(entries, Received.class, _ -> true);
            entries.add(new HistoryEntry.Presence(frame.at(), frame.tab(), frame.socket(), List.of(), List.of(2L)));
        }
    },
    UNSENT_MESSAGE_COUNTED(ProofRule.COUNTERS) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            count(entries, CounterCheck.SERVER, "collab_sends_total", 1);
        }
    },
    RESUME_NOT_COUNTED(ProofRule.COUNTERS) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            count(entries, "gateway-a", "collab_resumes_total{result=\"resumed\"}", -1);
        }
    },
    UNKNOWN_SOCKET_COUNTED(ProofRule.COUNTERS) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            count(entries, "gateway-a", "collab_gateway_sockets", 1);
        }
    },
    CLOSE_COUNTED_WITH_OTHER_CODE(ProofRule.COUNTERS) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            count(entries, "gateway-a", "collab_socket_endings_total{code=\"4108\"}", 1);
        }
    },
    FAULT_WITHOUT_EFFECT(ProofRule.SOMETIMES) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            entries.replaceAll(entry -> entry instanceof HistoryEntry.Fault fault
                    ? new HistoryEntry.Fault(fault.at(), fault.name(), false, "nothing happened")
                    : entry);
        }
    },
    SLOW_RECOVERY(ProofRule.RECOVERY) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            entries.replaceAll(entry -> entry instanceof HistoryEntry.Healed healed
                    ? new HistoryEntry.Healed(healed.at(), healed.after(), 0.1, 5.1, healed.secondsMax())
                    : entry);
        }
    },
    WRITE_WITHOUT_RESPONSE(ProofRule.RECOVERY) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Wrote wrote = any(entries, random, Wrote.class, HistoryEdits::sent);
            entries.set(entries.indexOf(wrote), with(wrote, Outcome.UNKNOWN, wrote.begin(), 0));
        }
    };

    private final ProofRule rule;

    BrokenState(ProofRule rule) {
        this.rule = rule;
    }

    @Override
    public ProofRule rule() {
        return rule;
    }
}
