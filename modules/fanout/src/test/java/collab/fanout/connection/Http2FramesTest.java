package collab.fanout.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Http2FramesTest {
    @Test
    void framesAreCutFromPiecesOfAnySize() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(new byte[24]);
        List<byte[]> sent = List.of(
                Http2Frames.frame(Http2Frames.RST_STREAM, 7, 8),
                Http2Frames.goaway(9, 0xb, "too_many_pings"),
                new byte[] {0, 0, 0, 4, 1, 0, 0, 0, 0});
        sent.forEach(stream::writeBytes);
        byte[] bytes = stream.toByteArray();
        for (int size = 1; size <= bytes.length; size++) {
            Http2Frames frames = new Http2Frames();
            List<Http2Frames.Frame> received = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += size) {
                frames.add(Arrays.copyOfRange(bytes, at, Math.min(at + size, bytes.length)));
                for (Optional<Http2Frames.Frame> next = frames.poll(); next.isPresent(); next = frames.poll()) {
                    received.add(next.get());
                }
            }
            assertEquals(4, received.size());
            for (int i = 0; i < sent.size(); i++)
                assertArrayEquals(sent.get(i), received.get(i + 1).bytes());
            assertEquals(7, received.get(1).stream());
            assertEquals(22, received.get(2).payloadBytes());
        }
    }

    @Test
    void tooLargeFrameIsRefusedByItsHead() {
        Http2Frames frames = new Http2Frames();
        frames.add(new byte[24]);
        assertEquals(24, frames.poll().orElseThrow().bytes().length);
        frames.add(new byte[] {0, 0x40, 1, 0, 0, 0, 0, 0, 1});
        assertThrows(Http2Frames.OversizeException.class, frames::poll);
    }
}
