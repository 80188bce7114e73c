package collab.websocket;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import java.time.Duration;

/**
 * One open WebSocket: {@link #offer} sends frames; received messages and the end of the socket are passed to the
 * {@link SocketHandler}.
 *
 * <p>Any thread may call any method, and only {@link #awaitCapacity} blocks: offering puts a frame into a bounded queue, closing
 * appends the close frame. Frames are written in the order in which they were offered. Closing is idempotent; the first code is
 * sent.
 */
public interface Socket {

    /** A number that is unique in this process, for logs and thread names. */
    long id();

    /** Queues a frame and wakes the writer. */
    default EnqueueResult offer(EncodedFrame frame) {
        EnqueueResult result = enqueue(new OutboundFrame(frame));
        flush();
        return result;
    }

    /**
     * Queues a frame without waking the writer. A caller with several frames enqueues all of them and then calls {@link #flush}, so
     * that they go out in one write. A frame that is not flushed waits for the next flush or offer.
     */
    EnqueueResult enqueue(OutboundFrame frame);

    /** Queues a frame that is discarded when the reader is slow ({@link EnqueueResult#SHED}), and wakes the writer. */
    EnqueueResult offerDroppable(EncodedFrame frame);

    /** Wakes the writer when frames wait. */
    void flush();

    /**
     * Waits until the queue is below its soft limits, for a thread that sends many frames at the pace of the reader.
     *
     * @return false when the socket is closing or the timeout has passed
     */
    boolean awaitCapacity(Duration timeout) throws InterruptedException;

    /**
     * Closes the socket: the waiting frames are written, then the close frame; then the peer has until the close timeout to answer.
     * Frames that are offered later get {@link EnqueueResult#CLOSED}.
     *
     * @param code a code that RFC 6455 allows in a close frame
     */
    void close(int code, String reason);

    /** Closes the connection immediately, without a close frame. */
    void abort();

    /** The number of frames that wait or are being written. */
    int framesQueued();

    /** The number of bytes that wait or are being written, frame headers included. */
    int bytesQueued();
}
