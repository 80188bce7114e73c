package collab.e2e.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.proof.HistoryEntry.Action;
import collab.e2e.proof.HistoryEntry.Outcome;
import collab.e2e.proof.HistoryEntry.Received;
import collab.e2e.proof.HistoryEntry.Wrote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the checker: each kind of broken guarantee is put into a sound history, and the checker must report its rule.
 */
class CheckerTest {
    private static final int SEEDS = 25;

    /** A change that breaks a history, and the rule that the checker must report. */
    private enum BrokenHistory {
        DROPPED_FRAME(ProofRule.GAP) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                entries.remove(any(entries, random, Received.class, received -> followed(entries, received)));
            }
        },
        DROPPED_FRAME_WITH_PREV_MENDED(ProofRule.LOST) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received lost = any(
                        entries, random, Received.class, received -> hasText(received) && followed(entries, received));
                int next = next(entries, lost);
                Received follower = (Received) entries.get(next);
                entries.set(next, with(follower, lost.prev(), follower.seq(), follower.text()));
                entries.remove(lost);
            }
        },
        DROPPED_LAST_FRAME(ProofRule.LOST) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received last = last(entries, Received.class, CheckerTest::hasText);
                entries.remove(last);
            }
        },
        LATE_LAST_EVENT_TOLD_BY_PING(ProofRule.GAP) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received last = last(entries, Received.class, CheckerTest::hasText);
                entries.set(
                        entries.indexOf(last),
                        new HistoryEntry.Pinged(last.at(), last.tab(), last.socket(), last.seq(), last.seq()));
            }
        },
        SWAPPED_FRAMES(ProofRule.ORDER) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received first = any(entries, random, Received.class, received -> followed(entries, received));
                int next = next(entries, first);
                int here = entries.indexOf(first);
                entries.set(here, entries.get(next));
                entries.set(next, first);
            }
        },
        FRAME_TWICE_ON_A_SOCKET(ProofRule.ORDER) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received frame = any(entries, random, Received.class, CheckerTest::hasText);
                entries.add(entries.indexOf(frame), frame);
            }
        },
        OPERATION_TOLD_TWICE(ProofRule.TWICE) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received frame = last(entries, Received.class, CheckerTest::hasText);
                entries.add(entries.indexOf(frame) + 1, with(frame, frame.seq(), frame.seq() + 1, frame.text()));
            }
        },
        OPERATION_ANSWERED_TWICE(ProofRule.TWICE) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                entries.add(any(entries, random, Wrote.class, CheckerTest::sent));
            }
        },
        OTHER_ORDER_FOR_ONE_TAB(ProofRule.ORDER) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received frame = any(entries, random, Received.class, CheckerTest::hasText);
                Received other = any(
                        entries,
                        random,
                        Received.class,
                        received -> hasText(received)
                                && received.channel() == frame.channel()
                                && received.seq() != frame.seq());
                Received changed = new Received(
                        frame.at(),
                        frame.tab(),
                        frame.socket(),
                        frame.prev(),
                        frame.seq(),
                        other.type(),
                        other.channel(),
                        other.message(),
                        other.user(),
                        other.text());
                entries.set(entries.indexOf(frame), changed);
            }
        },
        TWO_ANSWERS_OF_ONE_POSITION(ProofRule.ORDER) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, CheckerTest::sent);
                Wrote other = any(entries, random, Wrote.class, one -> sent(one) && one.seq() != wrote.seq());
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.OK, wrote.begin(), other.seq()));
            }
        },
        PHANTOM_MESSAGE(ProofRule.PHANTOM) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received frame = any(entries, random, Received.class, CheckerTest::hasText);
                entries.replaceAll(entry -> entry instanceof Received received && received.seq() == frame.seq()
                        ? with(received, received.prev(), received.seq(), "a text that was not sent")
                        : entry);
            }
        },
        PHANTOM_DELETION(ProofRule.PHANTOM) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Wrote deletion = any(entries, random, Wrote.class, wrote -> wrote.action() == Action.DELETE);
                entries.remove(deletion);
            }
        },
        REFUSED_BUT_DONE(ProofRule.PHANTOM) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, CheckerTest::sent);
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.REFUSED, wrote.begin(), 0));
            }
        },
        WORDS_OF_ANOTHER(ProofRule.PHANTOM) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received frame = any(
                        entries,
                        random,
                        Received.class,
                        received -> received.type().equals("message.created"));
                entries.replaceAll(entry -> entry instanceof Received received && received.seq() == frame.seq()
                        ? new Received(
                                received.at(),
                                received.tab(),
                                received.socket(),
                                received.prev(),
                                received.seq(),
                                received.type(),
                                received.channel(),
                                received.message(),
                                received.user() + 1,
                                received.text())
                        : entry);
            }
        },
        LEAK_TO_A_STRANGER(ProofRule.LEAK) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                leak(entries, any(entries, random, Received.class, CheckerTest::hasText));
            }
        },
        LEAK_OF_WHO_JOINED(ProofRule.LEAK) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                leak(
                        entries,
                        any(
                                entries,
                                random,
                                Received.class,
                                received -> received.type().equals("channel.member_joined")));
            }
        },
        INVITATION_OF_ANOTHER(ProofRule.LEAK) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                leak(
                        entries,
                        any(
                                entries,
                                random,
                                Received.class,
                                received -> received.type().equals("channel.added")));
            }
        },
        TOLD_AFTER_LEAVING(ProofRule.LEAK) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received removed = any(
                        entries,
                        random,
                        Received.class,
                        received -> received.type().equals("channel.removed") && followed(entries, received));
                Received left = (Received) entries.stream()
                        .filter(entry -> entry instanceof Received received && received.seq() == removed.seq() + 1)
                        .findFirst()
                        .orElseThrow();
                entries.add(
                        entries.indexOf(removed) + 1,
                        new Received(
                                removed.at(),
                                removed.tab(),
                                removed.socket(),
                                removed.seq(),
                                left.seq(),
                                left.type(),
                                left.channel(),
                                left.message(),
                                left.user(),
                                left.text()));
            }
        },
        WRITTEN_BY_A_STRANGER(ProofRule.LEAK) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, CheckerTest::sent);
                Wrote other = new Wrote(
                        wrote.begin(),
                        wrote.at(),
                        wrote.op(),
                        wrote.action(),
                        SoundHistory.STRANGER,
                        wrote.channel(),
                        wrote.message(),
                        wrote.target(),
                        wrote.outcome(),
                        wrote.seq());
                entries.set(entries.indexOf(wrote), other);
            }
        },
        SHOWN_TO_A_STRANGER(ProofRule.LEAK) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                HistoryEntry.NonMemberRead peeked = any(entries, random, HistoryEntry.NonMemberRead.class, _ -> true);
                entries.set(
                        entries.indexOf(peeked),
                        new HistoryEntry.NonMemberRead(peeked.at(), peeked.user(), peeked.channel(), true));
            }
        },
        LATE_WRITE_WITH_AN_EARLY_POSITION(ProofRule.REAL_TIME) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, one -> sent(one) && acknowledgedLater(entries, one));
                long end = entries.getLast().at();
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.OK, end, wrote.seq()));
            }
        },
        STALE_READ(ProofRule.READ_YOUR_WRITES) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                HistoryEntry.Read read = any(entries, random, HistoryEntry.Read.class, _ -> true);
                entries.set(
                        entries.indexOf(read),
                        new HistoryEntry.Read(
                                read.begin(), read.at(), read.user(), read.channel(), read.seq() - 1, read.messages()));
            }
        },
        OWN_WORDS_MISSING_IN_A_READ(ProofRule.READ_YOUR_WRITES) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Set<Long> deleted = entries.stream()
                        .filter(entry -> entry instanceof Wrote wrote && wrote.action() == Action.DELETE)
                        .map(entry -> ((Wrote) entry).message())
                        .collect(Collectors.toSet());
                HistoryEntry.Read read = any(
                        entries,
                        random,
                        HistoryEntry.Read.class,
                        one -> one.messages().size() > 1
                                && !deleted.contains(one.messages().getLast()));
                List<Long> fewer = read.messages().subList(0, read.messages().size() - 1);
                entries.set(
                        entries.indexOf(read),
                        new HistoryEntry.Read(read.begin(), read.at(), read.user(), read.channel(), read.seq(), fewer));
            }
        },
        FORGOTTEN_MESSAGE(ProofRule.DURABLE) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                HistoryEntry.StoredChannel stored =
                        any(entries, random, HistoryEntry.StoredChannel.class, CheckerTest::hasMessages);
                forget(entries, stored, random.nextInt(stored.messages().size()));
            }
        },
        OLD_TEXT(ProofRule.DURABLE) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Wrote edit = any(
                        entries,
                        random,
                        Wrote.class,
                        wrote -> wrote.action() == Action.EDIT
                                && entries.stream()
                                        .anyMatch(entry -> entry instanceof HistoryEntry.StoredChannel stored
                                                && stored.messages().stream()
                                                        .anyMatch(item ->
                                                                item.text().equals(wrote.op()))));
                String old = entries.stream()
                        .filter(entry ->
                                entry instanceof Wrote wrote && sent(wrote) && wrote.message() == edit.message())
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
            void breakHistory(List<HistoryEntry> entries, Random random) {
                HistoryEntry.StoredChannel stored =
                        any(entries, random, HistoryEntry.StoredChannel.class, CheckerTest::hasMessages);
                List<HistoryEntry.Item> more = new ArrayList<>(stored.messages());
                more.add(new HistoryEntry.Item(5_000, 5_000, "a text that was not sent"));
                entries.replaceAll(entry ->
                        entry instanceof HistoryEntry.StoredChannel other && other.channel() == stored.channel()
                                ? new HistoryEntry.StoredChannel(
                                        other.at(), other.user(), other.channel(), other.digest(), more)
                                : entry);
            }
        },
        OTHER_DIGEST_FOR_ONE_MEMBER(ProofRule.CONVERGENCE) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                HistoryEntry.StoredChannel stored = any(entries, random, HistoryEntry.StoredChannel.class, _ -> true);
                entries.set(
                        entries.indexOf(stored),
                        new HistoryEntry.StoredChannel(
                                stored.at(), stored.user(), stored.channel(), "0".repeat(64), stored.messages()));
            }
        },
        STORE_BEHIND_THE_TABS(ProofRule.CONVERGENCE) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                HistoryEntry.StoredChannel stored =
                        any(entries, random, HistoryEntry.StoredChannel.class, CheckerTest::hasMessages);
                forget(entries, stored, stored.messages().size() - 1);
            }
        },
        FALSELY_OFFLINE(ProofRule.PRESENCE) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Received frame = last(entries, Received.class, _ -> true);
                entries.add(new HistoryEntry.Presence(frame.at(), frame.tab(), frame.socket(), List.of(), List.of(2L)));
            }
        },
        ONE_SEND_TOO_MANY_COUNTED(ProofRule.COUNTERS) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                count(entries, CounterCheck.SERVER, "collab_sends_total", 1);
            }
        },
        ONE_RESUME_UNCOUNTED(ProofRule.COUNTERS) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                count(entries, "gateway-a", "collab_resumes_total{result=\"resumed\"}", -1);
            }
        },
        A_SOCKET_TOO_MANY(ProofRule.COUNTERS) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                count(entries, "gateway-a", "collab_gateway_sockets", 1);
            }
        },
        AN_ENDING_UNDER_ANOTHER_CODE(ProofRule.COUNTERS) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                count(entries, "gateway-a", "collab_socket_endings_total{code=\"4108\"}", 1);
            }
        },
        FAULT_THAT_MISSED(ProofRule.SOMETIMES) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                entries.replaceAll(entry -> entry instanceof HistoryEntry.Fault fault
                        ? new HistoryEntry.Fault(fault.at(), fault.name(), false, "nothing happened")
                        : entry);
            }
        },
        SLOW_RECOVERY(ProofRule.RECOVERY) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                entries.replaceAll(entry -> entry instanceof HistoryEntry.Healed healed
                        ? new HistoryEntry.Healed(healed.at(), healed.after(), 0.1, 5.1, healed.secondsMax())
                        : entry);
            }
        },
        NEVER_ANSWERED(ProofRule.RECOVERY) {
            @Override
            void breakHistory(List<HistoryEntry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, CheckerTest::sent);
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.UNKNOWN, wrote.begin(), 0));
            }
        };

        private final ProofRule rule;

        BrokenHistory(ProofRule rule) {
            this.rule = rule;
        }

        abstract void breakHistory(List<HistoryEntry> entries, Random random);
    }

    @Test
    void soundHistoryHasNoViolation() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertEquals(List.of(), Checker.check(SoundHistory.of(seed)), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void brokenHistoryIsReportedWithItsRule(BrokenHistory broken) {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(seed));
            broken.breakHistory(entries, new Random(seed));
            List<Violation> violations = Checker.check(entries);
            int used = seed;
            assertTrue(
                    violations.stream().anyMatch(violation -> violation.rule() == broken.rule),
                    () -> "seed " + used + ": " + broken + " must break " + broken.rule + " but broke " + violations);
        }
    }

    @Test
    void everyRuleHasABrokenHistory() {
        assertEquals(
                EnumSet.allOf(ProofRule.class),
                EnumSet.copyOf(java.util.Arrays.stream(BrokenHistory.values())
                        .map(broken -> broken.rule)
                        .toList()));
    }

    @Test
    void userWithoutSocketForLongEnoughMayBeOffline() {
        List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(1));
        long end = entries.getLast().at();
        HistoryEntry.Opened last =
                last(entries, HistoryEntry.Opened.class, opened -> opened.tab().equals("tab-2-0"));
        entries.add(new HistoryEntry.Ended(end + 1, "tab-2-0", last.socket(), 1000));
        entries.add(new HistoryEntry.Presence(end + 16_000_000_000L, "tab-1-0", 1, List.of(), List.of(2L)));
        assertEquals(List.of(), Checker.check(entries));
    }

    /** A send whose response was lost, whose author was then removed, and whose repeat was rejected, breaks no rule. */
    @Test
    void writeRejectedAfterALostResponseMayHaveHappened() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(seed));
            Wrote wrote = all(entries, Wrote.class, CheckerTest::sent).getFirst();
            entries.set(entries.indexOf(wrote), with(wrote, Outcome.DOUBTFUL, wrote.begin(), 0));
            assertEquals(List.of(), Checker.check(entries), "seed " + seed);
        }
    }

    @Test
    void manyViolationsAreCounted() {
        List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(1));
        entries.removeIf(entry -> entry instanceof Received received && hasText(received));
        List<Violation> lost = Checker.check(entries).stream()
                .filter(violation -> violation.rule() == ProofRule.LOST)
                .toList();
        assertEquals(Findings.DETAILS_MAX + 1, lost.size());
        assertTrue(lost.getLast().what().matches("and \\d+ more"), lost.getLast()::what);
    }

    @Test
    void historyIsWrittenAsLinesOfJson(@TempDir Path folder) {
        List<HistoryEntry> written = new ArrayList<>(SoundHistory.of(3));
        written.add(new HistoryEntry.ResumeFailed(1, "tab-1-0", 1, "epoch"));
        written.add(new HistoryEntry.Presence(1, "tab-1-0", 1, List.of(1L), List.of()));
        written.add(new HistoryEntry.Left(2, "tab-1-0"));
        Path file = folder.resolve("history.jsonl");
        try (History history = History.create(file)) {
            written.forEach(history::add);
            assertEquals(written, history.entries());
        }
        assertEquals(written, History.read(file));
    }

    // ---- Breaking histories ----

    private static <T extends HistoryEntry> List<T> all(List<HistoryEntry> entries, Class<T> kind, Predicate<T> fits) {
        return entries.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(fits)
                .toList();
    }

    private static <T extends HistoryEntry> T any(
            List<HistoryEntry> entries, Random random, Class<T> kind, Predicate<T> fits) {
        List<T> fitting = all(entries, kind, fits);
        return fitting.get(random.nextInt(fitting.size()));
    }

    private static <T extends HistoryEntry> T last(List<HistoryEntry> entries, Class<T> kind, Predicate<T> fits) {
        return all(entries, kind, fits).getLast();
    }

    private static boolean hasText(Received received) {
        return received.type().equals("message.created") || received.type().equals("message.updated");
    }

    private static boolean sent(Wrote wrote) {
        return wrote.action() == Action.SEND && wrote.outcome() == Outcome.OK;
    }

    private static boolean acknowledgedLater(List<HistoryEntry> entries, Wrote one) {
        return entries.stream().anyMatch(entry -> entry instanceof Wrote wrote && wrote.seq() > one.seq());
    }

    /** Whether the next entry of the same socket is another frame. */
    private static boolean followed(List<HistoryEntry> entries, Received received) {
        int next = next(entries, received);
        return next > 0 && entries.get(next) instanceof Received follower && follower.socket() == received.socket();
    }

    private static int next(List<HistoryEntry> entries, Received received) {
        for (int i = entries.indexOf(received) + 1; i < entries.size(); i++) {
            boolean sameTab = switch (entries.get(i)) {
                case Received other -> other.tab().equals(received.tab());
                case HistoryEntry.Opened other -> other.tab().equals(received.tab());
                case HistoryEntry.Resumed other -> other.tab().equals(received.tab());
                case HistoryEntry.Pinged other -> other.tab().equals(received.tab());
                case HistoryEntry.Ended other -> other.tab().equals(received.tab());
                default -> false;
            };
            if (sameTab) return i;
        }
        return -1;
    }

    private static Received with(Received frame, long prev, long seq, String text) {
        return new Received(
                frame.at(),
                frame.tab(),
                frame.socket(),
                prev,
                seq,
                frame.type(),
                frame.channel(),
                frame.message(),
                frame.user(),
                text);
    }

    private static Wrote with(Wrote wrote, Outcome outcome, long begin, long seq) {
        return new Wrote(
                begin,
                Math.max(begin, wrote.at()),
                wrote.op(),
                wrote.action(),
                wrote.user(),
                wrote.channel(),
                wrote.message(),
                wrote.target(),
                outcome,
                seq);
    }

    private static void leak(List<HistoryEntry> entries, Received frame) {
        String tab = "tab-" + SoundHistory.STRANGER + "-0";
        entries.add(
                entries.indexOf(frame) + 1,
                new Received(
                        frame.at(),
                        tab,
                        99,
                        0,
                        frame.seq(),
                        frame.type(),
                        frame.channel(),
                        frame.message(),
                        frame.user(),
                        frame.text()));
    }

    private static boolean hasMessages(HistoryEntry.StoredChannel stored) {
        return !stored.messages().isEmpty();
    }

    private static void forget(List<HistoryEntry> entries, HistoryEntry.StoredChannel which, int index) {
        List<HistoryEntry.Item> fewer = new ArrayList<>(which.messages());
        fewer.remove(index);
        entries.replaceAll(entry -> entry instanceof HistoryEntry.StoredChannel stored
                        && stored.channel() == which.channel()
                ? new HistoryEntry.StoredChannel(stored.at(), stored.user(), stored.channel(), stored.digest(), fewer)
                : entry);
    }

    private static void count(List<HistoryEntry> entries, String process, String sample, double more) {
        HistoryEntry.Scraped last = last(
                entries,
                HistoryEntry.Scraped.class,
                scraped -> scraped.process().equals(process));
        Map<String, Double> values = new java.util.HashMap<>(last.values());
        values.merge(sample, more, Double::sum);
        entries.set(
                entries.lastIndexOf(last), new HistoryEntry.Scraped(last.at(), last.process(), last.window(), values));
    }
}
