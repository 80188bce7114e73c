package collab.e2e.harness;

import collab.testkit.ContractValidator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * One WebSocket connection as a stranger would write it from the documents: RFC 6455 on a plain socket and the client's rule of
 * {@code etc/ARCHITECTURE.md}. It records every frame, answers pings, and notes as a fault whatever breaks the rule that a
 * gateway has to keep. It can stop reading and it can vanish without a word.
 */
public final class WireClient implements AutoCloseable {
    /** No close frame came: the connection was cut. */
    static final int CUT = 1006;

    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String V2 = "collab.v2.json";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int HEAD_BYTES_MAX = 16_384;

    /** Said, so that a reader that stalls is felt soon: the kernel would let it grow to megabytes. */
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final DataInputStream in;
    private final String protocol;
    private final ReentrantLock writing = new ReentrantLock();
    private final AwaitableState<Seen> seen;

    /** What came. Guarded by the {@link AwaitableState} around it. */
    private static final class Seen {
        final List<TestFrame> frames = new ArrayList<>();
        final List<String> faults = new ArrayList<>();
        final List<String> undocumented = new ArrayList<>();
        boolean paused;
        boolean ended;
        int closeCode = CUT;
        String closeReason = "";
        long last;
        long lastSeq;
        boolean stateless;

        Optional<TestFrame> first(Predicate<TestFrame> fits) {
            return frames.stream().filter(fits).findFirst();
        }
    }

    private WireClient(Socket socket, DataInputStream in, String protocol, Optional<Position> resumeFrom) {
        this.socket = socket;
        this.in = in;
        this.protocol = protocol;
        Seen begin = new Seen();
        begin.stateless = resumeFrom.isEmpty();
        begin.last = resumeFrom.map(Position::seq).orElse(0L);
        this.seen = new AwaitableState<>(begin);
    }

    /** Where a client is complete. */
    public record Position(long seq, String epoch) {
        public static Position of(JsonNode bootstrap) {
            return new Position(
                    bootstrap.get("seq").longValue(), bootstrap.get("epoch").textValue());
        }
    }

    /** An upgrade that was not one. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String head) {
            super("the upgrade was answered " + head);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    // ---- opening ----

    /** As the caller, with their bearer token, in version 2 as JSON. */
    public static WireClient open(RpcCaller caller, Optional<Position> resumeFrom) {
        String query = resumeFrom
                .map(position -> "?resume_from=" + position.seq() + "&epoch=" + position.epoch())
                .orElse("");
        List<String> headers = List.of("Authorization: Bearer " + caller.token(), "Sec-WebSocket-Protocol: " + V2);
        return open(caller.base(), "/ws/user/" + caller.userId() + query, headers, resumeFrom);
    }

