package collab.archive.slack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.archive.ArchiveEntry;
import collab.archive.ArchiveFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages disappeared with what they replied to, with damaged files and unlisted folders, and programs lost their names. */
class SlackReadingTest {
    @TempDir
    private Path folder;

    /** @param messages with apostrophes for quotation marks */
    private List<ArchiveEntry> read(String messages, String... more) throws IOException {
        String[] files = new String[6 + more.length];
        files[0] = "users.json";
        files[1] = "[{\"id\":\"U1\",\"name\":\"ann\"},{\"id\":\"U5\",\"name\":\"app\",\"is_bot\":true}]";
        files[2] = "channels.json";
        files[3] = "[{\"id\":\"C1\",\"name\":\"talk\",\"members\":[\"U1\"]}]";
        files[4] = "talk/2024-03-01.json";
        files[5] = messages.replace('\'', '"');
        System.arraycopy(more, 0, files, 6, more.length);
        return ArchiveFixtures.read(SlackExport.open(ArchiveFixtures.zip(folder.resolve("export.zip"), files), "Acme"));
    }

    private static List<ArchiveEntry.Post> posts(List<ArchiveEntry> entries) {
        return ArchiveFixtures.only(ArchiveEntry.Post.class, entries);
    }

    private static List<String> skipped(List<ArchiveEntry> entries) {
        return ArchiveFixtures.only(ArchiveEntry.Skipped.class, entries).stream()
                .map(skipped -> skipped.what() + ": " + skipped.why())
                .toList();
    }

    @Test
    void deletedMessageWithRepliesKeepsItsPlace() throws IOException {
        List<ArchiveEntry> entries = read("""
                [{'type':'message','subtype':'tombstone','user':'USLACKBOT','hidden':true,'text':'This message was deleted.',
                  'ts':'1.000100','thread_ts':'1.000100','reply_count':1},
                 {'type':'message','user':'U1','text':'answer','ts':'2.000100','thread_ts':'1.000100'},
                 {'type':'message','subtype':'huddle_thread','user':'U1','text':'','ts':'3.000100','reply_count':2},
                 {'type':'message','user':'U1','text':'in the huddle','ts':'4.000100','thread_ts':'3.000100'},
                 {'type':'message','user':'U1','text':'','ts':'5.000100','reply_count':1},
                 {'type':'message','subtype':'tombstone','hidden':true,'text':'gone','ts':'6.000100'}]""");
        assertEquals(
                List.of(
                        "_This message was deleted._",
                        "answer",
                        "_(huddle thread)_",
                        "in the huddle",
                        "_(message without a text)_"),
                posts(entries).stream().map(ArchiveEntry.Post::text).toList());
        assertEquals("USLACKBOT", posts(entries).getFirst().author());
        assertEquals(Optional.of("1.000100"), posts(entries).get(1).parent());
        assertEquals(
                List.of(
                        "talk 1.000100: deleted in Slack; a line in its place keeps its replies together",
                        "talk 3.000100: written by Slack itself (huddle_thread); a line in its place keeps its replies together",
                        "talk 5.000100: without a text; a line in its place keeps its replies together",
                        "talk 6.000100: deleted in Slack"),
                skipped(entries));
    }

    /** The text of a hidden message was imported for all members of the channel if the message had replies. */
    @Test
    void textOfHiddenMessageIsNotImported() throws IOException {
        List<ArchiveEntry> entries = read("""
                [{'type':'message','hidden':true,'user':'U1','ts':'1.000000','text':'salary 90k','reply_count':1},
                 {'type':'message','subtype':'tombstone','user':'U1','ts':'2.000000','text':'secret','reply_count':1},
                 {'type':'message','subtype':'channel_topic','hidden':true,'user':'U1','ts':'3.000000','text':'x','reply_count':1}]""");
        assertEquals(
                List.of("_(hidden message)_", "_This message was deleted._", "_(channel topic)_"),
                posts(entries).stream().map(ArchiveEntry.Post::text).toList());
    }

