package collab.websocket;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.FrameReader;
import collab.websocket.frame.InboundFrame;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.ProtocolViolation;
import collab.websocket.frame.Rfc6455;
import io.helidon.common.buffers.DataReader;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link Socket} over a connection of the web server.
 *
 * <h2>Concurrency</h2>
 * The connection's own thread ({@code socket-42-read}) runs {@link #run}. Only this thread reads, and only this thread calls the
 * handler. At most one worker of the {@link WriterPool} writes at any time. All other threads put frames into the queue or close.
 * The only lock is the queue's, which is a leaf.
 *
 * <h2>Termination</h2>
 * {@link SocketTermination} holds the first {@link CloseStatus} that a thread recorded. Closing the transport ends a blocked read
 * in every case, and the reading thread calls {@link SocketHandler#onEnd} as its last action. So {@code onEnd} is called once, and
 * a handler is never called by two threads.
 *
 * <h2>Order of closing</h2>
 * When this side closes: record the status, queue the close frame after the messages, wait for the peer's close frame, close the
 * transport. When the peer closes: record the status, discard the messages, write the echo, close the transport. After a protocol
 * violation: record the status, discard the messages, write the close frame, read and discard input for the linger timeout, close
 * the transport. (Closing a connection with unread input makes the kernel send a reset, and then the peer may not receive the close
 * frame.)
 */
public final class TcpSocket implements Socket {
    private static final System.Logger LOG = System.getLogger(TcpSocket.class.getName());

    private final long id;
    private final SocketConfig config;
    private final SocketHandler handler;
    private final DataReader in;
    private final Transport transport;
    private final ConnectionDeadlines deadlines;
    private final SocketCounters counters;
    private final OutboundQueue queue;
    private final SocketTermination termination;
    private final SocketWriter writer;

    /** Set by {@link #run}, or by a server that stops before {@link #run} was called. */
    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * @param id unique in this process
     * @param in the input of the connection
     * @param transport the output of the connection
     */
    public TcpSocket(long id, SocketHandler handler, DataReader in, Transport transport, SocketServices services) {
        this.id = id;
        this.config = services.config();
        this.handler = handler;
        this.in = in;
        this.transport = transport;
        this.deadlines = services.deadlines();
        this.counters = services.counters();
        this.queue = new OutboundQueue(config.queue());
        this.termination = new SocketTermination(queue, transport);
        this.writer = new SocketWriter(id, queue, transport, services.writers(), counters, termination::writeFailed);
    }

    // ---- Called by any thread ----

    @Override
    public long id() {
        return id;
    }

    @Override
    public EnqueueResult enqueue(OutboundFrame frame) {
        return queue.offer(frame);
    }

    @Override
    public EnqueueResult offerDroppable(EncodedFrame frame) {
        EnqueueResult result = queue.offerDroppable(new OutboundFrame(frame));
        if (result == EnqueueResult.SHED) counters.framesShed.increment();
        writer.wake();
        return result;
    }

    @Override
    public void flush() {
        writer.wake();
    }

    @Override
    public boolean awaitCapacity(Duration timeout) throws InterruptedException {
        return queue.awaitCapacity(timeout.toNanos());
    }

    @Override
    public void close(int code, String reason) {
        OutboundFrame frame = new OutboundFrame(EncodedFrame.close(code, reason));
        if (!termination.record(new CloseStatus(code, reason, CloseStatus.Cause.CLOSED_HERE, false))) return;
        queue.close(frame);
        writer.wake();
        closeTransportAfter(config.timeouts().close());
    }

    @Override
    public void abort() {
        termination.abort(new CloseStatus(Rfc6455.ABNORMAL, "aborted", CloseStatus.Cause.CLOSED_HERE, false));
    }

    @Override
    public int framesQueued() {
        return queue.framesQueued();
    }

    @Override
    public int bytesQueued() {
        return queue.bytesQueued();
    }

    /** Disconnects a peer that does not read. Called by the sweep of {@link ConnectionDeadlines}. */
    void abortIfStuck(long now) {
        if (writer.stuck(now, config.timeouts().write().toNanos())) {
            termination.abort(new CloseStatus(Rfc6455.ABNORMAL, "write timeout", CloseStatus.Cause.STALLED, false));
        }
    }

    /**
     * Ends the socket because the web server stops. Before {@link #run} was called, {@link SocketHandler#onEnd} is called here.
     *
     * @param now whether the connection is closed without a close frame
     */
    public void stop(boolean now) {
        CloseStatus stopped = new CloseStatus(Rfc6455.GOING_AWAY, "server stops", CloseStatus.Cause.STOPPED, false);
        if (started.compareAndSet(false, true)) {
            termination.record(stopped);
            finish();
        } else if (now) {
            termination.abort(stopped);
        } else {
            close(Rfc6455.GOING_AWAY, "server stops");
        }
    }

    // ---- The reading thread ----

    /** Runs the socket on the connection's thread. Returns after {@link SocketHandler#onEnd}. */
    public void run() {
        if (!started.compareAndSet(false, true)) return;
        Thread.currentThread().setName("socket-" + id + "-read");
        counters.opened.increment();
        deadlines.watch(this);
        try {
            callHandler(() -> handler.onOpen(this));
            read();
        } catch (ProtocolViolation violation) {
            handleViolation(violation);
        } catch (DataReader.InsufficientDataAvailableException e) {
            termination.recordVanished("the peer closed the connection");
        } catch (RuntimeException e) {
            LOG.log(DEBUG, () -> "socket " + id + ": reading failed: " + e);
            termination.recordVanished("the connection broke");
        } finally {
            termination.recordVanished("the reading thread failed"); // only an Error leaves no status
            counters.ended.increment();
            finish();
        }
    }

    private void read() {
        FrameReader frames = new FrameReader(in, config.messageBytesMax());
        FrameRateLimiter rate = new FrameRateLimiter(config.framesPerMinute());
        while (true) {
            InboundFrame frame = frames.next();
            counters.framesRead.increment();
            if (frame instanceof InboundFrame.Close close) {
                handleClose(close);
                return;
            }
            if (termination.decided()) continue; // frames that the peer sent before it received the close frame
            if (rate.admit(System.nanoTime())) {
                deliver(frame);
            } else {
                callHandler(() -> handler.onFlood(this));
            }
        }
    }

    private void deliver(InboundFrame frame) {
        switch (frame) {
            case InboundFrame.Partial _ -> {}
            case InboundFrame.Text text -> callHandler(() -> handler.onText(this, text.utf8()));
            case InboundFrame.Binary binary -> callHandler(() -> handler.onBinary(this, binary.bytes()));
            case InboundFrame.Ping ping -> pong(ping.payload());
            case InboundFrame.Pong pong -> callHandler(() -> handler.onPong(this, pong.payload()));
            case InboundFrame.Close close ->
                throw new IllegalStateException("a close frame is not delivered: " + close);
        }
    }

    private void pong(byte[] payload) {
        queue.pong(new OutboundFrame(EncodedFrame.pong(payload)));
        writer.wake();
    }

    /** Calls the handler; an exception closes this socket. */
    private void callHandler(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(ERROR, "socket " + id + ": the handler failed", e);
            close(Rfc6455.INTERNAL_ERROR, "internal error");
        }
    }

    // ---- Closing ----

    /** Handles the peer's close frame: an answer to the close frame of this side, or the first one, which is echoed. */
    private void handleClose(InboundFrame.Close close) {
        if (termination.record(
                new CloseStatus(close.code(), close.reason(), CloseStatus.Cause.CLOSED_BY_PEER, false))) {
            queue.discardAndClose(new OutboundFrame(EncodedFrame.close(close.code(), "")));
            writer.wake();
            closeTransportAfter(config.timeouts().close());
        }
        if (awaitCloseWritten()) termination.recordClean();
    }

    private void handleViolation(ProtocolViolation violation) {
        String reason = String.valueOf(violation.getMessage());
        if (termination.record(new CloseStatus(violation.code(), reason, CloseStatus.Cause.VIOLATION, false))) {
            queue.discardAndClose(new OutboundFrame(EncodedFrame.close(violation.code(), reason)));
            writer.wake();
            closeTransportAfter(config.timeouts().close());
        }
        if (awaitCloseWritten()) linger();
    }

    /** Reads and discards input until the peer closes the connection or the linger timeout has passed. */
    private void linger() {
        closeTransportAfter(config.timeouts().linger());
        try {
            while (true) {
                in.ensureAvailable();
                in.skip(in.available());
            }
        } catch (RuntimeException e) {
            LOG.log(DEBUG, () -> "socket " + id + ": disconnected after a violation: " + e);
        }
    }

    private boolean awaitCloseWritten() {
        try {
            return queue.awaitCloseWritten(config.timeouts().close().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void closeTransportAfter(Duration delay) {
        try {
            var _ = deadlines.after(delay, transport::close);
        } catch (RejectedExecutionException e) {
            transport.close(); // the deadlines have been stopped and would never close it
        }
    }

    private void finish() {
        deadlines.unwatch(this);
        termination.closeNow();
        Thread.interrupted(); // clears the interrupt of a stopping server, which has taken effect
        try {
            handler.onEnd(this, termination.status());
        } catch (RuntimeException e) {
            LOG.log(ERROR, "socket " + id + ": the handler failed in onEnd", e);
        }
    }
}
