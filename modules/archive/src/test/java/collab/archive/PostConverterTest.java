package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.api.ImportedMessageView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Posts with times of the future were rejected and dropped, first without their reactions. */
class PostConverterTest {
    private static final Instant NOW = Instant.parse("2024-03-01T12:00:00Z");

    private final List<String> skipped = new ArrayList<>();
    private final PostConverter converter = new PostConverter(
            Map.of("U1", 1L),
            UnaryOperator.identity(),
            (what, why) -> skipped.add(what + ": " + why),
            InstantSource.fixed(NOW));

    private ImportedMessageView message(Instant created, Instant edited) {
        ArchiveEntry.Post post = new ArchiveEntry.Post(
                new ArchiveEntry.PostKey("C1", "1", Optional.empty()),
                "U1",
                new ArchiveEntry.PostText("x", created, Optional.of(edited)),
                false,
                List.of());
        return converter.messages(post, 1, "C1 1").getFirst();
    }

    @Test
    void timesOfTheFutureAreNotImported() {
        ImportedMessageView future = message(NOW.plusSeconds(9), NOW.plusSeconds(10));
        assertEquals(NOW, future.createdAt());
        assertEquals(Optional.empty(), future.editedAt());
        assertEquals(
                List.of(
                        "C1 1: a time in the future; the message has the time of the import",
                        "C1 1: a time of editing in the future"),
                skipped);
    }

    @Test
    void timesOfThePastAreKept() {
        ImportedMessageView past = message(NOW.minusSeconds(9), NOW);
        assertEquals(NOW.minusSeconds(9), past.createdAt());
        assertEquals(Optional.of(NOW), past.editedAt());
        assertEquals(List.of(), skipped);
    }
}
