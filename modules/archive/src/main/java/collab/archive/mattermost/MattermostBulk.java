package collab.archive.mattermost;

import collab.archive.Archive;
import collab.archive.ArchiveEntry;
import collab.archive.text.JsonLines;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Mattermost's bulk format: JSON lines that begin with a version, then teams, channels, people, posts with their
 * replies and reactions, direct channels and direct posts. Teams become workspaces.
 *
 * <p>A post has no identifier in this format, so its key is a hash of its channel, author, time and text, and of a
 * number where several posts are equal in all of them.
 */
public final class MattermostBulk implements Archive {
    private static final String ZIP = "PK";

    /** The folder of the attachments in a zip file. */
    private static final String ATTACHMENTS = "data/";

    private final Path file;
    private final JsonLines lines;

    private MattermostBulk(Path file, JsonLines lines) {
        this.file = file;
        this.lines = lines;
    }

    /** @param file the JSON lines, or a zip file that contains them, as Mattermost's export writes it */
    public static MattermostBulk open(Path file) throws IOException {
        return new MattermostBulk(file, isZip(file) ? linesOfZip(file) : JsonLines.of(file));
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(ZIP.length()), StandardCharsets.ISO_8859_1).equals(ZIP);
        }
    }

    private static JsonLines linesOfZip(Path file) throws IOException {
        List<String> names;
        long total = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            names = zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".jsonl") && !name.startsWith(ATTACHMENTS))
                    .toList();
            if (names.size() == 1)
                total = Math.max(0, zip.getEntry(names.getFirst()).getSize());
        } catch (ZipException damaged) {
            throw new IllegalArgumentException(
                    file + " is not a Mattermost export: it is not a complete zip file (" + damaged.getMessage() + ")",
                    damaged);
        }
        if (names.size() != 1) {
            throw new IllegalArgumentException(file
                    + " is not a Mattermost export: it must contain one .jsonl file, but contains "
                    + (names.isEmpty() ? "none" : names.stream().limit(5).toList()));
        }
        return new JsonLines(() -> entry(file, names.getFirst()), total);
    }

    /** The content of an entry; closing it closes the zip file. */
    private static InputStream entry(Path file, String name) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        return new FilterInputStream(zip.getInputStream(zip.getEntry(name))) {
            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
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
        return lines.total();
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
