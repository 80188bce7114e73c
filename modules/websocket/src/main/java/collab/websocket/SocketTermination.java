package collab.websocket;

import static java.util.Objects.requireNonNull;

import collab.websocket.frame.Rfc6455;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Decides once how a socket ends. The reading thread, the writer, a deadline or the socket's owner may notice an end first; the
 * first recorded status stays, by compare-and-set.
 */
final class SocketTermination {
    private static final CloseStatus OPEN = new CloseStatus(Rfc6455.NO_STATUS, "", CloseStatus.Cause.VANISHED, false);

    private final OutboundQueue queue;
    private final Transport transport;
    private final AtomicReference<CloseStatus> status = new AtomicReference<>(OPEN);

    SocketTermination(OutboundQueue queue, Transport transport) {
        this.queue = queue;
        this.transport = transport;
    }

    /** Whether a status has been recorded. */
    boolean decided() {
        return !OPEN.equals(status.get());
    }

    /** Records how the socket ends; false when a status was recorded before. */
    boolean record(CloseStatus how) {
        return status.compareAndSet(OPEN, how);
    }

    /** Records that the connection ended without a close frame. */
    void recordVanished(String reason) {
        record(new CloseStatus(Rfc6455.ABNORMAL, reason, CloseStatus.Cause.VANISHED, false));
    }

    /** Records that close frames were sent in both directions. */
    void recordClean() {
        status.updateAndGet(CloseStatus::asClean);
    }

    CloseStatus status() {
        return requireNonNull(status.get());
    }

    /** Ends the connection immediately, without a close frame. */
    void abort(CloseStatus how) {
        record(how);
        closeNow();
    }

    /** The writer's reaction to a failed write. */
    void writeFailed() {
        recordVanished("a write failed");
        closeNow();
    }

    /** Discards what waits and closes the connection; ends every blocked read, write and wait of this socket. */
    void closeNow() {
        queue.terminate();
        transport.close();
    }
}
