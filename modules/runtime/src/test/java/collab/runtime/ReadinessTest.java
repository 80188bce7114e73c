package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    @Test
    void isReadyWhenEveryConditionHolds() {
        Readiness readiness = new Readiness();
        boolean[] draining = {false};
        readiness.require("database", Optional::empty);
        readiness.require("drain", () -> draining[0] ? Optional.of("draining") : Optional.empty());
        assertEquals(Map.of(), readiness.problems());
        draining[0] = true;
        assertEquals(Map.of("drain", "draining"), readiness.problems());
        assertEquals("database: ok\ndrain: draining\n", readiness.page());
    }
}
