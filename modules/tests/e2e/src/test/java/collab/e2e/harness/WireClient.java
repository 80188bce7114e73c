package collab.e2e.harness;

import collab.testkit.ContractValidator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A WebSocket client written only from etc/PROTOCOL.md: RFC 6455 on a plain socket, and the client's rules. It records
 * every frame, responds to pings, and records a fault for each rule that the gateway breaks. It can stop reading and
 * can cut the connection without a close frame.
 */
public final class WireClient implements AutoCloseable {
    /** Close code of a connection that was cut without a close frame. */
    static final int CUT = 1006;

    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String V2 = "collab.v2.json";

    /**
     * Set explicitly, because the kernel lets the buffer grow to megabytes, which hides a stalled reader.
     */
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final DataInputStream in;
    private final String protocol;
    private final ReentrantLock writing = new ReentrantLock();
    private final AwaitableState<ReceivedFrames> received;

    private WireClient(Socket socket, DataInputStream in, String protocol, Optional<Position> resumeFrom) {
        this.socket = socket;
        this.in = in;
        this.protocol = protocol;
        ReceivedFrames initial = new ReceivedFrames();
        initial.stateless = resumeFrom.isEmpty();
        initial.last = resumeFrom.map(Position::seq).orElse(0L);
        this.received = new AwaitableState<>(initial);
    }

    /** A position up to which a client has all events. */
    public record Position(long seq, String epoch) {
        public static Position of(JsonNode bootstrap) {
            return new Position(
                    bootstrap.get("seq").longValue(), bootstrap.get("epoch").textValue());
        }
    }

    /** The gateway rejected the upgrade. */
    public static final class UpgradeRejected extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        UpgradeRejected(int status, String head) {
            super("the upgrade got the response " + head);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    // ---- Opening ----

    /** Opens a socket as the caller, with the bearer token, in version 2 as JSON. */
    public static WireClient open(RpcCaller caller, Optional<Position> resumeFrom) {
        String query = resumeFrom
                .map(position -> "?resume_from=" + position.seq() + "&epoch=" + position.epoch())
                .orElse("");
        List<String> headers = List.of("Authorization: Bearer " + caller.token(), "Sec-WebSocket-Protocol: " + V2);
        return open(caller.base(), "/ws/user/" + caller.userId() + query, headers, resumeFrom);
    }

    /** @throws UpgradeRejected when the status is not 101 */
    public static WireClient open(URI base, String target, List<String> headers, Optional<Position> resumeFrom) {
        try {
            Socket socket = connect(base);
            try {
                socket.getOutputStream()
                        .write(WireFormat.request(base, target, headers).getBytes(StandardCharsets.UTF_8));
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                socket.setSoTimeout((int) TIMEOUT.toMillis()); // a frozen gateway accepts and sends nothing
                List<String> head = WireFormat.head(in);
                socket.setSoTimeout(0);
                int status = Integer.parseInt(head.getFirst().split(" ")[1]);
                if (status != 101) throw new UpgradeRejected(status, String.join(" | ", head));
                WireClient client =
                        new WireClient(socket, in, WireFormat.header(head, "sec-websocket-protocol"), resumeFrom);
                Thread.ofVirtual().name("wire-" + target).start(client::read);
                return client;
            } catch (IOException | RuntimeException failure) {
                socket.close();
                throw failure;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static Socket connect(URI base) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), (int) TIMEOUT.toMillis());
        return socket;
    }

    /** The subprotocol that the gateway selected. */
    public String protocol() {
        return protocol;
    }

    // ---- Reading ----

    private void read() {
        try {
            while (true) {
                received.await(Duration.ofHours(1), () -> "reading to resume", state -> !state.paused || state.ended);
                if (!readFrame()) return;
            }
        } catch (IOException cut) {
            received.change(state -> state.ended = true);
        } catch (RuntimeException | AssertionError broken) {
            received.change(state -> {
                state.faults.add("unreadable: " + broken);
                state.ended = true;
            });
        } finally {
            closeQuietly();
        }
    }

    private boolean readFrame() throws IOException {
        int first = in.readUnsignedByte();
        int lengthCode = in.readUnsignedByte();
        long length = lengthCode < 126 ? lengthCode : lengthCode == 126 ? in.readUnsignedShort() : in.readLong();
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) throw new EOFException("the connection ended within a frame");
        switch (first) {
            case 0x81 -> text(new String(payload, StandardCharsets.UTF_8));
            case 0x88 -> {
                closed(payload);
                return false;
            }
            case 0x89 -> send(0x8A, payload);
            case 0x8A -> {}
            default ->
                received.change(state ->
                        state.faults.add("an unexpected first byte of a frame: " + Integer.toHexString(first)));
        }
        return true;
    }

    private void closed(byte[] payload) throws IOException {
        received.change(state -> {
            if (payload.length >= 2) {
                state.closeCode = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
                state.closeReason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
            } else {
                state.closeCode = 1005;
            }
            state.ended = true;
        });
        send(0x88, payload);
    }

