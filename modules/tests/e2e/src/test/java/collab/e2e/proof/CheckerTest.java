package collab.e2e.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.proof.Entry.Action;
import collab.e2e.proof.Entry.Heard;
import collab.e2e.proof.Entry.Outcome;
import collab.e2e.proof.Entry.Wrote;
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

/** A judge that never finds anything proves nothing: each lie that a system could tell is told here, and must be named. */
class CheckerTest {
    private static final int SEEDS = 25;

    /** A lie, and the rule that must name it. */
    private enum Lie {
        DROPPED_FRAME(Rule.GAP) {
            @Override
            void tell(List<Entry> entries, Random random) {
                entries.remove(any(entries, random, Heard.class, heard -> followed(entries, heard)));
            }
        },
        DROPPED_FRAME_WITH_PREV_MENDED(Rule.LOST) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard lost = any(entries, random, Heard.class, heard -> said(heard) && followed(entries, heard));
                int next = next(entries, lost);
                Heard follower = (Heard) entries.get(next);
                entries.set(next, with(follower, lost.prev(), follower.seq(), follower.text()));
                entries.remove(lost);
            }
        },
        DROPPED_LAST_FRAME(Rule.LOST) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard last = last(entries, Heard.class, CheckerTest::said);
                entries.remove(last);
            }
        },
        LATE_LAST_EVENT_TOLD_BY_PING(Rule.GAP) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard last = last(entries, Heard.class, CheckerTest::said);
                entries.set(
                        entries.indexOf(last),
                        new Entry.Pinged(last.at(), last.tab(), last.socket(), last.seq(), last.seq()));
            }
        },
        SWAPPED_FRAMES(Rule.ORDER) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard first = any(entries, random, Heard.class, heard -> followed(entries, heard));
                int next = next(entries, first);
                int here = entries.indexOf(first);
                entries.set(here, entries.get(next));
                entries.set(next, first);
            }
        },
        FRAME_TWICE_ON_A_SOCKET(Rule.ORDER) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard frame = any(entries, random, Heard.class, CheckerTest::said);
                entries.add(entries.indexOf(frame), frame);
            }
        },
        OPERATION_TOLD_TWICE(Rule.TWICE) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard frame = last(entries, Heard.class, CheckerTest::said);
                entries.add(entries.indexOf(frame) + 1, with(frame, frame.seq(), frame.seq() + 1, frame.text()));
            }
        },
        OPERATION_ANSWERED_TWICE(Rule.TWICE) {
            @Override
            void tell(List<Entry> entries, Random random) {
                entries.add(any(entries, random, Wrote.class, CheckerTest::sent));
            }
        },
        OTHER_ORDER_FOR_ONE_TAB(Rule.ORDER) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard frame = any(entries, random, Heard.class, CheckerTest::said);
                Heard other = any(
                        entries,
                        random,
                        Heard.class,
                        heard -> said(heard) && heard.channel() == frame.channel() && heard.seq() != frame.seq());
                Heard told = new Heard(
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
                entries.set(entries.indexOf(frame), told);
            }
        },
        TWO_ANSWERS_OF_ONE_POSITION(Rule.ORDER) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, CheckerTest::sent);
                Wrote other = any(entries, random, Wrote.class, one -> sent(one) && one.seq() != wrote.seq());
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.OK, wrote.begin(), other.seq()));
            }
        },
        PHANTOM_MESSAGE(Rule.PHANTOM) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard frame = any(entries, random, Heard.class, CheckerTest::said);
                entries.replaceAll(entry -> entry instanceof Heard heard && heard.seq() == frame.seq()
                        ? with(heard, heard.prev(), heard.seq(), "nobody's word")
                        : entry);
            }
        },
        PHANTOM_DELETION(Rule.PHANTOM) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Wrote deletion = any(entries, random, Wrote.class, wrote -> wrote.action() == Action.DELETE);
                entries.remove(deletion);
            }
        },
        REFUSED_BUT_DONE(Rule.PHANTOM) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, CheckerTest::sent);
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.REFUSED, wrote.begin(), 0));
            }
        },
        WORDS_OF_ANOTHER(Rule.PHANTOM) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard frame =
                        any(entries, random, Heard.class, heard -> heard.type().equals("message.created"));
                entries.replaceAll(entry -> entry instanceof Heard heard && heard.seq() == frame.seq()
                        ? new Heard(
                                heard.at(),
                                heard.tab(),
                                heard.socket(),
                                heard.prev(),
                                heard.seq(),
                                heard.type(),
                                heard.channel(),
                                heard.message(),
                                heard.user() + 1,
                                heard.text())
                        : entry);
            }
        },
        LEAK_TO_A_STRANGER(Rule.LEAK) {
            @Override
            void tell(List<Entry> entries, Random random) {
                leak(entries, any(entries, random, Heard.class, CheckerTest::said));
            }
        },
        LEAK_OF_WHO_JOINED(Rule.LEAK) {
            @Override
            void tell(List<Entry> entries, Random random) {
                leak(
                        entries,
                        any(entries, random, Heard.class, heard -> heard.type().equals("channel.member_joined")));
            }
        },
        INVITATION_OF_ANOTHER(Rule.LEAK) {
            @Override
            void tell(List<Entry> entries, Random random) {
                leak(
                        entries,
                        any(entries, random, Heard.class, heard -> heard.type().equals("channel.added")));
            }
        },
        TOLD_AFTER_LEAVING(Rule.LEAK) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard removed = any(
                        entries,
                        random,
                        Heard.class,
                        heard -> heard.type().equals("channel.removed") && followed(entries, heard));
                Heard left = (Heard) entries.stream()
                        .filter(entry -> entry instanceof Heard heard && heard.seq() == removed.seq() + 1)
                        .findFirst()
                        .orElseThrow();
                entries.add(
                        entries.indexOf(removed) + 1,
                        new Heard(
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
        WRITTEN_BY_A_STRANGER(Rule.LEAK) {
            @Override
            void tell(List<Entry> entries, Random random) {
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
        SHOWN_TO_A_STRANGER(Rule.LEAK) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Entry.Peeked peeked = any(entries, random, Entry.Peeked.class, _ -> true);
                entries.set(
                        entries.indexOf(peeked), new Entry.Peeked(peeked.at(), peeked.user(), peeked.channel(), true));
            }
        },
        LATE_WRITE_WITH_AN_EARLY_POSITION(Rule.REAL_TIME) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, one -> sent(one) && acknowledgedLater(entries, one));
                long end = entries.getLast().at();
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.OK, end, wrote.seq()));
            }
        },
        STALE_READ(Rule.READ_YOUR_WRITES) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Entry.Read read = any(entries, random, Entry.Read.class, _ -> true);
                entries.set(
                        entries.indexOf(read),
                        new Entry.Read(
                                read.begin(), read.at(), read.user(), read.channel(), read.seq() - 1, read.messages()));
            }
        },
        OWN_WORDS_MISSING_IN_A_READ(Rule.READ_YOUR_WRITES) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Set<Long> deleted = entries.stream()
                        .filter(entry -> entry instanceof Wrote wrote && wrote.action() == Action.DELETE)
                        .map(entry -> ((Wrote) entry).message())
                        .collect(Collectors.toSet());
                Entry.Read read = any(
                        entries,
                        random,
                        Entry.Read.class,
                        one -> one.messages().size() > 1
                                && !deleted.contains(one.messages().getLast()));
                List<Long> fewer = read.messages().subList(0, read.messages().size() - 1);
                entries.set(
                        entries.indexOf(read),
                        new Entry.Read(read.begin(), read.at(), read.user(), read.channel(), read.seq(), fewer));
            }
        },
        FORGOTTEN_MESSAGE(Rule.DURABLE) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Entry.Held held = any(entries, random, Entry.Held.class, CheckerTest::holdsSomething);
                forget(entries, held, random.nextInt(held.messages().size()));
            }
        },
        OLD_TEXT(Rule.DURABLE) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Wrote edit = any(
                        entries,
                        random,
                        Wrote.class,
                        wrote -> wrote.action() == Action.EDIT
                                && entries.stream()
                                        .anyMatch(entry -> entry instanceof Entry.Held held
                                                && held.messages().stream()
                                                        .anyMatch(item ->
                                                                item.text().equals(wrote.op()))));
                String old = entries.stream()
                        .filter(entry ->
                                entry instanceof Wrote wrote && sent(wrote) && wrote.message() == edit.message())
                        .map(entry -> ((Wrote) entry).op())
                        .findFirst()
                        .orElseThrow();
                entries.replaceAll(entry -> entry instanceof Entry.Held held
                        ? new Entry.Held(
                                held.at(),
                                held.user(),
                                held.channel(),
                                held.digest(),
                                held.messages().stream()
                                        .map(item -> item.id() == edit.message()
                                                ? new Entry.Item(item.id(), item.ver(), old)
                                                : item)
                                        .toList())
                        : entry);
            }
        },
        STORED_PHANTOM(Rule.PHANTOM) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Entry.Held held = any(entries, random, Entry.Held.class, CheckerTest::holdsSomething);
                List<Entry.Item> more = new ArrayList<>(held.messages());
                more.add(new Entry.Item(5_000, 5_000, "nobody's word"));
                entries.replaceAll(entry -> entry instanceof Entry.Held other && other.channel() == held.channel()
                        ? new Entry.Held(other.at(), other.user(), other.channel(), other.digest(), more)
                        : entry);
            }
        },
        OTHER_DIGEST_FOR_ONE_MEMBER(Rule.CONVERGENCE) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Entry.Held held = any(entries, random, Entry.Held.class, _ -> true);
                entries.set(
                        entries.indexOf(held),
                        new Entry.Held(held.at(), held.user(), held.channel(), "0".repeat(64), held.messages()));
            }
        },
        STORE_BEHIND_THE_TABS(Rule.CONVERGENCE) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Entry.Held held = any(entries, random, Entry.Held.class, CheckerTest::holdsSomething);
                forget(entries, held, held.messages().size() - 1);
            }
        },
        FALSELY_OFFLINE(Rule.PRESENCE) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Heard frame = last(entries, Heard.class, _ -> true);
                entries.add(new Entry.Presence(frame.at(), frame.tab(), frame.socket(), List.of(), List.of(2L)));
            }
        },
        ONE_SEND_TOO_MANY_COUNTED(Rule.COUNTERS) {
            @Override
            void tell(List<Entry> entries, Random random) {
                count(entries, CounterCheck.SERVER, "collab_sends_total", 1);
            }
        },
        ONE_RESUME_UNCOUNTED(Rule.COUNTERS) {
            @Override
            void tell(List<Entry> entries, Random random) {
                count(entries, "gateway-a", "collab_resumes_total{result=\"resumed\"}", -1);
            }
        },
        A_SOCKET_TOO_MANY(Rule.COUNTERS) {
            @Override
            void tell(List<Entry> entries, Random random) {
                count(entries, "gateway-a", "collab_gateway_sockets", 1);
            }
        },
        AN_ENDING_UNDER_ANOTHER_CODE(Rule.COUNTERS) {
            @Override
            void tell(List<Entry> entries, Random random) {
                count(entries, "gateway-a", "collab_socket_endings_total{code=\"4108\"}", 1);
            }
        },
        FAULT_THAT_MISSED(Rule.SOMETIMES) {
            @Override
            void tell(List<Entry> entries, Random random) {
                entries.replaceAll(entry -> entry instanceof Entry.Fault fault
                        ? new Entry.Fault(fault.at(), fault.name(), false, "nothing happened")
                        : entry);
            }
        },
        SLOW_RECOVERY(Rule.RECOVERY) {
            @Override
            void tell(List<Entry> entries, Random random) {
                entries.replaceAll(entry -> entry instanceof Entry.Healed healed
                        ? new Entry.Healed(healed.at(), healed.after(), 0.1, 5.1, healed.secondsMax())
                        : entry);
            }
        },
        NEVER_ANSWERED(Rule.RECOVERY) {
            @Override
            void tell(List<Entry> entries, Random random) {
                Wrote wrote = any(entries, random, Wrote.class, CheckerTest::sent);
                entries.set(entries.indexOf(wrote), with(wrote, Outcome.UNKNOWN, wrote.begin(), 0));
            }
        };

        private final Rule rule;

        Lie(Rule rule) {
            this.rule = rule;
        }

        abstract void tell(List<Entry> entries, Random random);
    }

    @Test
    void theTruthIsBelieved() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertEquals(List.of(), Checker.check(SoundHistory.of(seed)), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLieIsNamed(Lie lie) {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Entry> entries = new ArrayList<>(SoundHistory.of(seed));
            lie.tell(entries, new Random(seed));
            List<Violation> violations = Checker.check(entries);
            int told = seed;
            assertTrue(
                    violations.stream().anyMatch(violation -> violation.rule() == lie.rule),
                    () -> "seed " + told + ": " + lie + " should break " + lie.rule + " and broke " + violations);
        }
    }

    @Test
    void everyRuleHasALie() {
        assertEquals(
                EnumSet.allOf(Rule.class),
                EnumSet.copyOf(java.util.Arrays.stream(Lie.values())
                        .map(lie -> lie.rule)
                        .toList()));
    }

    @Test
    void whoStayedAwayLongEnoughMayBeSaidToHaveGone() {
        List<Entry> entries = new ArrayList<>(SoundHistory.of(1));
        long end = entries.getLast().at();
        Entry.Opened last =
                last(entries, Entry.Opened.class, opened -> opened.tab().equals("tab-2-0"));
        entries.add(new Entry.Ended(end + 1, "tab-2-0", last.socket(), 1000));
        entries.add(new Entry.Presence(end + 16_000_000_000L, "tab-1-0", 1, List.of(), List.of(2L)));
        assertEquals(List.of(), Checker.check(entries));
    }

    /** A send whose answer was lost, whose author was then put out, and whose repeat was refused: no lie. */
    @Test
    void whatWasRefusedOnlyAfterALostAnswerMayHaveHappened() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Entry> entries = new ArrayList<>(SoundHistory.of(seed));
            Wrote wrote = all(entries, Wrote.class, CheckerTest::sent).getFirst();
            entries.set(entries.indexOf(wrote), with(wrote, Outcome.DOUBTFUL, wrote.begin(), 0));
            assertEquals(List.of(), Checker.check(entries), "seed " + seed);
        }
    }

    @Test
    void aFloodOfViolationsIsCounted() {
        List<Entry> entries = new ArrayList<>(SoundHistory.of(1));
        entries.removeIf(entry -> entry instanceof Heard heard && said(heard));
        List<Violation> lost = Checker.check(entries).stream()
                .filter(violation -> violation.rule() == Rule.LOST)
                .toList();
        assertEquals(Findings.DETAILS_MAX + 1, lost.size());
        assertTrue(lost.getLast().what().matches("and \\d+ more"), lost.getLast()::what);
    }

    @Test
    void aHistoryIsKeptAsLinesOfJson(@TempDir Path folder) {
        List<Entry> told = new ArrayList<>(SoundHistory.of(3));
        told.add(new Entry.ResumeFailed(1, "tab-1-0", 1, "epoch"));
        told.add(new Entry.Presence(1, "tab-1-0", 1, List.of(1L), List.of()));
        told.add(new Entry.Left(2, "tab-1-0"));
        Path file = folder.resolve("history.jsonl");
        try (History history = History.create(file)) {
            told.forEach(history::add);
            assertEquals(told, history.entries());
        }
        assertEquals(told, History.read(file));
    }

    // ---- how lies are made ----

    private static <T extends Entry> List<T> all(List<Entry> entries, Class<T> kind, Predicate<T> fits) {
        return entries.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(fits)
                .toList();
    }

    private static <T extends Entry> T any(List<Entry> entries, Random random, Class<T> kind, Predicate<T> fits) {
        List<T> fitting = all(entries, kind, fits);
        return fitting.get(random.nextInt(fitting.size()));
    }

    private static <T extends Entry> T last(List<Entry> entries, Class<T> kind, Predicate<T> fits) {
        return all(entries, kind, fits).getLast();
    }

    private static boolean said(Heard heard) {
        return heard.type().equals("message.created") || heard.type().equals("message.updated");
    }

    private static boolean sent(Wrote wrote) {
        return wrote.action() == Action.SEND && wrote.outcome() == Outcome.OK;
    }

    private static boolean acknowledgedLater(List<Entry> entries, Wrote one) {
        return entries.stream().anyMatch(entry -> entry instanceof Wrote wrote && wrote.seq() > one.seq());
    }

    /** Whether the next thing on the same socket is another frame. */
    private static boolean followed(List<Entry> entries, Heard heard) {
        int next = next(entries, heard);
        return next > 0 && entries.get(next) instanceof Heard follower && follower.socket() == heard.socket();
    }

    private static int next(List<Entry> entries, Heard heard) {
        for (int i = entries.indexOf(heard) + 1; i < entries.size(); i++) {
            boolean sameTab = switch (entries.get(i)) {
                case Heard other -> other.tab().equals(heard.tab());
                case Entry.Opened other -> other.tab().equals(heard.tab());
                case Entry.Resumed other -> other.tab().equals(heard.tab());
                case Entry.Pinged other -> other.tab().equals(heard.tab());
                case Entry.Ended other -> other.tab().equals(heard.tab());
                default -> false;
            };
            if (sameTab) return i;
        }
        return -1;
    }

    private static Heard with(Heard frame, long prev, long seq, String text) {
        return new Heard(
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

    private static void leak(List<Entry> entries, Heard frame) {
        String tab = "tab-" + SoundHistory.STRANGER + "-0";
        entries.add(
                entries.indexOf(frame) + 1,
                new Heard(
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

    private static boolean holdsSomething(Entry.Held held) {
        return !held.messages().isEmpty();
    }

    private static void forget(List<Entry> entries, Entry.Held which, int index) {
        List<Entry.Item> fewer = new ArrayList<>(which.messages());
        fewer.remove(index);
        entries.replaceAll(entry -> entry instanceof Entry.Held held && held.channel() == which.channel()
                ? new Entry.Held(held.at(), held.user(), held.channel(), held.digest(), fewer)
                : entry);
    }

    private static void count(List<Entry> entries, String process, String sample, double more) {
        Entry.Scraped last =
                last(entries, Entry.Scraped.class, scraped -> scraped.process().equals(process));
        Map<String, Double> values = new java.util.HashMap<>(last.values());
        values.merge(sample, more, Double::sum);
        entries.set(entries.lastIndexOf(last), new Entry.Scraped(last.at(), last.process(), last.window(), values));
    }
}
