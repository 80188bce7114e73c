package collab.e2e.checker;

import java.util.ArrayList;
import java.util.List;

/**
 * One client, as the client's rule defines it: what it applied without repeats, and its position. Following it also
 * checks what a gateway must never do on a socket.
 */
final class SocketHistory {
    /** The client must receive everything in {@code (from, to]}. */
    record Stretch(long from, long to) {}

    final String name;
    final long user;
    final List<HistoryEntry.Received> applied = new ArrayList<>();

    /** Events that arrived again and were dropped. */
    final List<HistoryEntry.Received> repeats = new ArrayList<>();

    final List<Stretch> complete = new ArrayList<>();

    private long from;
    private long last;
    private long lastOnSocket;
    private boolean left;

    SocketHistory(HistoryEntry.Booted booted) {
        this.name = booted.tab();
        this.user = booted.user();
        this.from = booted.seq();
        this.last = booted.seq();
    }

    /** A new bootstrap replaces the state and contains everything up to its position. */
    void rebooted(HistoryEntry.Booted booted) {
        complete.add(new Stretch(from, last));
        from = booted.seq();
        last = Math.max(last, booted.seq());
    }

    void opened() {
        lastOnSocket = 0;
    }

    void received(HistoryEntry.Received frame, Findings findings) {
        if (frame.seq() <= lastOnSocket) {
            findings.add(
                    ProofRule.ORDER, "%s: %s came after position %d on the same socket", name, frame, lastOnSocket);
        }
        if (frame.prev() >= frame.seq()) findings.add(ProofRule.ORDER, "%s: prev is not before seq in %s", name, frame);
        lastOnSocket = Math.max(lastOnSocket, frame.seq());
        if (frame.seq() <= last) {
            repeats.add(frame);
            return;
        }
        if (frame.prev() > last) findings.add(ProofRule.GAP, "%s was at %d when %s came", name, last, frame);
        applied.add(frame);
        last = frame.seq();
    }

    void resumed(HistoryEntry.Resumed resumed) {
        last = Math.max(last, resumed.to());
    }

    void pinged(HistoryEntry.Pinged ping, Findings findings) {
        if (ping.prev() > last) findings.add(ProofRule.GAP, "%s was at %d when %s came", name, last, ping);
        else last = Math.max(last, ping.head());
    }

    void left() {
        left = true;
        complete.add(new Stretch(from, last));
    }

    /** @param head the last position of the run; a client that stayed must receive everything up to it */
    void end(long head) {
        if (!left) complete.add(new Stretch(from, Math.max(last, head)));
    }

    /** The position from which the client would resume. */
    long position() {
        return last;
    }

    boolean stayedOpen() {
        return !left;
    }

    /** The position from which on this client received every event that it may see. */
    long knowsSince() {
        return from;
    }
}
