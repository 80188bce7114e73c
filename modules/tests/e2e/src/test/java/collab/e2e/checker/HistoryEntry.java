package collab.e2e.checker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;

/**
 * What a client did or received, or a fault of the system. A history is a list of entries, each a line of JSON. Times are
 * nanoseconds since the start of the run, on the clock of the test process, so they can be compared. Users, channels and
 * messages are the ids of the product; 0 means none.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HistoryEntry.Wrote.class, name = "wrote"),
    @JsonSubTypes.Type(value = HistoryEntry.Called.class, name = "called"),
    @JsonSubTypes.Type(value = HistoryEntry.Reused.class, name = "reused"),
    @JsonSubTypes.Type(value = HistoryEntry.Revoked.class, name = "revoked"),
    @JsonSubTypes.Type(value = HistoryEntry.Read.class, name = "read"),
    @JsonSubTypes.Type(value = HistoryEntry.NonMemberRead.class, name = "peeked"),
    @JsonSubTypes.Type(value = HistoryEntry.StoredChannel.class, name = "held"),
    @JsonSubTypes.Type(value = HistoryEntry.Booted.class, name = "booted"),
    @JsonSubTypes.Type(value = HistoryEntry.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = HistoryEntry.Received.class, name = "heard"),
    @JsonSubTypes.Type(value = HistoryEntry.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = HistoryEntry.ResumeFailed.class, name = "resume-failed"),
    @JsonSubTypes.Type(value = HistoryEntry.Pinged.class, name = "pinged"),
    @JsonSubTypes.Type(value = HistoryEntry.Presence.class, name = "presence"),
    @JsonSubTypes.Type(value = HistoryEntry.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = HistoryEntry.Stalled.class, name = "stalled"),
    @JsonSubTypes.Type(value = HistoryEntry.TabClosed.class, name = "left"),
    @JsonSubTypes.Type(value = HistoryEntry.Planned.class, name = "planned"),
    @JsonSubTypes.Type(value = HistoryEntry.Fault.class, name = "fault"),
    @JsonSubTypes.Type(value = HistoryEntry.NewEpoch.class, name = "new-epoch"),
    @JsonSubTypes.Type(value = HistoryEntry.Pruned.class, name = "pruned"),
    @JsonSubTypes.Type(value = HistoryEntry.Healed.class, name = "healed"),
    @JsonSubTypes.Type(value = HistoryEntry.Calm.class, name = "calm"),
    @JsonSubTypes.Type(value = HistoryEntry.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = HistoryEntry.Demanded.class, name = "demanded"),
    @JsonSubTypes.Type(value = HistoryEntry.Occurred.class, name = "occurred"),
    @JsonSubTypes.Type(value = HistoryEntry.Scraped.class, name = "scraped")
})
public sealed interface HistoryEntry {
    long at();

    /** The kind of a write. */
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
        /** Rejected, but an earlier attempt got no response and may have succeeded: a repeat checks rights again. */
        DOUBTFUL,
        /** No attempt got a response. */
        UNKNOWN
    }

    // ---- Calls ----

    /**
     * A write, from its first attempt to its last response.
     *
     * @param op its {@code op_id}, and for SEND and EDIT the text
     * @param target the user of JOIN and LEAVE
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

    /**
     * A call of any mutating method by a user of the workload, from its first attempt to its last response. Several calls
     * with one {@code op_id} are the same operation, made at once through several gateways.
     *
     * @param op its {@code op_id}, which only one user uses
     * @param seq the position in the response; 0 when there was none
     */
    record Called(long begin, long at, String op, String method, long user, Outcome outcome, long seq)
            implements HistoryEntry {}

    /**
     * A call with the {@code op_id} of an acknowledged operation and other parameters or another method.
     *
     * @param error the code of its rejection; empty when it was accepted
     */
    record Reused(long begin, long at, String op, String method, String error) implements HistoryEntry {}

    /**
     * A call that failed within the server or the gateway: an internal error, or a response that is none of the contract.
     *
     * @param detail what was answered
     */
    record Failed(long begin, long at, String method, String detail) implements HistoryEntry {}

    /**
     * A session was ended by an acknowledged call, and then watched.
     *
     * @param method the call that ended it
     * @param served what the session still had after the time for its end; empty when it had nothing
     */
    record Revoked(long at, String method, long user, String served) implements HistoryEntry {}

    /** The newest messages of a channel, as {@code message.list} returned them: ids ascending, and the position of the response. */
    record Read(long begin, long at, long user, long channel, long seq, List<Long> messages) implements HistoryEntry {}

    /** A user who is no member requested the messages of a channel after the run was quiet. */
    record NonMemberRead(long at, long user, long channel, boolean shown) implements HistoryEntry {}

    /** The content of a channel in the store after the run was quiet, as a member reads it. */
    record StoredChannel(long at, long user, long channel, String digest, List<Item> messages)
            implements HistoryEntry {}

    record Item(long id, long ver, String text) {}

    // ---- Sockets of a client; the checker applies the client's rule, so every frame is here, repeats included ----

    record Booted(long at, String tab, long user, long seq) implements HistoryEntry {}

    record Opened(long at, String tab, int socket, String gateway) implements HistoryEntry {}

    /**
     * A logged event that was received.
     *
     * @param user its author, or the user that it is about; 0 when it names none
     */
    record Received(
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

    /** The users who were announced as online or offline. */
    record Presence(long at, String tab, int socket, List<Long> online, List<Long> offline) implements HistoryEntry {}

    record Ended(long at, String tab, int socket, int code) implements HistoryEntry {}

    /**
     * The client stopped to read its socket, or reads again. Meanwhile it answers no ping and does not see the end of the
     * socket.
     */
    record Stalled(long at, String tab, boolean stalled) implements HistoryEntry {}

    /** The client was closed finally and must receive nothing from here on. */
    record TabClosed(long at, String tab) implements HistoryEntry {}

    // ---- The run ----

    /** The faults that must have their effect at least once each in this run. */
    record Planned(long at, List<String> faults) implements HistoryEntry {}

    /** @param hit whether its effect was observed */
    record Fault(long at, String name, boolean hit, String detail) implements HistoryEntry {}

    /** The situations that must occur at least once each in this run. */
    record Demanded(long at, List<String> situations) implements HistoryEntry {}

    /** @param times how often the situation occurred in the whole run */
    record Occurred(long at, String situation, long times) implements HistoryEntry {}

    /**
     * The database was replaced by an older copy while the server was stopped; no call was in progress.
     *
     * @param from the last position that the copy contains
     */
    record NewEpoch(long at, long from) implements HistoryEntry {}

    /** The server has pruned the log up to this position: later a client with a lower one may be rejected. */
    record Pruned(long at, long floor) implements HistoryEntry {}

    /** The time from the end of a fault until a new send was acknowledged, and until every client had received it. */
    record Healed(long at, String after, double firstSendSeconds, double caughtUpSeconds, double secondsMax)
            implements HistoryEntry {}

    /** Whether no fault is in effect from now on: true when a fault has healed, false before the next one. */
    record Calm(long at, boolean calm) implements HistoryEntry {}

    /**
     * The counters of a process. Between two scrapes of a window nothing failed, and no call was in progress at either.
     *
     * @param window the number of the quiet window; a window is within one life of the process, because counters end with it
     */
    record Scraped(long at, String process, int window, Map<String, Double> values) implements HistoryEntry {}
}