    private void text(String raw) throws IOException {
        TestFrame frame = TestFrame.of(raw);
        Optional<String> undocumented = undocumented(frame);
        received.change(state -> {
            state.add(frame);
            undocumented.ifPresent(state.undocumented::add);
        });
        if (frame.type().equals("ping")) {
            long last = received.read(state -> state.last);
            sendText(TestJson.params("type", "pong", "ts", frame.json().get("ts"), "last", last)
                    .toString());
        }
    }

    /** Returns how an event of version 2 differs from the contract; empty when it does not. */
    private Optional<String> undocumented(TestFrame frame) {
        if (!protocol.equals(V2) || !frame.json().has("event")) return Optional.empty();
        try {
            ContractValidator.event(frame.type(), frame.event().toString());
            return Optional.empty();
        } catch (AssertionError mismatch) {
            return Optional.of(mismatch.getMessage());
        }
    }

    /** Reads nothing more from the socket until {@link #resumeReading}, except a frame that is being read. */
    public void stopReading() {
        received.change(state -> state.paused = true);
    }

    public void resumeReading() {
        received.change(state -> state.paused = false);
    }

    // ---- ReceivedFrames frames ----

    public List<TestFrame> frames() {
        return received.read(state -> List.copyOf(state.frames));
    }

    /** The logged events, in the order of arrival. */
    public List<TestFrame> events() {
        return frames().stream().filter(TestFrame::logged).toList();
    }

    /** The position up to which this client has all events, by the client's rule. */
    public long last() {
        return received.read(state -> state.last);
    }

    public TestFrame await(String what, Predicate<TestFrame> condition) {
        return awaitWithin(TIMEOUT, what, condition);
    }

    public TestFrame awaitWithin(Duration timeout, String what, Predicate<TestFrame> condition) {
        received.await(
                timeout,
                () -> what + "; frames: " + frames(),
                state -> state.ended || state.first(condition).isPresent());
        return received.read(state -> state.first(condition))
                .orElseThrow(() ->
                        new AssertionError("closed " + closeCode() + " without " + what + "; frames: " + frames()));
    }

    public TestFrame awaitType(String type) {
        return await(type, frame -> frame.type().equals(type));
    }

    /** The event at a position. All earlier events have arrived before it. */
    public TestFrame awaitSeq(long seq) {
        return await("event " + seq, frame -> frame.logged() && frame.seq() == seq);
    }

    /** Waits for the end of the socket; returns the code of the close frame, or {@link #CUT}. */
    public int closeCode() {
        return closeCodeWithin(TIMEOUT);
    }

    public int closeCodeWithin(Duration timeout) {
        received.await(timeout, () -> "the end of the socket; frames: " + frames(), state -> state.ended);
        return received.read(state -> state.closeCode);
    }

    public boolean ended() {
        return received.read(state -> state.ended);
    }

    /** Waits until there are more than this many frames, or the end. */
    public void awaitMore(int frames) {
        received.await(Duration.ofMinutes(10), () -> "a frame", state -> state.ended || state.count() > frames);
    }

    /** Whether there are more than this many frames, or the end, within the timeout. */
    public boolean getsMore(int frames, Duration timeout) {
        return received.becomes(timeout, state -> state.ended || state.count() > frames);
    }

    public List<TestFrame> framesFrom(int index) {
        return received.read(state -> state.from(index));
    }

    /** Forgets the first frames, which were handled, so that a socket of many hours needs no memory for them. */
    public void discard(int frames) {
        received.change(state -> state.discard(frames));
    }

    public List<String> faults() {
        return received.read(state -> List.copyOf(state.faults));
    }

    // ---- Writing ----

    public void sendText(String text) throws IOException {
        send(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a masked frame with this first byte. */
    public void send(int firstByte, byte[] payload) throws IOException {
        sendRaw(WireFormat.maskedFrame(firstByte, payload));
    }

    public void sendRaw(byte[] bytes) throws IOException {
        writing.lock();
        try {
            socket.getOutputStream().write(bytes);
        } finally {
            writing.unlock();
        }
    }

    // ---- Closing ----

    /** Cuts the connection without a close frame and with a TCP reset. */
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // the socket is already closed
        }
        end();
    }

    /**
     * Closes the socket, as a browser does when its tab is closed.
     *
     * @throws AssertionError when a received event was not as in the contract
     */
    @Override
    public void close() {
        try {
            send(0x88, new byte[] {0x03, (byte) 0xE8});
        } catch (IOException failed) {
            // the gateway has closed the socket already
        }
        end();
        List<String> undocumented = received.read(state -> List.copyOf(state.undocumented));
        if (!undocumented.isEmpty()) throw new AssertionError(String.join("\n", undocumented));
    }

    private void end() {
        received.change(state -> state.ended = true);
        closeQuietly();
    }

    private void closeQuietly() {
        try {
            socket.close();
        } catch (IOException failed) {
            // the test does not use the socket again
        }
    }
}
