package collab.persistence.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.persistence.LoggedEvent;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogTailTest {
    private final LogTail tail = new LogTail(new LogPosition(10), 5, 1_000);

    @Test
    void emptyTailKnowsOnlyTheHead() {
        assertEquals(new LogPosition(10), tail.head());
        assertEquals(Optional.of(List.of()), read(10, 9));
        assertEquals(Optional.of(List.of()), read(11, 9), "a reader beyond the head gets no events");
        assertEquals(Optional.empty(), read(9, 9));
    }

    @Test
    void tailReturnsEventsAfterAPositionItCovers() {
        tail.append(events(11, 14, 10));
        assertEquals(Optional.of(List.of(11L, 12L, 13L, 14L)), read(10, 9));
        assertEquals(Optional.of(List.of(13L, 14L)), read(12, 9));
        assertEquals(Optional.of(List.of(11L, 12L)), read(10, 2), "the oldest first when max is smaller");
        assertEquals(Optional.empty(), read(9, 9));
    }

    @Test
    void tailRemovesOldestEventsAboveTheEventBound() {
        tail.append(events(11, 14, 10));
        tail.append(events(15, 17, 10));
        assertEquals(Optional.empty(), read(11, 9));
        assertEquals(Optional.of(List.of(13L, 14L, 15L, 16L, 17L)), read(12, 9));
    }

    @Test
    void tailRemovesOldestEventsAboveTheByteBound() {
        tail.append(events(11, 13, 400));
        assertEquals(Optional.empty(), read(10, 9));
        assertEquals(Optional.of(List.of(12L, 13L)), read(11, 9));
        tail.append(events(14, 14, 1_001));
        assertEquals(Optional.empty(), read(13, 9));
        assertEquals(new LogPosition(14), tail.head());
        tail.append(events(15, 15, 10));
        assertEquals(Optional.of(List.of(15L)), read(14, 9));
    }

    private Optional<List<Long>> read(long after, int max) {
        return tail.read(new LogPosition(after), max)
                .map(events -> events.stream().map(event -> event.seq().value()).toList());
    }

    private static List<LoggedEvent> events(long first, long last, int bytes) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(seq -> new LoggedEvent(
                        new LogPosition(seq),
                        "message.created",
                        new Audience.Listed(List.of()),
                        ByteString.copyFrom(new byte[bytes])))
                .toList();
    }
}
