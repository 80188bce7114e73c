package collab.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.protocol.SharedEvent;
import collab.wire.EventShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReplayRingTest {
    private static SharedEvent event(long seq) {
        return new SharedEvent(seq, EventShapes.ALL.shape(2), Events.deleted(seq));
    }

    private static List<Long> positions(List<SharedEvent> events) {
        return events.stream().map(SharedEvent::seq).toList();
    }

    @Test
    void emptyRingServesItsFirstPosition() {
        ReplayRing ring = new ReplayRing(100, 3);

        assertTrue(ring.serves(100));
        assertFalse(ring.serves(99));
        assertEquals(100, ring.last());
        assertEquals(List.of(), ring.after(100, 10));
    }

    @Test
    void floorIsThePositionOfTheLastEvictedEvent() {
        ReplayRing ring = new ReplayRing(100, 3);
        for (long seq : new long[] {103, 107, 109}) ring.add(event(seq));
        assertEquals(100, ring.floor());
        ring.add(event(120));

        assertEquals(103, ring.floor());
        assertTrue(ring.serves(103));
        assertFalse(ring.serves(102));
        assertEquals(List.of(107L, 109L, 120L), positions(ring.after(103, 10)));
    }

    @Test
    void addRejectsPositionsThatDoNotIncrease() {
        ReplayRing ring = new ReplayRing(100, 3);
        ring.add(event(101));

        assertThrows(IllegalStateException.class, () -> ring.add(event(101)));
    }

    @Test
    void ringAgreesWithList() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int limit = 1 + random.nextInt(40);
            ReplayRing ring = new ReplayRing(10, limit);
            List<Long> all = new ArrayList<>();
            long seq = 10;
            for (int i = 0; i < 120; i++) {
                seq += 1 + random.nextInt(3);
                all.add(seq);
                ring.add(event(seq));
                List<Long> kept = all.subList(Math.max(0, all.size() - limit), all.size());
                long floor = kept.size() == all.size() ? 10 : all.get(all.size() - limit - 1);
                assertEquals(floor, ring.floor(), "seed " + seed);
                long from = floor + random.nextLong(seq - floor + 1);
                int count = 1 + random.nextInt(10);
                assertEquals(
                        kept.stream()
                                .filter(position -> position > from)
                                .limit(count)
                                .toList(),
                        positions(ring.after(from, count)),
                        "seed " + seed);
            }
        }
    }
}
