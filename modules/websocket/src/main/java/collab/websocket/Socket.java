package collab.websocket;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import java.time.Duration;

/**
 * One browser's WebSocket, seen from the session: frames go in by {@link #offer}, everything else comes back through the
 * {@link SocketHandler}.
 *
 * <p>Any thread may call anything here, and nothing but {@link #awaitRoom} blocks: offering puts a frame into a bounded
 * queue, closing puts the close frame behind it. Frames go out in the order in which they were offered. Closing twice is
 * fine: the first code counts.
 */
public interface Socket {

    /** A number for logs and thread names, unique in this process. */
    long id();

    /** Offers a frame and wakes the writer. */
    default EnqueueResult offer(EncodedFrame frame) {
        EnqueueResult answer = enqueue(new OutboundFrame(frame));
        flush();
        return answer;
    }

    /**
     * Offers a frame without waking the writer: for whoever hands over several in a row and then calls {@link #flush}, so
     * that they leave in one write. A frame enqueued and never flushed waits for the next flush or offer.
     */
    EnqueueResult enqueue(OutboundFrame frame);

    /** Offers a frame that may be left out when the reader is slow ({@link EnqueueResult#SHED}), and wakes the writer. */
    EnqueueResult offerSignal(EncodedFrame frame);

    /** Wakes the writer when something waits. */
    void flush();

    /**
     * Waits until the queue is below its soft bound, for a thread that feeds a long past into it.
     *
     * @return false when the socket is closing or there was no room in time
     */
    boolean awaitRoom(Duration timeout) throws InterruptedException;

    /**
     * Closes: what waits is written first, then the close frame; then the peer has until the close timeout to answer. The
     * code must be one that may stand in a frame. What is offered later is answered {@link EnqueueResult#CLOSED}.
     */
    void close(int code, String reason);

    /** Cuts the connection at once, without a close frame. */
    void abort();

    /** Frames waiting or being written. */
    int framesQueued();

    /** Bytes waiting or being written, frame headers included. */
    int bytesQueued();
}
