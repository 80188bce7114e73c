package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/**
 * An interval in which a gateway wanted a user. The gateway must receive every event after {@code from} up to
 * {@code certain}, and no event after {@code to}. A drop takes effect at an unknown position between {@code certain} and
 * {@code to}; the gateway must receive every event up to that position.
 */
record WantedInterval(long from, long certain, long to) {
    static WantedInterval since(long from) {
        return new WantedInterval(from, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    boolean isOpen() {
        return to == Long.MAX_VALUE;
    }

    void check(List<Long> events, List<Long> received, String context) {
        List<Long> expected = of(events);
        List<Long> actual = of(received);
        int certainCount = new WantedInterval(from, certain, certain).of(events).size();
        assertTrue(actual.size() >= certainCount, () -> context + ", " + this + ": " + actual + " of " + expected);
        assertEquals(expected.stream().limit(actual.size()).toList(), actual, () -> context + ", " + this);
    }

    List<Long> of(List<Long> positions) {
        return positions.stream().filter(seq -> seq > from && seq <= to).toList();
    }
}
