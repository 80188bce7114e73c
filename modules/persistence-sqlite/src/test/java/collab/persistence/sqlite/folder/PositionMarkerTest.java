package collab.persistence.sqlite.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import collab.domain.id.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionMarkerTest {
    private static final Instant TIME = Instant.parse("2026-11-23T09:00:00Z");
    private static final PositionMark FIRST = new PositionMark("k3-_abcdEFGH", new LogPosition(7), 42, TIME);

    @TempDir
    private Path folder;

    @Test
    void eachCommitIsInTheFileWhenAdvanceReturns() {
        Path file = folder.resolve("collab.position");
        try (PositionMarker marker = PositionMarker.open(file, FIRST)) {
            assertEquals(Optional.of(FIRST), PositionMarker.read(file));
            marker.advance(new LogPosition(1_000_000));
            assertEquals(
                    Optional.of(new PositionMark(FIRST.epoch(), new LogPosition(1_000_000), 42, TIME)),
                    PositionMarker.read(file));
            marker.renewEpoch("another-one_");
            marker.retention(TIME.plusSeconds(30));
            marker.advance(new LogPosition(8));
            assertEquals(
                    Optional.of(new PositionMark("another-one_", new LogPosition(8), 42, TIME.plusSeconds(30))),
                    PositionMarker.read(file));
        }
    }

    /** Needs the right to mount a small file system; skipped without it. */
    @Test
    void markIsOverwrittenWhenTheDiskIsFull() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString()), "no right to mount");
        try {
            Path file = folder.resolve("collab.position");
            PositionMarker.open(file, FIRST).close();
            assertThrows(IOException.class, () -> fill(folder.resolve("filler")));
            PositionMark second = new PositionMark("another-one_", new LogPosition(9), 43, TIME);
            PositionMarker.open(file, second).close();
            assertEquals(Optional.of(second), PositionMarker.read(file));
        } finally {
            run("umount", "-l", folder.toString());
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) out.write(new byte[4_096]);
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }
}
