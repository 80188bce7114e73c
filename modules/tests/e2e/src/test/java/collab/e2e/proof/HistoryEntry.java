package collab.e2e.proof;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;

/**
 * One thing that a client did or saw, or that was done to the system. A history is a list of them, a line of JSON each. Times are
 * nanoseconds since the run began, on the one clock of the harness, so that "before" means before. Users, channels and messages
 * are the product's own numbers; 0 stands for "none".
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HistoryEntry.Wrote.class, name = "wrote"),
    @JsonSubTypes.Type(value = HistoryEntry.Read.class, name = "read"),
    @JsonSubTypes.Type(value = HistoryEntry.Peeked.class, name = "peeked"),
    @JsonSubTypes.Type(value = HistoryEntry.Held.class, name = "held"),
    @JsonSubTypes.Type(value = HistoryEntry.Booted.class, name = "booted"),
    @JsonSubTypes.Type(value = HistoryEntry.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = HistoryEntry.Heard.class, name = "heard"),
    @JsonSubTypes.Type(value = HistoryEntry.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = HistoryEntry.ResumeFailed.class, name = "resume-failed"),
    @JsonSubTypes.Type(value = HistoryEntry.Pinged.class, name = "pinged"),
    @JsonSubTypes.Type(value = HistoryEntry.Presence.class, name = "presence"),
    @JsonSubTypes.Type(value = HistoryEntry.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = HistoryEntry.Left.class, name = "left"),
    @JsonSubTypes.Type(value = HistoryEntry.Planned.class, name = "planned"),
    @JsonSubTypes.Type(value = HistoryEntry.Fault.class, name = "fault"),
    @JsonSubTypes.Type(value = HistoryEntry.Healed.class, name = "healed"),
    @JsonSubTypes.Type(value = HistoryEntry.Scraped.class, name = "scraped")
})
public sealed interface HistoryEntry {
    long at();

    /** What a write was. */
    enum Action {
        CREATE,
        JOIN,
        LEAVE,
        SEND,
        EDIT,
        DELETE,
        REACT
    }

    /** How a write ended after all its repeats under one {@code op_id}. */
    enum Outcome {
        OK,
        REFUSED,
        /** Refused, but an earlier attempt got no answer and may have been the one that did it: a repeat checks rights again. */
        DOUBTFUL,
        /** Never answered. */
        UNKNOWN
    }

    // ---- calls ----

    /**
     * A write, from its first attempt to its last answer.
     *
     * @param op its {@code op_id}, and for SEND and EDIT the text
     * @param target whom JOIN and LEAVE are about
     */
    record Wrote(
            long begin,
            long at,
            String op,
            Action action,
            long user,
            long channel,
            long message,
            long target,
            Outcome outcome,
            long seq)
            implements HistoryEntry {}

    /** The newest messages of a channel, as {@code message.list} answered them: ids ascending, and the reply's position. */
    record Read(long begin, long at, long user, long channel, long seq, List<Long> messages) implements HistoryEntry {}

    /** Somebody who is no member asked for a channel's messages after everything had come to rest. */
    record Peeked(long at, long user, long channel, boolean shown) implements HistoryEntry {}

    /** What the store holds of a channel when everything has come to rest, as one member is told. */
    record Held(long at, long user, long channel, String digest, List<Item> messages) implements HistoryEntry {}

    record Item(long id, long ver, String text) {}

    // ---- a tab's life; the client's rule is applied by the checker, so every frame is here, repeats included ----

    record Booted(long at, String tab, long user, long seq) implements HistoryEntry {}

    record Opened(long at, String tab, int socket, String gateway) implements HistoryEntry {}

    /** An event of the log. @param user its author, or whom it is about; 0 when it names nobody */
    record Heard(
            long at,
            String tab,
            int socket,
            long prev,
            long seq,
            String type,
            long channel,
            long message,
            long user,
            String text)
            implements HistoryEntry {}

    record Resumed(long at, String tab, int socket, long to) implements HistoryEntry {}

    record ResumeFailed(long at, String tab, int socket, String reason) implements HistoryEntry {}

    record Pinged(long at, String tab, int socket, long prev, long head) implements HistoryEntry {}

    /** Who was said to have come or gone. */
    record Presence(long at, String tab, int socket, List<Long> online, List<Long> offline) implements HistoryEntry {}

    record Ended(long at, String tab, int socket, int code) implements HistoryEntry {}

    /** The tab was closed for good and is owed nothing from here on. */
    record Left(long at, String tab) implements HistoryEntry {}

    // ---- the run ----

    /** The faults that this run has to hit at least once each. */
    record Planned(long at, List<String> faults) implements HistoryEntry {}

    /** @param hit whether it was seen to have had its effect */
    record Fault(long at, String name, boolean hit, String detail) implements HistoryEntry {}

    /** How long after the end of a fault the first new send was acknowledged, and every tab had heard it. */
    record Healed(long at, String after, double firstSendSeconds, double caughtUpSeconds, double secondsMax)
            implements HistoryEntry {}

    /**
     * What a process counted. Between two scrapes of one window nothing failed, and at neither was anything under way.
     *
     * @param window a number of its own for each quiet time, within one life of the process: its counters end with it
     */
    record Scraped(long at, String process, int window, Map<String, Double> values) implements HistoryEntry {}
}
