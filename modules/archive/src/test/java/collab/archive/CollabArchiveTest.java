package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollabArchiveTest {
    private static final List<ArchiveEntry> ALL = List.of(
            new ArchiveEntry.Workspace("1", "Acme"),
            new ArchiveEntry.Person("2", "alice", "Alice", ArchiveEntry.Account.ACTIVE),
            new ArchiveEntry.Channel(
                    "3",
                    "1",
                    ArchiveEntry.Kind.PRIVATE,
                    new ArchiveEntry.ChannelTitle("plans", "what comes"),
                    true,
                    List.of("2")),
            ArchiveEntry.Membership.inWorkspace("1", "2", ArchiveEntry.Role.GUEST),
            ArchiveEntry.Membership.inChannel("1", "3", "2"),
            new ArchiveEntry.Post(
                    new ArchiveEntry.PostKey("3", "4", Optional.of("9")),
                    "2",
                    new ArchiveEntry.PostText(
                            "Grüße 👋\nzwei Zeilen",
                            Instant.parse("2023-11-14T22:13:20.123Z"),
                            Optional.of(Instant.parse("2023-11-14T22:14:20Z"))),
                    true,
                    List.of(new ArchiveEntry.Reaction(":wave:", List.of("2")))),
            new ArchiveEntry.Skipped("something", "a reason"));

    @TempDir
    private Path folder;

    private List<ArchiveEntry> read(String text) throws IOException {
        return ArchiveFixtures.read(CollabArchive.open(Files.writeString(folder.resolve("archive.jsonl"), text)));
    }

    private static String line(Object json) {
        return json + "\n";
    }

    @Test
    void writtenEntriesAreReadAgain() throws IOException {
        String lines =
                ALL.stream().map(entry -> line(ArchiveEntryJson.write(entry))).collect(Collectors.joining());
        assertEquals(ALL, read(line(ArchiveEntryJson.HEADER) + lines));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"weather\"}|unknown entry type weather",
                "{\"type\":\"workspace\",\"key\":1,\"name\":\"x\"}|invalid entry: key must be a string",
                "{\"type\":\"channel\",\"key\":\"1\",\"workspace\":\"1\",\"kind\":\"odd\"}|invalid entry: kind must be one of [public, private, direct], got odd",
            })
    void invalidLineIsSkippedWithItsReason(String line, String why) throws IOException {
        assertEquals(
                List.of(new ArchiveEntry.Skipped("line 2", why)), read(line(ArchiveEntryJson.HEADER) + line(line)));
    }

    @Test
    void otherFileIsRejected() {
        assertThrows(IllegalArgumentException.class, () -> read("{\"type\":\"version\",\"version\":1}\n"));
        assertThrows(
                IllegalArgumentException.class,
                () -> read(line(Json.object().put("type", "hero-collab-archive").put("version", 2))));
    }
}
