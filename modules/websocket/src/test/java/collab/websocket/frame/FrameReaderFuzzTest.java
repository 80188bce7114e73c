package collab.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ClientFrames;
import collab.websocket.FakeConnection;
import io.helidon.common.buffers.DataReader;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** For any input in any fragmentation the reader yields frames, a violation with an allowed close code, or the end of the stream. */
@Tag("security")
class FrameReaderFuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 5_000);
    private static final int MESSAGE_BYTES_MAX = 4096;
    private static final int[] OPCODES = {0, 1, 2, 8, 9, 10};

    @Test
    void randomInputYieldsFramesViolationsOrEndOfStream() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            int violations = 0;
            int ends = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Random random = new Random(seed + round);
                if (readAll(random, seed + round)) violations++;
                else ends++;
            }
            assertTrue(
                    violations > ROUNDS / 10 && ends > ROUNDS / 100,
                    () -> "seed " + seed + " yields no violation or only violations");
        });
    }

    /** Whether the input ended with a violation. */
    private static boolean readAll(Random random, long seed) {
        byte[] stream = conversation(random);
        for (int i = random.nextInt(3); i > 0 && stream.length > 0; i--) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
        }
        FrameReader reader = new FrameReader(inPieces(stream, random), MESSAGE_BYTES_MAX);
        long payload = 0;
        try {
            while (true) {
                payload += size(reader.next());
                if (payload > stream.length)
                    throw new AssertionError("seed " + seed + ": the payload is longer than the input");
            }
        } catch (ProtocolViolation e) {
            if (!Rfc6455.mayBeSent(e.code())) throw new AssertionError("seed " + seed, e);
            return true;
        } catch (DataReader.InsufficientDataAvailableException e) {
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static int size(InboundFrame frame) {
        return switch (frame) {
            case InboundFrame.Partial _ -> 0;
            case InboundFrame.Text text -> text.utf8().length;
            case InboundFrame.Binary binary -> binary.bytes().length;
            case InboundFrame.Ping ping -> ping.payload().length;
            case InboundFrame.Pong pong -> pong.payload().length;
            case InboundFrame.Close close -> close.reason().length();
        };
    }

    private static byte[] conversation(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int opcode = OPCODES[random.nextInt(OPCODES.length)];
            int first = (random.nextInt(4) == 0 ? 0 : ClientFrames.FINAL) | opcode;
            byte[] payload = new byte[random.nextInt(8) == 0 ? random.nextInt(5_000) : random.nextInt(130)];
            for (int at = 0; at < payload.length; at++) payload[at] = (byte) random.nextInt(32, 127);
            if (opcode == Rfc6455.CLOSE && payload.length > 1) {
                payload[0] = 3;
                payload[1] = (byte) random.nextInt(0xE8, 0xF8);
            }
            out.writeBytes(ClientFrames.frame(first, payload));
        }
        return out.toByteArray();
    }

    private static DataReader inPieces(byte[] stream, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 2_000));
            pieces.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        FakeConnection connection = new FakeConnection();
        pieces.forEach(connection::receive);
        connection.receiveEnd();
        return connection.reader();
    }
}
