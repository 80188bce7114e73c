package collab.websocket;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.util.Objects.requireNonNull;

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
import java.util.concurrent.atomic.AtomicReference;

/**
 * A {@link Socket} over a connection of the web server.
 *
 * <h2>Concurrency</h2>
 * The connection's own thread ({@code socket-42-read}) runs {@link #run}: it alone reads, and it alone calls the handler.
 * One hand of the {@link WriterPool} at a time writes. Everybody else offers to the queue or closes. There is no lock here but
 * the queue's, which is a leaf.
 *
 * <h2>Endings</h2>
 * Whoever notices first, reader, writer, deadline or session, puts the {@link CloseStatus} into {@link #ending}; the rest is
 * refused by the compare-and-set. Closing the transport wakes the reading thread in every case, and that thread announces the
 * ending as the last thing it does. So it is announced once, and a handler is never called by two threads.
 *
 * <h2>Order of closing</h2>
 * Ours: note the ending, queue the close frame behind the messages, wait for the peer's, close the transport. The peer's:
 * note the ending, drop the messages, write the echo, close the transport. A violation: note the ending, drop the
 * messages, write the close frame, read on into the void for a moment (closing with unread bytes makes the kernel send a
 * reset, and the peer might never see the frame), close the transport.
 */
public final class TcpSocket implements Socket {
    private static final System.Logger LOG = System.getLogger(TcpSocket.class.getName());

    private static final CloseStatus NOT_ENDED =
            new CloseStatus(Rfc6455.NO_STATUS, "", CloseStatus.Cause.VANISHED, false);

    private final long id;
    private final SocketConfig config;
    private final SocketHandler handler;
    private final DataReader in;
    private final Transport transport;
    private final ConnectionDeadlines deadlines;
    private final SocketCounters counters;
    private final OutboundQueue queue;
    private final SocketWriter writer;

    /** Set by whoever comes first: the reading thread, or a server that stops before it has begun. */
    private final AtomicBoolean begun = new AtomicBoolean();

    private final AtomicReference<CloseStatus> ending = new AtomicReference<>(NOT_ENDED);

    public TcpSocket(
            long id,
            SocketConfig config,
            SocketHandler handler,
            DataReader in,
            Transport transport,
            WriterPool crew,
            ConnectionDeadlines deadlines,
            SocketCounters counters) {
        this.id = id;
        this.config = config;
        this.handler = handler;
        this.in = in;
        this.transport = transport;
        this.deadlines = deadlines;
        this.counters = counters;
        this.queue = new OutboundQueue(config.queue());
        this.writer = new SocketWriter(id, queue, transport, crew, counters, () -> cut(vanished("a write failed")));
    }

    // ---- from any thread -----------------------------------------------------------------------------------------

    @Override
    public long id() {
        return id;
    }

    @Override
    public EnqueueResult enqueue(OutboundFrame frame) {
        return queue.offer(frame);
    }

    @Override
    public EnqueueResult offerSignal(EncodedFrame frame) {
        EnqueueResult answer = queue.offerSignal(new OutboundFrame(frame));
        if (answer == EnqueueResult.SHED) counters.signalsShed.increment();
        writer.wake();
        return answer;
    }

    @Override
    public void flush() {
        writer.wake();
    }

    @Override
    public boolean awaitRoom(Duration timeout) throws InterruptedException {
        return queue.awaitRoom(timeout.toNanos());
    }

    @Override
    public void close(int code, String reason) {
        OutboundFrame frame = new OutboundFrame(EncodedFrame.close(code, reason));
        if (!note(new CloseStatus(code, reason, CloseStatus.Cause.CLOSED_HERE, false))) return;
        queue.close(frame);
        writer.wake();
        closeTransportAfter(config.closeTimeout());
    }

    @Override
    public void abort() {
        cut(new CloseStatus(Rfc6455.ABNORMAL, "cut", CloseStatus.Cause.CLOSED_HERE, false));
    }

    @Override
    public int framesQueued() {
        return queue.framesQueued();
    }

    @Override
    public int bytesQueued() {
        return queue.bytesQueued();
    }

    /** From the deadlines' sweep: a peer that does not read is cut off. */
    void endIfStuck(long now) {
        if (writer.stuck(now, config.writeTimeout().toNanos())) {
            cut(new CloseStatus(Rfc6455.ABNORMAL, "a write was stuck", CloseStatus.Cause.STALLED, false));
        }
    }

    /** From the web server when it stops: says goodbye, or cuts at once. Before the beginning it is the end. */
    public void stop(boolean now) {
        CloseStatus stopped = new CloseStatus(Rfc6455.GOING_AWAY, "server stops", CloseStatus.Cause.STOPPED, false);
        if (begun.compareAndSet(false, true)) {
            note(stopped);
            finish();
        } else if (now) {
            cut(stopped);
        } else {
            close(Rfc6455.GOING_AWAY, "server stops");
        }
    }

