package collab.fanout.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import collab.runtime.DelegatingConnection;
import collab.runtime.TimeoutScheduler;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One HTTP/2 connection of the link as Helidon uses it, with the keepalive of gRPC that Helidon's server lacks. A peer
 * that was silent for a whole heartbeat is pinged, which every HTTP/2 peer answers by itself. A peer that is still
 * silent when the limit is reached is disconnected, which ends all its streams. A peer that sends too many pings gets
 * GOAWAY with ENHANCE_YOUR_CALM and is disconnected. Every frame of the peer passes a {@link FrameGuard}.
 *
 * <p>A peer is unauthenticated until its first call has carried the link secret. Such a peer has that one call; after the answer the
 * connection ends.
 *
 * <p>The connection's own thread reads; any thread writes, one frame at a time; the scheduler calls the heartbeat.
 */
final class LinkConnection extends DelegatingConnection {
    /** Pings accepted in one heartbeat without a frame of ours between them; gRPC clients send one in ten seconds. */
    static final int PINGS_MAX = 20;

    /** How long a call waits for the check of the secret in the first call, which reads memory only. */
    private static final Duration SECRET_CHECK_MAX = Duration.ofSeconds(5);

    /** How long a peer that is told to leave may take to close the connection. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(LinkConnection.class.getName());
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private static final int NO_ERROR = 0;
    private static final int ENHANCE_YOUR_CALM = 0xb;

    private static final byte[] PING = {0, 0, 8, Http2Frames.PING, 0, 0, 0, 0, 0, 'c', 'o', 'l', 'l', 'a', 'b', '.', '.'
    };

    private final Runnable closer;
    private final Runnable onMember;
    private final TimeoutScheduler scheduler;
    private final int silentHeartbeatsMax;
    private final LinkMetrics metrics;
    private final DataReader source;
    private final DataReader reader;
    private final LinkWriter writer;
    private final CallThreads threads;
    private final FrameGuard guard = new FrameGuard(new GuardedPeer());
    private final AtomicInteger silentHeartbeats = new AtomicInteger();
    private final AtomicInteger pings = new AtomicInteger();

    /** Whether the first call carried the secret. */
    private final CompletableFuture<Boolean> member = new CompletableFuture<>();

    /** What cancels each running call. */
    private final Set<Runnable> calls = ConcurrentHashMap.newKeySet();

    private final CompletableFuture<Void> ending = new CompletableFuture<>();

    // Only the reading thread.
    private final Http2Frames inbound = new Http2Frames();

    /**
     * What a connection needs of its listener.
     *
     * @param closer closes the connection without waiting for a writer
     * @param onMember runs when the peer has proved the secret
     */
    record Environment(
            Runnable closer,
            Runnable onMember,
            TimeoutScheduler scheduler,
            int silentHeartbeatsMax,
            LinkMetrics metrics) {}

    LinkConnection(ConnectionContext connection, Environment environment) {
        super(connection);
        this.closer = environment.closer();
        this.onMember = environment.onMember();
        this.scheduler = environment.scheduler();
        this.silentHeartbeatsMax = environment.silentHeartbeatsMax();
        this.metrics = environment.metrics();
        this.source = connection.dataReader();
        this.reader = DataReader.create(this::read);
        this.writer = new LinkWriter(connection.dataWriter(), guard, () -> pings.set(0), this::callAnswered);
        // A call that ended without a check of its secret, for example one to an unknown method, counts as
        // unauthenticated.
        this.threads = new CallThreads(connection.executor(), () -> member.complete(false));
    }

    // ---- The secret ----

    /** A call with the secret has arrived. */
    void markMember() {
        if (member.isDone()) return;
        onMember.run(); // first, so that no deadline expires after a later frame was handled
        member.complete(true);
    }

    /** A call without the secret has arrived. */
    void markUnauthenticated() {
        member.complete(false);
    }

