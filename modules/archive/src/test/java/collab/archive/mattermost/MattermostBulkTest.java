package collab.archive.mattermost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.archive.ArchiveEntry;
import collab.archive.ArchiveFixtures;
import collab.archive.text.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MattermostBulkTest {
    private static final String BULK = """
            {"type":"version","version":1}
            {"type":"emoji","emoji":{"name":"party"}}
            {"type":"team","team":{"name":"acme","display_name":"Acme Inc.","type":"O"}}
            {"type":"channel","channel":{"team":"acme","name":"town-square","display_name":"Town Square","type":"O","header":"hello"}}
            {"type":"channel","channel":{"team":"acme","name":"board","display_name":"Board","type":"P","purpose":"quiet"}}
            {"type":"user","user":{"username":"alice","first_name":"Alice","last_name":"A","teams":[{"name":"acme","channels":[{"name":"town-square"}]}]}}
            {"type":"user","user":{"username":"bob","nickname":"Bobby","delete_at":1700000000000}}
            {"type":"post","post":{"team":"acme","channel":"town-square","user":"alice","message":"Where?","create_at":1700000000000,"edit_at":1700000005000,"is_pinned":true,"reactions":[{"user":"bob","emoji_name":"eyes","create_at":1}],"replies":[{"user":"bob","message":"There","create_at":1700000060000},{"user":"bob","message":"There","create_at":1700000061000}],"attachments":[{"path":"files/plan.pdf"}]}}
            {"type":"direct_channel","direct_channel":{"members":["bob","alice"],"header":"us"}}
            {"type":"direct_post","direct_post":{"channel_members":["alice","bob"],"user":"bob","message":"psst","create_at":1700000100000}}
            {"type":"direct_post","direct_post":{"channel_members":["alice","carol"],"user":"alice","message":"hey","create_at":1700000100000}}
            this is no JSON

            {"type":"post","post":{"team":"acme","channel":"town-square","user":"","message":"who?","create_at":1}}
            """;

    @TempDir
    private Path folder;

    private MattermostBulk bulk(String text) throws IOException {
        return MattermostBulk.open(Files.writeString(folder.resolve("bulk.jsonl"), text));
    }

    /** The zip file of an export was refused with the advice to unpack it. */
    @Test
    void zipFileHasTheEntriesOfItsLines() throws IOException {
        Path zip = ArchiveFixtures.zip(
                folder.resolve("export.zip"), "data/files/plan.jsonl", "no bulk file", "import.jsonl", BULK);
        MattermostBulk fromZip = MattermostBulk.open(zip);
        MattermostBulk fromLines = bulk(BULK);
        assertEquals(fromLines.total(), fromZip.total());
        for (int reading = 0; reading < 2; reading++) {
            assertEquals(ArchiveFixtures.read(fromLines), ArchiveFixtures.read(fromZip));
            assertEquals(fromZip.total(), fromZip.done());
        }
    }

    @Test
    void zipFileWithoutOneFileOfLinesIsRejected() throws IOException {
        Path none = ArchiveFixtures.zip(folder.resolve("none.zip"), "data/a.jsonl", "", "users.json", "[]");
        assertEquals(
                none + " is not a Mattermost export: it must contain one .jsonl file, but contains none",
                assertThrows(IllegalArgumentException.class, () -> MattermostBulk.open(none))
                        .getMessage());
        Path two = ArchiveFixtures.zip(folder.resolve("two.zip"), "a.jsonl", "", "b.jsonl", "");
        assertEquals(
                two + " is not a Mattermost export: it must contain one .jsonl file, but contains [a.jsonl, b.jsonl]",
                assertThrows(IllegalArgumentException.class, () -> MattermostBulk.open(two))
                        .getMessage());
        Path part = Files.write(folder.resolve("part.zip"), Arrays.copyOf(Files.readAllBytes(two), 40));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> MattermostBulk.open(part))
                .getMessage()
                .startsWith(part + " is not a Mattermost export: it is not a complete zip file"));
    }

    @Test
    void readerReadsEverySupportedEntry() throws IOException {
        List<ArchiveEntry> entries = ArchiveFixtures.read(bulk(BULK));
        assertEquals(
                List.of(new ArchiveEntry.Workspace("acme", "Acme Inc.")),
                ArchiveFixtures.only(ArchiveEntry.Workspace.class, entries));
        List<ArchiveEntry.Channel> channels = ArchiveFixtures.only(ArchiveEntry.Channel.class, entries);
        assertEquals(
                new ArchiveEntry.Channel(
                        "acme/town-square",
                        "acme",
                        ArchiveEntry.Kind.PUBLIC,
                        new ArchiveEntry.ChannelTitle("town-square", "hello"),
                        false,
                        List.of()),
                channels.get(0));
        assertEquals(
                new ArchiveEntry.Channel(
                        "acme/board",
                        "acme",
                        ArchiveEntry.Kind.PRIVATE,
                        new ArchiveEntry.ChannelTitle("board", "quiet"),
                        false,
                        List.of()),
                channels.get(1));
        assertEquals(List.of("alice", "bob"), channels.get(2).members());
        assertEquals(List.of("alice", "carol"), channels.get(3).members(), "a person without a declaration is created");
        assertEquals(
                List.of(
                        new ArchiveEntry.Person("alice", "alice", "Alice A", ArchiveEntry.Account.ACTIVE),
                        new ArchiveEntry.Person("bob", "bob", "Bobby", ArchiveEntry.Account.DEACTIVATED)),
                ArchiveFixtures.only(ArchiveEntry.Person.class, entries));
        assertEquals(
                List.of(
                        ArchiveEntry.Membership.inWorkspace("acme", "alice", ArchiveEntry.Role.MEMBER),
                        ArchiveEntry.Membership.inChannel("acme", "acme/town-square", "alice")),
                ArchiveFixtures.only(ArchiveEntry.Membership.class, entries));
    }

    /** A channel whose type the file does not state, or states in another way, became public. */
    @Test
    void channelIsPublicOnlyIfTheFileSaysSo() throws IOException {
        List<ArchiveEntry> entries = ArchiveFixtures.read(bulk("""
                {"type":"version","version":1}
                {"type":"team","team":{"name":"acme","display_name":"Acme"}}
                {"type":"channel","channel":{"team":"acme","name":"a","display_name":"a","type":"p"}}
                {"type":"channel","channel":{"team":"acme","name":"b","display_name":"b"}}
                {"type":"channel","channel":{"team":"acme","name":"c","display_name":"c","type":"G"}}
                {"type":"channel","channel":{"team":"acme","name":"d","display_name":"d","type":"O"}}
                {"type":"channel","channel":{"team":"acme","name":"D","display_name":"d","type":"P"}}
                {"type":"channel","channel":{"team":"acme","name":"town-square","display_name":"Town Square"}}
                """));
        assertEquals(
                List.of("a PRIVATE", "b PRIVATE", "c PRIVATE", "d PUBLIC", "d PRIVATE", "town-square PUBLIC"),
                ArchiveFixtures.only(ArchiveEntry.Channel.class, entries).stream()
                        .map(channel -> channel.name() + " " + channel.kind())
                        .toList());
        assertEquals(
                List.of(
                        "acme/b : the kind of a channel, which is neither O nor P; it becomes a private channel",
                        "acme/c G: the kind of a channel, which is neither O nor P; it becomes a private channel",
                        "acme/d: a channel that is listed more than once; its most private kind counts"),
                ArchiveFixtures.only(ArchiveEntry.Skipped.class, entries).stream()
                        .map(skipped -> skipped.what() + ": " + skipped.why())
                        .toList());
    }

    @Test
    void postsKeepTimesRepliesAndReactions() throws IOException {
        List<ArchiveEntry.Post> posts = ArchiveFixtures.only(ArchiveEntry.Post.class, ArchiveFixtures.read(bulk(BULK)));
        ArchiveEntry.Post question = posts.get(0);
        assertEquals("Where?\n(file: plan.pdf)", question.text());
        assertEquals(Instant.parse("2023-11-14T22:13:20Z"), question.createdAt());
        assertEquals(Optional.of(Instant.parse("2023-11-14T22:13:25Z")), question.editedAt());
        assertTrue(question.pinned());
        assertEquals(List.of(new ArchiveEntry.Reaction(":eyes:", List.of("bob"))), question.reactions());
        assertEquals(Optional.of(question.key()), posts.get(1).parent());
        assertNotEquals(posts.get(1).key(), posts.get(2).key(), "the same text a second later is another post");
        assertEquals("psst", posts.get(3).text());
        assertEquals(5, posts.size());
    }

    @Test
    void skippedEntriesAreReportedWithTheirLine() throws IOException {
        assertEquals(
                List.of(
                        new ArchiveEntry.Skipped(
                                "line 2 :party:", "a custom emoji; its name stays in texts and reactions"),
                        new ArchiveEntry.Skipped("line 8 files/plan.pdf", "an attached file; its name is in the text"),
                        new ArchiveEntry.Skipped("line 12", "not JSON"),
                        new ArchiveEntry.Skipped("line 14", "a post without an author or a time")),
                ArchiveFixtures.only(ArchiveEntry.Skipped.class, ArchiveFixtures.read(bulk(BULK))));
    }

    @Test
    void secondReadingGivesTheSameKeys() throws IOException {
        MattermostBulk bulk = bulk(BULK);
        assertEquals(ArchiveFixtures.read(bulk), ArchiveFixtures.read(bulk));
        assertEquals(bulk.total(), bulk.done());
    }

    @Test
    void otherVersionIsRejected() throws IOException {
        assertThrows(
                IllegalArgumentException.class,
                () -> ArchiveFixtures.read(bulk("{\"type\":\"version\",\"version\":2}\n")));
        assertThrows(
                IllegalArgumentException.class, () -> ArchiveFixtures.read(bulk("{\"type\":\"team\",\"team\":{}}\n")));
    }

    @Test
    void lineBeyondTheLimitIsSkippedAndTheNextIsRead() throws IOException {
        String endless = "{\"type\":\"post\",\"post\":{\"message\":\"" + "x".repeat(JsonLines.BYTES_MAX) + "\"}}";
        List<ArchiveEntry> entries = ArchiveFixtures.read(bulk("""
                {"type":"version","version":1}
                %s
                {"type":"team","team":{"name":"acme"}}
                """.formatted(endless)));
        assertEquals(
                List.of(
                        new ArchiveEntry.Skipped("line 2", "a line over " + JsonLines.BYTES_MAX + " bytes"),
                        new ArchiveEntry.Workspace("acme", "acme")),
                entries);
    }
}
