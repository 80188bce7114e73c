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
 * The progress of an import: the archive's first N posts are done. It is one small file that is replaced atomically.
 * Another server, another epoch of its log or another archive starts from the beginning.
 */
final class ImportCheckpoint {
    private final Path file;
    private final String of;

    /** @param of identifies the archive, the server and the epoch of its log */
    ImportCheckpoint(Path file, String of) {
        this.file = file;
        this.of = of;
    }

    /** The checkpoint of the same import; empty when there is none. */
    Optional<ObjectNode> load() {
        if (!Files.isReadable(file)) return Optional.empty();
        try {
            if (Json.parse(Files.readAllBytes(file)) instanceof ObjectNode saved
                    && saved.path("of").asText().equals(of)) {
                return Optional.of(saved);
            }
            return Optional.empty();
        } catch (IOException | MalformedJson unreadable) {
            return Optional.empty(); // then everything is sent again, and the server recognises it
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
            throw new UncheckedIOException("cannot write the checkpoint of the import to " + file, full);
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