    // ---- the reading thread --------------------------------------------------------------------------------------

    /** The life of the socket, on the connection's thread. Returns when everything is over and told. */
    public void run() {
        if (!begun.compareAndSet(false, true)) return;
        Thread.currentThread().setName("socket-" + id + "-read");
        counters.opened.increment();
        deadlines.watch(this);
        try {
            tell(() -> handler.onOpen(this));
            read();
        } catch (ProtocolViolation violation) {
            refuse(violation);
        } catch (DataReader.InsufficientDataAvailableException e) {
            note(vanished("the peer closed the connection"));
        } catch (RuntimeException e) {
            LOG.log(DEBUG, () -> "socket " + id + ": reading failed: " + e);
            note(vanished("the connection broke"));
        } finally {
            note(vanished("the reading thread died")); // only an Error leaves nothing noted
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
                answer(close);
                return;
            }
            if (closing()) continue; // what crosses our close frame on its way is of no interest any more
            if (rate.admit(System.nanoTime())) {
                deliver(frame);
            } else {
                tell(() -> handler.onFlood(this));
            }
        }
    }

    private void deliver(InboundFrame frame) {
        switch (frame) {
            case InboundFrame.Partial _ -> {}
            case InboundFrame.Text text -> tell(() -> handler.onText(this, text.utf8()));
            case InboundFrame.Binary binary -> tell(() -> handler.onBinary(this, binary.bytes()));
            case InboundFrame.Ping ping -> pong(ping.payload());
            case InboundFrame.Pong pong -> tell(() -> handler.onPong(this, pong.payload()));
            case InboundFrame.Close close -> throw new IllegalStateException("answered before: " + close);
        }
    }

    private void pong(byte[] payload) {
        queue.pong(new OutboundFrame(EncodedFrame.pong(payload)));
        writer.wake();
    }

    /** Calls the handler; its mistakes end this socket, not the thread. */
    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(ERROR, "socket " + id + ": the handler failed", e);
            close(Rfc6455.INTERNAL_ERROR, "internal error");
        }
    }

    // ---- endings -------------------------------------------------------------------------------------------------

    private boolean closing() {
        return !NOT_ENDED.equals(ending.get());
    }

    /** Notes how it ends; false when that was known already. */
    private boolean note(CloseStatus how) {
        return ending.compareAndSet(NOT_ENDED, how);
    }

    private void cut(CloseStatus how) {
        note(how);
        queue.end();
        transport.close();
    }

    /** The peer's close frame: an answer to ours, or the first, which is echoed. */
    private void answer(InboundFrame.Close close) {
        if (note(new CloseStatus(close.code(), close.reason(), CloseStatus.Cause.CLOSED_BY_PEER, false))) {
            queue.closeInstead(new OutboundFrame(EncodedFrame.close(close.code(), "")));
            writer.wake();
            closeTransportAfter(config.closeTimeout());
        }
        if (closeFrameWritten()) ending.updateAndGet(CloseStatus::cleanly);
    }

    private void refuse(ProtocolViolation violation) {
        String reason = String.valueOf(violation.getMessage());
        if (note(new CloseStatus(violation.code(), reason, CloseStatus.Cause.VIOLATION, false))) {
            queue.closeInstead(new OutboundFrame(EncodedFrame.close(violation.code(), reason)));
            writer.wake();
            closeTransportAfter(config.closeTimeout());
        }
        if (closeFrameWritten()) linger();
    }

    /** Reads and forgets, until the peer hangs up or the time is over. */
    private void linger() {
        closeTransportAfter(config.lingerTimeout());
        try {
            while (true) {
                in.ensureAvailable();
                in.skip(in.available());
            }
        } catch (RuntimeException e) {
            LOG.log(DEBUG, () -> "socket " + id + ": hung up after a violation: " + e);
        }
    }

    private boolean closeFrameWritten() {
        try {
            return queue.awaitCloseWritten(config.closeTimeout().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void closeTransportAfter(Duration delay) {
        try {
            var _ = deadlines.after(delay, transport::close);
        } catch (RejectedExecutionException e) {
            transport.close(); // the gateway has stopped: nobody would end it later
        }
    }

    private CloseStatus vanished(String reason) {
        return new CloseStatus(Rfc6455.ABNORMAL, reason, CloseStatus.Cause.VANISHED, false);
    }

    private void finish() {
        deadlines.unwatch(this);
        queue.end();
        transport.close();
        Thread.interrupted(); // a stopping server interrupts its threads; it has been obeyed
        try {
            handler.onEnd(this, requireNonNull(ending.get()));
        } catch (RuntimeException e) {
            LOG.log(ERROR, "socket " + id + ": the handler failed at the end", e);
        }
    }
}
