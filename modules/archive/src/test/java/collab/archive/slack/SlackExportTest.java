package collab.archive.slack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.archive.ArchiveEntry;
import collab.archive.ArchiveFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small export with one entry of each kind. */
class SlackExportTest {
    @TempDir
    private Path folder;

    private List<ArchiveEntry> entries;
    private SlackExport export;

    @BeforeEach
    void read() throws IOException {
        Path file = ArchiveFixtures.zip(
                folder.resolve("export.zip"),
                "users.json",
                """
                [{"id":"U1","name":"alice","profile":{"display_name":"Alice A.","real_name":"Alice"}},
                 {"id":"U2","name":"Bob.Builder","deleted":true,"real_name":"Bob"},
                 {"id":"U3","name":"carol","profile":{"display_name":""}}]""",
                "channels.json",
                """
                [{"id":"C1","name":"general","members":["U1","U3"],"topic":{"value":"all about <@U1>"},"purpose":{"value":"p"},
                  "pins":[{"id":"1700000000.000100"}]},
                 {"id":"C2","name":"old","members":[],"is_archived":true,"topic":{"value":""},"purpose":{"value":"was here"}}]""",
                "groups.json",
                """
                [{"id":"G1","name":"secret","members":["U1"]}]""",
                "dms.json",
                """
                [{"id":"D1","members":["U1","U3"]}]""",
                "general/2023-11-15.json",
                """
                [{"type":"message","user":"U3","text":"the next day","ts":"1700060000.000000"}]""",
                "general/2023-11-14.json",
                """
                [{"type":"message","user":"U1","text":"Where do we meet, <@U3>?","ts":"1700000000.000100","thread_ts":"1700000000.000100",
                  "reactions":[{"name":"wave","users":["U3","U2"],"count":2},{"name":"wave::skin-tone-2","users":["U1"],"count":1},
                               {"name":"eyes","users":["U77"],"count":1}]},
                 {"type":"message","user":"U3","text":"At the fountain","ts":"1700000060.000200","thread_ts":"1700000000.000100",
                  "edited":{"user":"U3","ts":"1700000100.000000"}},
                 {"type":"message","subtype":"channel_join","user":"U3","text":"<@U3> has joined","ts":"1700000070.000000"},
                 {"type":"message","subtype":"bot_message","username":"Build Bot","text":"","ts":"1700000080.000000",
                  "attachments":[{"fallback":"build *failed*"}]},
                 {"type":"message","user":"U1","text":"","ts":"1700000090.000000","files":[
                  {"name":"plan.pdf","title":"The plan","permalink":"https://files.example/plan"}]},
                 {"type":"message","user":"U1","text":"  ","ts":"1700000091.000000"},
                 {"type":"message","user":"U1","text":"no time","ts":"soon"}]""",
                "secret/2023-11-14.json",
                """
                [{"type":"message","user":"U1","text":"hush","ts":"1700000000.0"}, {bad""",
                "D1/2023-11-14.json",
                """
                [{"type":"message","subtype":"me_message","user":"U3","text":"waves","ts":"1700000200.000000"}]""",
                "stray/2023-11-14.json",
                "[]");
        export = SlackExport.open(file, "Acme");
        entries = ArchiveFixtures.read(export);
    }

    private List<ArchiveEntry.Post> posts() {
        return ArchiveFixtures.only(ArchiveEntry.Post.class, entries);
    }

