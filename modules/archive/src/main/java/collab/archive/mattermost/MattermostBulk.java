package collab.archive.mattermost;

import collab.archive.Archive;
import collab.archive.ArchiveEntry;
import collab.archive.text.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Mattermost's bulk format: JSON lines that begin with a version, then teams, channels, people, posts with their
 * replies and reactions, direct channels and direct posts. Teams become workspaces.
 *
 * <p>A post has no identifier in this format, so its key is a hash of its channel, author, time and text, and of a
 * number where several posts are equal in all of them.
 */
public final class MattermostBulk implements Archive {
    private static final String ZIP = "PK";

    private final Path file;
    private final JsonLines lines;
    private final long total;

    private MattermostBulk(Path file) throws IOException {
        this.file = file;
        this.lines = new JsonLines(file);
        this.total = lines.total();
    }

    public static MattermostBulk open(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (new String(in.readNBytes(ZIP.length()), StandardCharsets.ISO_8859_1).equals(ZIP)) {
                throw new IllegalArgumentException(
                        file + " is a zip file: unpack it and import the .jsonl file that it contains");
            }
        }
        return new MattermostBulk(file);
    }

    /** A bulk file does not name its server. Another name can be given for the files of a second server. */
    @Override
    public String source() {
        return "mattermost";
    }

    @Override
    public boolean statesSource() {
        return false;
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long done() {
        return lines.done();
    }

    @Override
    public void read(Consumer<ArchiveEntry> sink) throws IOException {
        MattermostReading reading = new MattermostReading(file, sink);
        lines.read(reading::line, (what, why) -> sink.accept(new ArchiveEntry.Skipped(what, why)));
        reading.end();
    }
}
