package collab.archive;

import collab.api.Json;
import collab.api.MalformedJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How far an import came: all of the archive's first N posts are dealt with. Kept beside nothing else in one small file, written
 * whole and put in place at once; another server, another life of its log or another archive is another beginning.
 */
final class ImportCheckpoint {
    private final Path file;
    private final String of;

    /** @param of names the archive, the server and the epoch of its log */
    ImportCheckpoint(Path file, String of) {
        this.file = file;
        this.of = of;
    }

    /** What was saved for the same import; empty when nothing was. */
    Optional<ObjectNode> load() {
        if (!Files.isReadable(file)) return Optional.empty();
        try {
            if (Json.parse(Files.readAllBytes(file)) instanceof ObjectNode saved
                    && saved.path("of").asText().equals(of)) {
                return Optional.of(saved);
            }
            return Optional.empty();
        } catch (IOException | MalformedJson unreadable) {
            return Optional.empty(); // everything is then sent again, and found to be there
        }
    }

    void save(long posts, ImportReport report) {
        ObjectNode state = Json.object().put("of", of).put("posts", posts);
        state.setAll(report.toJson());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.write(next, Json.bytes(state));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException full) {
            throw new UncheckedIOException("the state of the import can not be kept in " + file, full);
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
