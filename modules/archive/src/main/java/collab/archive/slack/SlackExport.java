package collab.archive.slack;

import collab.archive.Archive;
import collab.archive.ArchiveEntry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Slack's export: {@code users.json}, {@code channels.json} (and {@code groups}, {@code dms}, {@code mpims} when
 * present), and a folder per channel with one file per day. Files are read one message at a time.
 *
 * <p>A message is identified by its {@code ts}, which is unique in its channel. Messages that Slack wrote itself (for
 * example about a member who joined) are skipped, unless they have replies; files become links; blocks and attachments become text;
 * authors who are not in {@code users.json} become accounts of their own.
 */
public final class SlackExport implements Archive {
    /** The key of the only workspace; an export does not contain its name. */
    static final String WORKSPACE = "slack";

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final String workspaceName;
    private final String source;
    private final long total;
    private long done;

    private SlackExport(Path file, String workspaceName, String source, long total) {
        this.file = file;
        this.workspaceName = workspaceName;
        this.source = source;
        this.total = total;
    }

    /** @param workspaceName the name of the workspace here */
    public static SlackExport open(Path file, String workspaceName) throws IOException {
        return open(file, workspaceName, Optional.empty());
    }

    /**
     * @param workspaceName the name of the workspace here
     * @param stated the source that the caller states; decides if the people do not show which workspace was exported
     */
    public static SlackExport open(Path file, String workspaceName, Optional<String> stated) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (root(zip).isEmpty()) {
                throw new IllegalArgumentException(file + " is not a Slack export: it has no channels.json");
            }
            long total = zip.stream()
                    .mapToLong(entry -> Math.max(0, entry.getSize()))
                    .sum();
            String source = "slack:" + team(zip, stated).orElse("as " + workspaceName);
            return new SlackExport(file, workspaceName, source, total);
        } catch (ZipException invalid) {
            throw new IllegalArgumentException(
                    file + " is not a Slack export: it is not a complete zip file (" + invalid.getMessage() + ")",
                    invalid);
        }
    }

    /** The id of the Slack workspace. */
    private static Optional<String> team(ZipFile zip, Optional<String> stated) throws IOException {
        ZipEntry users = zip.getEntry(root(zip).orElse("") + "users.json");
        if (users == null) return Optional.empty();
        SlackTeams teams = new SlackTeams();
        try (BoundedStream in = new BoundedStream(zip.getInputStream(users));
                MappingIterator<JsonNode> people =
                        MAPPER.readerFor(JsonNode.class).readValues(in)) {
            while (people.hasNextValue()) {
                teams.add(people.nextValue());
                in.next();
            }
        } catch (JsonProcessingException _) {
            // the reading reports it
        }
        return teams.team(stated);
    }

    @Override
    public String source() {
        return source;
    }

    /** The folder of {@code channels.json}: the top, or a folder around everything. */
    private static Optional<String> root(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.equals("channels.json") || name.endsWith("/channels.json"))
                .min(Comparator.comparingInt(String::length))
                .map(name -> name.substring(0, name.length() - "channels.json".length()));
    }

    @Override
    public boolean translatesMentions() {
        return true;
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public void read(Consumer<ArchiveEntry> sink) throws IOException {
        read(sink, _ -> Optional.empty());
    }

    @Override
    public void read(Consumer<ArchiveEntry> sink, Function<String, Optional<String>> usernames) throws IOException {
        done = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            new SlackReading(zip, root(zip).orElse(""), source, sink, usernames, size -> done += size)
                    .all(workspaceName);
        }
    }
}
