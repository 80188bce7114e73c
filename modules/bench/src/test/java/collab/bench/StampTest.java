package collab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StampTest {
    private static long find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Stamp.find(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    @Test
    void isFoundInTheTextOfAFrame() {
        assertEquals(123_456_789L, find("{\"prev\":1,\"text\":\"" + Stamp.text(123_456_789L) + "\"}"));
    }

    @Test
    void anotherAtSignIsNone() {
        assertEquals(Stamp.NONE, find("{\"text\":\"somebody@bench.example and more than nineteen\"}"));
    }

    @Test
    void isNotReadBeyondTheFrame() {
        String text = Stamp.text(1);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(Stamp.NONE, Stamp.find(ByteBuffer.wrap(bytes), 0, 20));
    }
}
