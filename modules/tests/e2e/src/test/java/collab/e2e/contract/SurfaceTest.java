package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SurfaceTest {
    @Test
    void writtenTextIsReadBack() {
        Surface surface = new Surface()
                .add("tables", List.of("user.id INTEGER", "user.name TEXT"))
                .add("events", List.of("a"));
        assertEquals(surface.text(), Surface.parse(surface.text()).text());
        assertEquals(List.of(), surface.differences(Surface.parse(surface.text())));
    }

    @Test
    void differencesNameEachChangedLineOnce() {
        Surface before = new Surface().add("events", List.of("kept", "old")).add("left", List.of("x"));
        Surface after = new Surface().add("events", List.of("kept", "new")).add("tables", List.of("y"));
        assertEquals(
                List.of("## events", "+ new", "- old", "## left", "- x", "## tables", "+ y"),
                before.differences(after));
    }

    @Test
    void lineBreaksAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> new Surface().add("events", List.of("one\ntwo")));
    }
}
