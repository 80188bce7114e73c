package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.checker.HistoryEntry.Received;
import collab.e2e.checker.HistoryEntry.Wrote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** Finds and changes entries of a history. */
final class HistoryEdits {
    private HistoryEdits() {}

    static <T extends HistoryEntry> List<T> all(List<HistoryEntry> entries, Class<T> kind, Predicate<T> condition) {
        return entries.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(condition)
                .toList();
    }

    static <T extends HistoryEntry> T any(
            List<HistoryEntry> entries, Random random, Class<T> kind, Predicate<T> condition) {
        List<T> matching = all(entries, kind, condition);
        return matching.get(random.nextInt(matching.size()));
    }

    static <T extends HistoryEntry> T last(List<HistoryEntry> entries, Class<T> kind, Predicate<T> condition) {
        return all(entries, kind, condition).getLast();
    }

    static boolean hasText(Received received) {
        return received.type().equals("message.created") || received.type().equals("message.updated");
    }

    static boolean sent(Wrote wrote) {
        return wrote.action() == Action.SEND && wrote.outcome() == Outcome.OK;
    }

    static boolean acknowledgedLater(List<HistoryEntry> entries, Wrote write) {
        return entries.stream().anyMatch(entry -> entry instanceof Wrote other && other.seq() > write.seq());
    }

    /** Whether the next entry of the same socket is another frame. */
    static boolean followed(List<HistoryEntry> entries, Received received) {
        int next = next(entries, received);
        return next > 0 && entries.get(next) instanceof Received follower && follower.socket() == received.socket();
    }

    static int next(List<HistoryEntry> entries, Received received) {
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

    static Received with(Received frame, long prev, long seq, String text) {
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

    static Wrote with(Wrote wrote, Outcome outcome, long begin, long seq) {
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

    static void deliverToNonMember(List<HistoryEntry> entries, Received frame) {
        String tab = "tab-" + SoundHistory.NON_MEMBER + "-0";
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

    /** Removes all events of a type, as a server does that delivers them to no client: the next event follows the one before. */
    static void dropType(List<HistoryEntry> entries, String type) {
        for (int here = 0; here < entries.size(); ) {
            if (!(entries.get(here) instanceof Received dropped)
                    || !dropped.type().equals(type)) {
                here++;
                continue;
            }
            int next = next(entries, dropped);
            if (next > 0 && entries.get(next) instanceof Received follower && follower.socket() == dropped.socket()) {
                entries.set(next, with(follower, dropped.prev(), follower.seq(), follower.text()));
            }
            entries.remove(here);
        }
    }

    static boolean hasMessages(HistoryEntry.StoredChannel stored) {
        return !stored.messages().isEmpty();
    }

    static void removeStored(List<HistoryEntry> entries, HistoryEntry.StoredChannel which, int index) {
        List<HistoryEntry.Item> fewer = new ArrayList<>(which.messages());
        fewer.remove(index);
        entries.replaceAll(entry -> entry instanceof HistoryEntry.StoredChannel stored
                        && stored.channel() == which.channel()
                ? new HistoryEntry.StoredChannel(stored.at(), stored.user(), stored.channel(), stored.digest(), fewer)
                : entry);
    }

    static void count(List<HistoryEntry> entries, String process, String sample, double more) {
        HistoryEntry.Scraped last = last(
                entries,
                HistoryEntry.Scraped.class,
                scraped -> scraped.process().equals(process));
        Map<String, Double> values = new HashMap<>(last.values());
        values.merge(sample, more, Double::sum);
        entries.set(
                entries.lastIndexOf(last), new HistoryEntry.Scraped(last.at(), last.process(), last.window(), values));
    }
}