    @Test
    void messagesOfDamagedFileAreNamed() throws IOException {
        List<ArchiveEntry> entries = read("""
                [{'type':'message','user':'U1','text':'kept','ts':'1.000100'},
                 {'type':'message','user':'U1','text':'broken,'ts':'2.000100'},
                 {'type':'message','user':'U1','text':'after','ts':'3.000100','edited':{'ts':'4.0'}}]""");
        assertEquals(
                List.of("kept"),
                posts(entries).stream().map(ArchiveEntry.Post::text).toList());
        assertEquals(
                List.of(
                        "talk/2024-03-01.json from line 2 on: a part of a file that is not JSON",
                        "talk/2024-03-01.json 2.000100: a message in a part of a file that is not JSON",
                        "talk/2024-03-01.json 3.000100: a message in a part of a file that is not JSON"),
                skipped(entries));
    }

    /** Deep or long JSON ended the import with a NullPointerException: the parser states no place for it. */
    @ParameterizedTest
    @ValueSource(strings = {"deep", "long"})
    void jsonBeyondTheBoundsOfTheParserIsReported(String how) throws IOException {
        String value = how.equals("deep") ? "[".repeat(1_001) + "]".repeat(1_001) : "1".repeat(1_001);
        List<ArchiveEntry> entries = read("[{'type':'message','user':'U1','text':'kept','ts':'1.0'},"
                + "{'type':'message','user':'U1','text':'x','ts':'2.0','more':" + value + "}]");
        assertEquals(1, posts(entries).size());
        assertTrue(
                skipped(entries)
                        .contains(
                                "talk/2024-03-01.json: a part of a file with an element over 8 MiB, 1,000 levels or 1,000 digits"),
                skipped(entries)::toString);
        assertTrue(
                skipped(entries).contains("talk/2024-03-01.json 2.0: a message in a part of a file that is not JSON"),
                skipped(entries)::toString);
    }

    @Test
    void unlistedFoldersAndFilesAreNamed() throws IOException {
        List<ArchiveEntry> entries = read(
                "[]",
                "stray/2024-03-01.json",
                "[{\"type\":\"message\",\"text\":\"a\",\"ts\":\"1.0\"},{\"type\":\"message\",\"text\":\"b\",\"ts\":\"2.0\"}]",
                "canvases.json",
                "[]",
                "talk/attachments/plan.pdf",
                "x");
        assertEquals(
                List.of(
                        "stray: a folder of a channel that is not listed",
                        "stray 1.0: a message in a channel that is not listed",
                        "stray 2.0: a message in a channel that is not listed",
                        "canvases.json: a file of the export that is not imported",
                        "talk/attachments/plan.pdf: a file of the export that is not imported"),
                skipped(entries));
    }

    /** A public and a private channel of one name have one folder, and its messages went into the public one. */
    @Test
    void folderOfTwoChannelsIsNotImported() throws IOException {
        List<ArchiveEntry> entries = read(
                "[{'type':'message','user':'U1','text':'secret','ts':'1.0'}]",
                "groups.json",
                "[{\"id\":\"G1\",\"name\":\"talk\",\"members\":[\"U1\"]}]");
        assertEquals(List.of(), posts(entries));
        assertEquals(
                List.of(
                        "talk: a folder that more than one channel has",
                        "talk 1.0: a message in a folder that more than one channel has"),
                skipped(entries));
    }

    /** An entry of channels.json that states that it is private became a public channel. */
    @Test
    void channelIsPublicOnlyIfEveryEntrySaysSo() throws IOException {
        List<ArchiveEntry> entries = read(
                "[]",
                "groups.json",
                "[{\"id\":\"C1\",\"name\":\"talk\"},{\"name\":\"nameless\"}]",
                "nameless/2024-03-01.json",
                "[{\"type\":\"message\",\"text\":\"a\",\"ts\":\"1.0\"}]");
        assertEquals(List.of("C1 PRIVATE"), kinds(entries));
        assertEquals(
                List.of(
                        "C1 talk: a channel that is listed more than once; its most private kind counts",
                        "nameless: a channel without an id; who could read it is unknown",
                        "nameless: a folder of a channel that is not listed",
                        "nameless 1.0: a message in a channel that is not listed"),
                skipped(entries));
    }

    @Test
    void statementsOfEntryDecideItsKind() throws IOException {
        Path file = ArchiveFixtures.zip(folder.resolve("kinds.zip"), "channels.json", """
                [{'id':'C1','name':'a','is_channel':true,'is_private':false},{'id':'C2','name':'b','is_private':true},
                 {'id':'C3','name':'c','is_group':true},{'id':'C4','name':'d','is_mpim':true},{'id':'C5','is_im':true},
                 {'id':'C6','name':'f','is_channel':false}]""".replace('\'', '"'));
        assertEquals(
                List.of("C1 PUBLIC", "C2 PRIVATE", "C3 PRIVATE", "C4 DIRECT", "C5 DIRECT", "C6 PRIVATE"),
                kinds(ArchiveFixtures.read(SlackExport.open(file, "Acme"))));
    }