    /** @throws Refused when the answer is not 101 */
    public static WireClient open(URI base, String target, List<String> headers, Optional<Position> resumeFrom) {
        try {
            Socket socket = connect(base);
            try {
                socket.getOutputStream().write(handshake(base, target, headers).getBytes(StandardCharsets.UTF_8));
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                socket.setSoTimeout((int) PATIENCE.toMillis()); // a frozen gateway accepts and says nothing
                List<String> head = head(in);
                socket.setSoTimeout(0);
                int status = Integer.parseInt(head.getFirst().split(" ")[1]);
                if (status != 101) throw new Refused(status, String.join(" | ", head));
                WireClient client = new WireClient(socket, in, header(head, "sec-websocket-protocol"), resumeFrom);
                Thread.ofVirtual().name("wire-" + target).start(client::read);
                return client;
            } catch (IOException | RuntimeException failed) {
                socket.close();
                throw failed;
            }
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    public static Socket connect(URI base) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), (int) PATIENCE.toMillis());
        return socket;
    }

    private static String handshake(URI base, String target, List<String> headers) {
        byte[] key = new byte[16];
        RANDOM.nextBytes(key);
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + base.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(key) + "\r\n");
        headers.forEach(header -> request.append(header).append("\r\n"));
        return request.append("\r\n").toString();
    }

    /** The lines of an HTTP head. */
    static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) throw new EOFException("the connection ended within the head: " + text);
            bytes.write(next);
            if (bytes.size() > HEAD_BYTES_MAX) throw new IOException("an endless head");
            text = bytes.toString(StandardCharsets.ISO_8859_1);
        }
        return text.lines().filter(line -> !line.isEmpty()).toList();
    }

    private static String header(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** The subprotocol that the gateway chose. */
    public String protocol() {
        return protocol;
    }

    // ---- reading ----

    private void read() {
        try {
            while (true) {
                seen.await(Duration.ofHours(1), () -> "permission to read on", state -> !state.paused || state.ended);
                if (!readFrame()) return;
            }
        } catch (IOException cut) {
            seen.change(state -> state.ended = true);
        } catch (RuntimeException | AssertionError broken) {
            seen.change(state -> {
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
        if (payload.length < length) throw new EOFException("within a frame");
        switch (first) {
            case 0x81 -> text(new String(payload, StandardCharsets.UTF_8));
            case 0x88 -> {
                closed(payload);
                return false;
            }
            case 0x89 -> send(0x8A, payload);
            case 0x8A -> {}
            default -> seen.change(state -> state.faults.add("a frame that begins with " + Integer.toHexString(first)));
        }
        return true;
    }

    private void closed(byte[] payload) throws IOException {
        seen.change(state -> {
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
        seen.change(state -> {
            state.frames.add(frame);
            judge(state, frame);
            undocumented.ifPresent(state.undocumented::add);
        });
        if (frame.type().equals("ping")) {
            long last = seen.look(state -> state.last);
            sendText(TestJson.params("type", "pong", "ts", frame.json().get("ts"), "last", last)
                    .toString());
        }
    }

    /** What an event of version 2 has that the contract does not say, or the other way round. */
    private Optional<String> undocumented(TestFrame frame) {
        if (!protocol.equals(V2) || !frame.json().has("event")) return Optional.empty();
        try {
            ContractValidator.event(frame.type(), frame.event().toString());
            return Optional.empty();
        } catch (AssertionError wrong) {
            return Optional.of(wrong.getMessage());
        }
    }

    /** The client's rule, and what a gateway may never do. */
    private static void judge(Seen state, TestFrame frame) {
        JsonNode json = frame.json();
        if (frame.logged()) {
            if (frame.seq() <= state.lastSeq) state.faults.add("seq does not increase: " + frame);
            if (frame.seq() <= frame.prev()) state.faults.add("prev is not before seq: " + frame);
            if (frame.prev() > state.last) state.faults.add("a gap behind " + state.last + ": " + frame);
            state.lastSeq = frame.seq();
            state.last = Math.max(state.last, frame.seq());
            return;
        }
        switch (frame.type()) {
            case "hello" -> {
                if (state.frames.size() != 1) state.faults.add("hello is not the first frame: " + frame);
                if (state.stateless) state.last = json.get("head").longValue();
            }
            case "resumed" -> state.last = json.get("to").longValue();
            case "ping" -> {
                if (json.get("prev").longValue() > state.last) state.faults.add("a lost last event: " + frame);
                else state.last = Math.max(state.last, json.get("head").longValue());
            }
            default -> {}
        }
    }

    /** Until {@link #readOn} nothing more is taken from the socket than what is under way. */
    public void stopReading() {
        seen.change(state -> state.paused = true);
    }

    public void readOn() {
        seen.change(state -> state.paused = false);
    }

    // ---- what came ----

    public List<TestFrame> frames() {
        return seen.look(state -> List.copyOf(state.frames));
    }

    /** The events of the log, in the order they came. */
    public List<TestFrame> events() {
        return frames().stream().filter(TestFrame::logged).toList();
    }

    /** Up to where the rule says that this client is complete. */
    public long last() {
        return seen.look(state -> state.last);
    }

    public TestFrame await(String what, Predicate<TestFrame> fits) {
        return awaitWithin(PATIENCE, what, fits);
    }

    public TestFrame awaitWithin(Duration patience, String what, Predicate<TestFrame> fits) {
        seen.await(
                patience,
                () -> what + "; frames: " + frames(),
                state -> state.ended || state.first(fits).isPresent());
        return seen.look(state -> state.first(fits))
                .orElseThrow(() ->
                        new AssertionError("closed " + closeCode() + " without " + what + "; frames: " + frames()));
    }

    public TestFrame awaitType(String type) {
        return await(type, frame -> frame.type().equals(type));
    }

    /** The event at that position: whatever was to come before has come. */
    public TestFrame awaitSeq(long seq) {
        return await("event " + seq, frame -> frame.logged() && frame.seq() == seq);
    }

    /** Waits for the end; the code of the close frame, or {@link #CUT}. */
    public int closeCode() {
        return closeCodeWithin(PATIENCE);
    }

    public int closeCodeWithin(Duration patience) {
        seen.await(patience, () -> "the end of the socket; frames: " + frames(), state -> state.ended);
        return seen.look(state -> state.closeCode);
    }

    public boolean ended() {
        return seen.look(state -> state.ended);
    }

    /** Waits until there are more than that many frames, or the end. */
    public void awaitMore(int frames) {
        seen.await(Duration.ofMinutes(10), () -> "a frame", state -> state.ended || state.frames.size() > frames);
    }

    /** Whether within that time there are more than that many frames, or the end. */
    public boolean getsMore(int frames, Duration patience) {
        return seen.becomes(patience, state -> state.ended || state.frames.size() > frames);
    }

    public List<TestFrame> framesFrom(int index) {
        return seen.look(state -> List.copyOf(state.frames.subList(index, state.frames.size())));
    }

    public List<String> faults() {
        return seen.look(state -> List.copyOf(state.faults));
    }

    // ---- writing ----

    public void sendText(String text) throws IOException {
        send(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A masked frame with that first byte. */
    public void send(int firstByte, byte[] payload) throws IOException {
        sendRaw(masked(firstByte, payload));
    }

    public void sendRaw(byte[] bytes) throws IOException {
        writing.lock();
        try {
            socket.getOutputStream().write(bytes);
        } finally {
            writing.unlock();
        }
    }

    static byte[] masked(int firstByte, byte[] payload) {
        byte[] mask = new byte[4];
        RANDOM.nextBytes(mask);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(firstByte);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            out.writeBytes(new byte[] {(byte) (0x80 | 126), (byte) (payload.length >> 8), (byte) payload.length});
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) out.write((int) ((long) payload.length >> shift));
        }
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) out.write(payload[i] ^ mask[i % 4]);
        return out.toByteArray();
    }

    // ---- ending ----

    /** The cable is pulled: no close frame, no orderly end. */
    public void vanish() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyGone) {
            // then there is nothing left to end
        }
        end();
    }

    /** As a browser tab that is closed. @throws AssertionError when it was told what is not in the contract */
    @Override
    public void close() {
        try {
            send(0x88, new byte[] {0x03, (byte) 0xE8});
        } catch (IOException gone) {
            // the other side was quicker
        }
        end();
        List<String> undocumented = seen.look(state -> List.copyOf(state.undocumented));
        if (!undocumented.isEmpty()) throw new AssertionError(String.join("\n", undocumented));
    }

    private void end() {
        seen.change(state -> state.ended = true);
        closeQuietly();
    }

    private void closeQuietly() {
        try {
            socket.close();
        } catch (IOException gone) {
            // nothing depends on it
        }
    }
}
