package collab.archive;

import collab.api.Json;
import collab.api.MalformedJson;
import collab.archive.text.JsonLines;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The format that {@code hero-collab export} writes: JSON lines, the first of which names the format and its version.
 */
public final class CollabArchive implements Archive {
    private static final int HEADER_MAX = 4_096;

    private final JsonLines lines;
    private final long total;
    private final String source;

    private CollabArchive(Path file) throws IOException {
        this.lines = JsonLines.of(file);
        this.total = lines.total();
        this.source = source(file);
    }

    /** Archives of the first version name no source; then the file is the source. */
    private static String source(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String line = new String(in.readNBytes(HEADER_MAX), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            JsonNode source = Json.parse(line.getBytes(StandardCharsets.UTF_8)).path("source");
            if (source.isTextual() && !source.textValue().isEmpty()) return source.textValue();
        } catch (MalformedJson _) {
            // the reading reports it
        }
        return "collab:" + file.toRealPath();
    }

    @Override
    public String source() {
        return source;
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
                (what, why) -> sink.accept(new ArchiveEntry.Skipped(what, why)));
    }

    private static void requireHeader(JsonNode json) {
        if (!json.path("type")
                .asText()
                .equals(ArchiveEntryJson.HEADER.path("type").asText())) {
            throw new IllegalArgumentException(
                    "not an archive of hero-collab: the first line must begin as " + ArchiveEntryJson.HEADER);
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