    private static List<String> kinds(List<ArchiveEntry> entries) {
        return ArchiveFixtures.only(ArchiveEntry.Channel.class, entries).stream()
                .map(channel -> channel.key() + " " + channel.kind())
                .toList();
    }

    /** A mention of a private channel without a label showed its name to every reader of a public channel. */
    @Test
    void privateChannelIsNotNamedInTexts() throws IOException {
        List<ArchiveEntry> entries = read(
                "[{'type':'message','user':'U1','text':'see <#G1|> and <#G1|layoffs> and <#C1>','ts':'1.0'},"
                        + "{'type':'message','user':'U1','ts':'2.0','blocks':[{'type':'rich_text','elements':["
                        + "{'type':'rich_text_section','elements':[{'type':'channel','channel_id':'G1'}]}]}]}]",
                "groups.json",
                "[{\"id\":\"G1\",\"name\":\"layoffs\"}]");
        assertEquals(
                List.of("see #private-channel and #private-channel and #talk", "#private-channel"),
                posts(entries).stream().map(ArchiveEntry.Post::text).toList());
        assertEquals(
                List.of(
                        "talk 1.0 G1: the name of a private channel; the text contains #private-channel",
                        "talk 2.0 G1: the name of a private channel; the text contains #private-channel"),
                skipped(entries));
    }

    /** The first person decided which workspace it was; a person of another one made all employees guests. */
    @Test
    void ownersShowWhichWorkspaceWasExported() throws IOException {
        SlackExport export = SlackExport.open(people("""
                [{'id':'U1','name':'eve','team_id':'T2'},{'id':'U2','name':'fay','team_id':'T2'},
                 {'id':'U3','name':'ann','team_id':'T1','is_owner':true,'is_primary_owner':true}]"""), "Acme");
        assertEquals("slack:T1", export.source());
        List<ArchiveEntry> entries = ArchiveFixtures.read(export);
        assertEquals(
                List.of(ArchiveEntry.Role.GUEST, ArchiveEntry.Role.GUEST, ArchiveEntry.Role.OWNER),
                ArchiveFixtures.only(ArchiveEntry.Membership.class, entries).stream()
                        .map(ArchiveEntry.Membership::role)
                        .toList());
        assertEquals(
                List.of(ArchiveEntry.Account.OUTSIDE, ArchiveEntry.Account.OUTSIDE, ArchiveEntry.Account.ACTIVE),
                ArchiveFixtures.only(ArchiveEntry.Person.class, entries).stream()
                        .map(ArchiveEntry.Person::account)
                        .toList());
    }

    @Test
    void mostPeopleShowWhichWorkspaceWithoutOwnersWasExported() throws IOException {
        Path file = people("""
                [{'id':'U1','team_id':'T2'},{'id':'U2','team_id':'T1'},{'id':'U3','team_id':'T1'}]""");
        assertEquals("slack:T1", SlackExport.open(file, "Acme").source());
    }

    @Test
    void exportOfUnclearWorkspaceNeedsSource() throws IOException {
        Path file = people("[{'id':'U1','team_id':'T2'},{'id':'U2','team_id':'T1'}]");
        for (Optional<String> stated :
                List.of(Optional.<String>empty(), Optional.of("slack:T3"), Optional.of("acme"))) {
            IllegalArgumentException rejected =
                    assertThrows(IllegalArgumentException.class, () -> SlackExport.open(file, "Acme", stated));
            assertTrue(rejected.getMessage().endsWith("slack:T1 or slack:T2"), rejected.getMessage());
        }
        assertEquals(
                "slack:T2",
                SlackExport.open(file, "Acme", Optional.of("slack:T2")).source());
    }

    private Path people(String users) throws IOException {
        return ArchiveFixtures.zip(
                folder.resolve("people.zip"), "users.json", users.replace('\'', '"'), "channels.json", "[]");
    }

