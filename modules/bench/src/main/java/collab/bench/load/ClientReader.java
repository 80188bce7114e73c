package collab.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import collab.api.Json;
import collab.bench.load.LoadClients.Detail;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * Reads the sockets of a {@link ClientLoop}: the response to the upgrade, events and control frames. Used only by the
 * loop's thread.
 *
 * <p>Frames are scanned in the buffer into which they were read, which all sockets of the thread share. The part of an
 * incomplete frame is copied to its client.
 */
final class ClientReader {
    private static final int BUFFER_BYTES = 1 << 21;
    private static final int CONTROL_BYTES_MAX = 4096;
    private static final int OPCODE_TEXT = 1;
    private static final int OPCODE_CLOSE = 8;

    /** At full load the timestamp of one in this many frames is read. */
    private static final int SAMPLE_EVERY = 61;

    private final Detail detail;
    private final LoopCounters counters;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long resumingSince;
    private int sinceSample;

    /** Why a connection is over. */
    sealed interface End {
        String why();

        /** The gateway rejected the upgrade. */
        record Rejected(String why) implements End {}

        /** The gateway closed the connection. */
        record Closed(String why) implements End {}
    }

    ClientReader(Detail detail, LoopCounters counters) {
        this.detail = detail;
        this.counters = counters;
    }

    /** The clients resume; their catch-up is measured from this time. */
    void resumingSince(long nanos) {
        resumingSince = nanos;
    }

    /** Reads what the socket has received. Returns why the connection is over, or empty while it is not. */
    Optional<End> read(LoadClient client, SocketChannel channel) throws IOException {
        if (client.stalled) return Optional.empty();
        buffer.clear().put(client.partialFrame);
        int count = channel.read(buffer);
        if (count < 0) return Optional.of(new End.Closed("the gateway closed the connection"));
        counters.read(count);
        int end = buffer.position();
        int at = 0;
        if (client.state == LoadClient.State.UPGRADING) {
            at = upgradeResponseEnd(end);
            if (at > 0) {
                String status = text(0, Math.min(end, 12));
                if (!status.endsWith(" 101")) return Optional.of(new End.Rejected("upgrade rejected: " + status));
                client.state = LoadClient.State.OPEN;
            }
        }
        if (client.state != LoadClient.State.OPEN) {
            keepPartialFrame(client, at, end);
            return Optional.empty();
        }
        return frames(client, at, end);
    }

    private void keepPartialFrame(LoadClient client, int from, int end) {
        if (end == from && client.partialFrame.length == 0) return;
        client.partialFrame = new byte[end - from];
        buffer.get(from, client.partialFrame);
    }

    /** Returns the index at which the frames begin, or 0 while the response head is incomplete. */
    private int upgradeResponseEnd(int end) {
        for (int at = 3; at < end; at++) {
            if (buffer.get(at) == '\n' && buffer.get(at - 2) == '\n') return at + 1;
        }
        return 0;
    }

    // ---- Frames ----

    private Optional<End> frames(LoadClient client, int start, int end) throws IOException {
        long now = System.nanoTime();
        int before = client.events;
        Optional<End> closed = Optional.empty();
        int at = start;
        while (end - at >= 2 && closed.isEmpty()) {
            int length = buffer.get(at + 1) & 0x7F;
            int head = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (end - at < head) break;
            if (length == 126) length = buffer.getShort(at + 2) & 0xFFFF;
            else if (length == 127) length = Math.toIntExact(buffer.getLong(at + 2));
            if (head + length > BUFFER_BYTES) throw new IOException("frame too large: " + length + " bytes");
            if (end - at - head < length) break;
            closed = frame(client, buffer.get(at) & 0x0F, at + head, at + head + length, now);
            at += head + length;
        }
        counters.eventsReceived(client.events - before);
        keepPartialFrame(client, at, end);
        return closed;
    }

    private Optional<End> frame(LoadClient client, int opcode, int from, int end, long now) throws IOException {
        if (opcode == OPCODE_CLOSE) {
            int code = end - from < 2 ? 0 : buffer.getShort(from) & 0xFFFF;
            String reason = end - from > 2 ? text(from + 2, end) : "";
            return Optional.of(new End.Closed("the gateway closed the socket with " + code + " " + reason));
        }
        if (opcode == OPCODE_TEXT && end - from > 2) {
            switch (buffer.get(from + 2)) {
                case 'p' -> event(client, from, end, now); // {"prev":
                case 't' -> {
                    String text = text(from, Math.min(end, from + CONTROL_BYTES_MAX));
                    control(client, Json.parse(text.getBytes(UTF_8)));
                }
                default -> {} // {"v": a signal
            }
        }
        return Optional.empty();
    }

    private void event(LoadClient client, int from, int end, long now) {
        client.events++;
        if (detail == Detail.EVERYTHING) {
            checkPosition(client, from);
        } else if (++sinceSample < SAMPLE_EVERY) {
            return;
        }
        sinceSample = 0;
        long due = DueTimestamp.find(buffer, from, end);
        if (due != DueTimestamp.NONE) counters.latency(now - due);
    }

    /** Checks the resume rule on the first members of a frame, {@code prev} and {@code seq}. */
    private void checkPosition(LoadClient client, int from) {
        int at = from + "{\"prev\":".length();
        long previous = 0;
        for (; buffer.get(at) != ','; at++) previous = previous * 10 + (buffer.get(at) - '0');
        at += ",\"seq\":".length();
        long seq = 0;
        for (; buffer.get(at) != ','; at++) seq = seq * 10 + (buffer.get(at) - '0');
        if (previous > client.last || seq <= client.last) {
            counters.fault(
                    "event " + seq + " with prev " + previous + " was received by a client at position " + client.last);
        }
        client.last = Math.max(client.last, seq);
    }

    private void control(LoadClient client, JsonNode message) throws IOException {
        switch (message.path("type").asText()) {
            case "hello" -> {
                client.epoch = message.path("epoch").asText();
                if (!client.resuming) client.last = message.path("head").asLong();
                client.helloReceived = true;
                counters.socketOpened();
            }
            case "resumed" -> {
                client.last = Math.max(client.last, message.path("to").asLong());
                client.resuming = false;
                counters.caughtUp(System.nanoTime() - resumingSince);
            }
            case "resume.failed" -> counters.error("the gateway rejected a resume: " + message);
            case "ping" -> {
                if (!client.resuming)
                    client.last = Math.max(client.last, message.path("head").asLong());
                String pong = "{\"type\":\"pong\",\"ts\":" + message.path("ts") + ",\"last\":" + client.last + "}";
                client.write(masked(pong.getBytes(UTF_8)));
            }
            default -> {}
        }
    }

    /** A text frame with a mask of zeros, which leaves the payload unchanged. */
    private static byte[] masked(byte[] text) {
        if (text.length >= 126)
            throw new IllegalArgumentException("a short frame has at most 125 bytes, got " + text.length);
        byte[] frame = new byte[6 + text.length];
        frame[0] = (byte) (0x80 | OPCODE_TEXT);
        frame[1] = (byte) (0x80 | text.length);
        System.arraycopy(text, 0, frame, 6, text.length);
        return frame;
    }

    private String text(int from, int end) {
        byte[] copy = new byte[end - from];
        buffer.get(from, copy);
        return new String(copy, UTF_8);
    }
}
