package collab.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What {@code hero-collab export} writes: JSON lines, the first of which says so. */
public final class OwnArchive implements Archive {
    private final Lines lines;
    private final long total;

    private OwnArchive(Path file) throws IOException {
        this.lines = new Lines(file);
        this.total = lines.total();
    }

    public static OwnArchive open(Path file) throws IOException {
        return new OwnArchive(file);
    }

    @Override
    public void read(Consumer<Entry> sink) throws IOException {
        boolean[] begun = {false};
        lines.read(
                (json, where) -> {
                    if (begun[0]) {
                        sink.accept(EntryJson.read(json, where));
                        return;
                    }
                    requireHeader(json);
                    begun[0] = true;
                },
                sink);
    }

    private static void requireHeader(JsonNode json) {
        if (!json.path("type").asText().equals(EntryJson.HEADER.path("type").asText())) {
            throw new IllegalArgumentException(
                    "this is no archive of hero-collab: its first line must be " + EntryJson.HEADER);
        }
        if (json.path("version").asInt() != EntryJson.HEADER.path("version").asInt()) {
            throw new IllegalArgumentException(
                    "this archive has version " + json.path("version").asText() + ", this program reads version "
                            + EntryJson.HEADER.path("version").asText());
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
