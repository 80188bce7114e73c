package collab.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The format that {@code hero-collab export} writes: JSON lines, the first of which names the format and its version.
 */
public final class CollabArchive implements Archive {
    private final JsonLines lines;
    private final long total;

    private CollabArchive(Path file) throws IOException {
        this.lines = new JsonLines(file);
        this.total = lines.total();
    }

    public static CollabArchive open(Path file) throws IOException {
        return new CollabArchive(file);
    }

    @Override
    public void read(Consumer<ArchiveEntry> sink) throws IOException {
        boolean[] begun = {false};
        lines.read(
                (json, where) -> {
                    if (begun[0]) {
                        sink.accept(ArchiveEntryJson.read(json, where));
                        return;
                    }
                    requireHeader(json);
                    begun[0] = true;
                },
                sink);
    }

    private static void requireHeader(JsonNode json) {
        if (!json.path("type")
                .asText()
                .equals(ArchiveEntryJson.HEADER.path("type").asText())) {
            throw new IllegalArgumentException(
                    "not an archive of hero-collab: the first line must be " + ArchiveEntryJson.HEADER);
        }
        if (json.path("version").asInt()
                != ArchiveEntryJson.HEADER.path("version").asInt()) {
            throw new IllegalArgumentException(
                    "the archive has version " + json.path("version").asText() + ", this program reads version "
                            + ArchiveEntryJson.HEADER.path("version").asText());
        }
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long done() {
        return lines.done();
    }
}
