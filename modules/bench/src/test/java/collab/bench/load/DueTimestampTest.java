package collab.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DueTimestampTest {
    private static long find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return DueTimestamp.find(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    @Test
    void timestampIsFoundInTheTextOfAFrame() {
        assertEquals(123_456_789L, find("{\"prev\":1,\"text\":\"" + DueTimestamp.text(123_456_789L) + "\"}"));
    }

    @Test
    void atSignWithoutDigitsIsNoTimestamp() {
        assertEquals(DueTimestamp.NONE, find("{\"text\":\"user@bench.example and more than nineteen\"}"));
    }

    @Test
    void searchStopsAtTheEndOfTheFrame() {
        String text = DueTimestamp.text(1);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(DueTimestamp.NONE, DueTimestamp.find(ByteBuffer.wrap(bytes), 0, 20));
    }
}