    private ArchiveEntry.Post post(String key) {
        return posts().stream()
                .filter(post -> post.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void peopleKeepTheirNames() {
        assertEquals(new ArchiveEntry.Workspace(SlackExport.WORKSPACE, "Acme"), entries.getFirst());
        List<ArchiveEntry.Person> people = ArchiveFixtures.only(ArchiveEntry.Person.class, entries);
        assertEquals(new ArchiveEntry.Person("U1", "alice", "Alice A.", ArchiveEntry.Account.ACTIVE), people.get(0));
        assertEquals(
                new ArchiveEntry.Person("U2", "Bob.Builder", "Bob", ArchiveEntry.Account.DEACTIVATED), people.get(1));
        assertEquals(new ArchiveEntry.Person("U3", "carol", "carol", ArchiveEntry.Account.ACTIVE), people.get(2));
        assertEquals("Build Bot", people.get(3).displayName());
    }

    @Test
    void channelsKeepKindTopicAndPeople() {
        List<ArchiveEntry.Channel> channels = ArchiveFixtures.only(ArchiveEntry.Channel.class, entries);
        assertEquals(
                new ArchiveEntry.Channel(
                        "C1",
                        "slack",
                        ArchiveEntry.Kind.PUBLIC,
                        new ArchiveEntry.ChannelTitle("general", "all about @alice"),
                        false,
                        List.of("U1", "U3")),
                channels.get(0));
        assertEquals(
                new ArchiveEntry.Channel(
                        "C2",
                        "slack",
                        ArchiveEntry.Kind.PUBLIC,
                        new ArchiveEntry.ChannelTitle("old", "was here"),
                        true,
                        List.of()),
                channels.get(1));
        assertEquals(ArchiveEntry.Kind.PRIVATE, channels.get(2).kind());
        assertEquals(
                new ArchiveEntry.Channel(
                        "D1",
                        "slack",
                        ArchiveEntry.Kind.DIRECT,
                        new ArchiveEntry.ChannelTitle("", ""),
                        false,
                        List.of("U1", "U3")),
                channels.get(3));
    }

    @Test
    void messagesKeepOrderTimesThreadsAndReactions() {
        assertEquals(
                List.of(
                        "1700000000.000100",
                        "1700000060.000200",
                        "1700000080.000000",
                        "1700000090.000000",
                        "1700060000.000000"),
                posts().stream()
                        .filter(post -> post.channel().equals("C1"))
                        .map(ArchiveEntry.Post::key)
                        .toList());
        ArchiveEntry.Post question = post("1700000000.000100");
        assertEquals("Where do we meet, @carol?", question.text());
        assertEquals(Instant.parse("2023-11-14T22:13:20Z"), question.createdAt());
        assertEquals(Optional.empty(), question.parent(), "the first message of a thread is not a reply");
        assertTrue(question.pinned());
        assertEquals(
                List.of(
                        new ArchiveEntry.Reaction(":wave:", List.of("U3", "U2")),
                        new ArchiveEntry.Reaction(":wave::skin-tone-2:", List.of("U1")),
                        new ArchiveEntry.Reaction(":eyes:", List.of("U77"))),
                question.reactions(),
                "the import reports the reaction of a person who is not in the archive");
        ArchiveEntry.Post answer = post("1700000060.000200");
        assertEquals(Optional.of("1700000000.000100"), answer.parent());
        assertEquals(Optional.of(Instant.parse("2023-11-14T22:15:00Z")), answer.editedAt());
    }

    @Test
    void botsFilesAndGesturesBecomeText() {
        assertEquals("> build \\*failed\\*", post("1700000080.000000").text());
        assertEquals("bot::Build Bot", post("1700000080.000000").author());
        assertEquals(
                "[The plan](https://files.example/plan)",
                post("1700000090.000000").text());
        assertEquals("_waves_", post("1700000200.000000").text());
    }

    @Test
    void skippedEntriesAreReportedWithTheirReason() {
        List<ArchiveEntry.Skipped> skipped = ArchiveFixtures.only(ArchiveEntry.Skipped.class, entries);
        assertEquals(
                List.of(
                        new ArchiveEntry.Skipped("general p", "the purpose of a channel that has a topic"),
                        new ArchiveEntry.Skipped("general 1700000070.000000", "written by Slack itself (channel_join)"),
                        new ArchiveEntry.Skipped(
                                "general 1700000090.000000", "a file; its name and address are in the text"),
                        new ArchiveEntry.Skipped("general 1700000091.000000", "without a text"),
                        new ArchiveEntry.Skipped("general soon", "without a time"),
                        new ArchiveEntry.Skipped(
                                "secret/2023-11-14.json from line 1 on", "a part of a file that is not JSON"),
                        new ArchiveEntry.Skipped("stray", "a folder of a channel that is not listed")),
                skipped);
        assertEquals("hush", post("1700000000.0").text(), "messages before the damage are kept");
    }

    @Test
    void secondReadingIsTheSame() throws IOException {
        assertEquals(entries, ArchiveFixtures.read(export));
        assertTrue(export.done() > 0 && export.done() <= export.total(), export.done() + " of " + export.total());
    }

    @Test
    void otherFileIsRejected() throws IOException {
        Path other = ArchiveFixtures.zip(folder.resolve("other.zip"), "readme.txt", "hello");
        assertThrows(IllegalArgumentException.class, () -> SlackExport.open(other, "Acme"));
    }

    @Test
    void folderAroundEverythingIsAccepted() throws IOException {
        Path wrapped = ArchiveFixtures.zip(
                folder.resolve("wrapped.zip"),
                "acme/users.json",
                "[{\"id\":\"U1\",\"name\":\"alice\"}]",
                "acme/channels.json",
                "[{\"id\":\"C1\",\"name\":\"general\"}]",
                "acme/general/2023-11-14.json",
                "[{\"user\":\"U1\",\"text\":\"hi\",\"ts\":\"1700000000.000100\"}]");
        assertEquals(
                1,
                ArchiveFixtures.only(ArchiveEntry.Post.class, ArchiveFixtures.read(SlackExport.open(wrapped, "Acme")))
                        .size());
    }
}