    private boolean awaitMember() {
        try {
            return member.get(SECRET_CHECK_MAX.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException unchecked) {
            return false;
        }
    }

    // ---- Calls ----

    /** Registers a running call. {@code cancel} runs when the connection ends first, at once when it has ended already. */
    void callStarted(Runnable cancel) {
        calls.add(cancel);
        if (ending.isDone() && calls.remove(cancel)) cancel.run();
    }

    void callEnded(Runnable cancel) {
        calls.remove(cancel);
    }

    /**
     * The connection has ended: cancels its calls and interrupts their threads. Helidon 4.5.0 does neither, so that a call waited
     * for the heartbeat's deadline, and its thread for ever.
     */
    void end() {
        if (!ending.complete(null)) return;
        for (Runnable cancel : List.copyOf(calls)) {
            if (!calls.remove(cancel)) continue;
            try {
                cancel.run();
            } catch (RuntimeException failed) {
                LOG.log(DEBUG, "a call could not be cancelled", failed);
            }
        }
        threads.end();
    }

    /** Completes when the connection has ended. */
    CompletableFuture<Void> ending() {
        return ending;
    }

    int runningCalls() {
        return threads.runningCount();
    }

    /** Asks the peer to leave and closes the connection after {@link #GOODBYE}. Never blocks. */
    void leave() {
        Thread goodbye = Thread.ofVirtual().name("link-leave").unstarted(() -> writer.tryWrite(goaway(NO_ERROR, "")));
        try {
            var _ = scheduler.after(GOODBYE, closer); // before the peer can receive GOAWAY
            goodbye.start();
        } catch (RejectedExecutionException stopped) {
            goodbye.start();
            closer.run();
        }
    }

    /** The answer of a call was written to its end. */
    private void callAnswered() {
        if (!member.getNow(true)) leave(); // the one call of an unauthenticated peer
    }

    /** Closes the connection at once. Never blocks. */
    void close() {
        closer.run();
    }

    // ---- Reading ----

    /**
     * Waits for the first bytes of a TLS peer: Helidon 4.5.0 makes the handshake within the first read or write, and
     * loses the content of a first write. False when no bytes came.
     */
    boolean hasBegun() {
        if (!isSecure()) return true;
        try {
            source.ensureAvailable();
            return true;
        } catch (DataReader.InsufficientDataAvailableException ended) {
            return false;
        }
    }

    /** The next frame that may pass. No bytes at the end, as Helidon's reader expects. */
    @SuppressWarnings("NullAway")
    private byte[] read() {
        try {
            while (true) {
                Optional<Http2Frames.Frame> frame = inbound.poll();
                if (frame.isPresent()) {
                    Optional<byte[]> passed = onFrame(frame.get());
                    if (passed.isPresent()) return passed.get();
                } else {
                    source.ensureAvailable();
                    inbound.add(source.readBuffer().readBytes());
                    silentHeartbeats.set(0);
                }
            }
        } catch (DataReader.InsufficientDataAvailableException ended) {
            return null;
        } catch (FrameGuard.ViolationException | Http2Frames.OversizeException violation) {
            SECURITY.log(
                    WARNING,
                    "{0} sent {1} on the link: disconnected",
                    remotePeer().host(),
                    violation.getMessage());
            throw refused(LinkMetrics.VIOLATION, "");
        }
    }

    private Optional<byte[]> onFrame(Http2Frames.Frame frame) {
        if (frame.isPreface()) return Optional.of(frame.bytes());
        if (frame.type() == Http2Frames.PING && !frame.has(Http2Frames.ACK)) countPing();
        return guard.inbound(frame);
    }

    private void countPing() {
        if (pings.incrementAndGet() <= PINGS_MAX) return;
        LOG.log(
                INFO,
                () -> remotePeer().host() + " sent more than " + PINGS_MAX + " pings in one heartbeat: disconnected");
        throw refused(LinkMetrics.PINGS, "too_many_pings"); // gRPC clients know this debug text
    }

    private CloseConnectionException refused(String reason, String debug) {
        metrics.cut(reason);
        writer.tryWrite(goaway(ENHANCE_YOUR_CALM, debug));
        return new CloseConnectionException("refused: " + reason);
    }

    private byte[] goaway(int errorCode, String debug) {
        return Http2Frames.goaway(guard.lastStream(), errorCode, debug);
    }

    /** The connection as its guard sees it. */
    private final class GuardedPeer implements FrameGuard.Peer {
        @Override
        public boolean isMember() {
            return awaitMember();
        }

        @Override
        public void send(byte[] frame) {
            writer.tryWrite(frame);
        }

        @Override
        public void onMessageRefused(long bytes) {
            metrics.cut(LinkMetrics.MESSAGE);
            SECURITY.log(
                    WARNING,
                    "{0} sent a message of {1} bytes on the link: its call was reset",
                    remotePeer().host(),
                    bytes);
        }
    }

    // ---- Time ----

    /** Called once per heartbeat. Never blocks. */
    void onHeartbeat() {
        pings.set(0);
        int silent = silentHeartbeats.incrementAndGet();
        if (silent > silentHeartbeatsMax) {
            LOG.log(
                    INFO,
                    () -> "a connection of the link was silent for " + (silent - 1) + " heartbeats: disconnected");
            metrics.cut(LinkMetrics.SILENCE);
            closer.run();
        } else if (silent > 1) {
            Thread.ofVirtual().name("link-ping").start(() -> writer.tryWrite(PING));
        }
    }

    // ---- For Helidon ----

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public ExecutorService executor() {
        return threads;
    }
}