    @Test
    void programsKeepTheirNames() throws IOException {
        List<ArchiveEntry> entries = read("""
                [{'type':'message','user':'U9','bot_id':'B1','bot_profile':{'name':'Poll App'},'text':'a','ts':'1.0'},
                 {'type':'message','subtype':'bot_message','user':'U5','bot_id':'B2','username':'Deploys','text':'b','ts':'2.0'},
                 {'type':'message','user':'U5','bot_id':'B2','text':'c','ts':'3.0'},
                 {'type':'message','subtype':'bot_message','bot_id':'B3','bot_profile':{'name':'Calendar'},'text':'d','ts':'4.0'},
                 {'type':'message','subtype':'file_comment','text':'','comment':{'user':'U1','comment':'e'},'ts':'5.0'}]""");
        assertEquals(
                List.of("U9", "bot:B2:Deploys", "U5", "bot:B3:Calendar", "U1"),
                posts(entries).stream().map(ArchiveEntry.Post::author).toList());
        assertEquals(
                List.of("ann", "app", "Poll App", "Deploys", "Calendar"),
                ArchiveFixtures.only(ArchiveEntry.Person.class, entries).stream()
                        .map(ArchiveEntry.Person::displayName)
                        .toList());
    }

    @Test
    void whatIsNotCarriedIsCounted() throws IOException {
        List<ArchiveEntry> entries = read("""
                [{'type':'message','user':'U1','text':'<@U8> see <#C7>','ts':'1.0',
                  'reactions':[{'name':'tada','users':['U1'],'count':3},{'name':'wave::skin-tone-2','users':['U1'],'count':1}]},
                 {'type':'message','subtype':'thread_broadcast','user':'U1','text':'all','ts':'2.0','thread_ts':'1.0'}]""");
        assertEquals(
                List.of(
                        "talk 1.0 :tada: of 2 more: reactions of people whom the archive counts and does not name",
                        "talk 1.0 C7: the name of a person, a channel or a group that the archive does not name; the id stands in the text",
                        "talk 1.0 U8: the name of a person, a channel or a group that the archive does not name; the id stands in the text",
                        "talk 2.0: the copy in the channel of a reply that was also sent to the channel"),
                skipped(entries).stream().sorted().toList());
    }

    @Test
    void fileThatIsNoZipIsRejectedWithItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("export.json"), "[]");
        IllegalArgumentException rejected =
                assertThrows(IllegalArgumentException.class, () -> SlackExport.open(file, "Acme"));
        assertTrue(rejected.getMessage().contains("export.json is not a Slack export"), rejected.getMessage());
    }

    /** A gigabyte of spaces or one element of gigabytes filled the memory. */
    @ParameterizedTest
    @ValueSource(strings = {"spaces", "text"})
    void elementBeyondTheBoundIsReported(String how) throws IOException {
        String filler = (how.equals("spaces") ? " " : "a").repeat(9 << 20);
        List<ArchiveEntry> entries = read("[{'type':'message','user':'U1','text':'kept','ts':'1.0'},"
                + (how.equals("spaces") ? filler + "{" : "{'type':'message','text':'" + filler + "',")
                + "'type':'message','user':'U1','ts':'2.0'}]");
        assertEquals(1, posts(entries).size());
        assertTrue(
                skipped(entries)
                        .contains(
                                "talk/2024-03-01.json: a part of a file with an element over 8 MiB, 1,000 levels or 1,000 digits"),
                skipped(entries)::toString);
    }

    /** The report repeated a time and a text of any length. */
    @Test
    void longTimeIsRefusedAndCut() throws IOException {
        List<ArchiveEntry> entries =
                read("[{'type':'message','user':'U1','text':'x','ts':'" + "1".repeat(5_000) + "'}]");
        assertEquals(List.of(), posts(entries));
        ArchiveEntry.Skipped skipped =
                ArchiveFixtures.only(ArchiveEntry.Skipped.class, entries).getFirst();
        assertEquals("a time of more than 32 characters", skipped.why());
        assertEquals(ArchiveEntry.Skipped.WHAT_MAX, skipped.what().length());
    }

    /** A typed name without a mention mentioned another person who has the name here. */
    @Test
    void literalAtSignMentionsNobody() throws IOException {
        List<ArchiveEntry> entries = read(
                "[{'type':'message','user':'U1','text':'@bob and *@ada lovelace* a@b.test <@U1> `@x` @ 5','ts':'1.0'}]");
        assertEquals(
                "\\@bob and **\\@ada lovelace** a@b.test @ann `@x` @ 5",
                posts(entries).getFirst().text());
    }
}
