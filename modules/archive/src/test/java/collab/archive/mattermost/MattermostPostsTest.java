package collab.archive.mattermost;

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

/** Attachments, posts of webhooks, equal posts and channels that a file does not list were lost without a report. */
class MattermostPostsTest {
    private static final String BEGIN = """
            {"type":"version","version":1}
            {"type":"team","team":{"name":"Acme"}}
            {"type":"channel","channel":{"team":"acme","name":"talk","display_name":"Talk","type":"O"}}
            {"type":"user","user":{"username":"Ann","teams":[{"name":"acme","channels":[{"name":"talk"},{"name":"hidden"}]}]}}
            """;

    @TempDir
    private Path folder;

    private List<ArchiveEntry> read(String lines) throws IOException {
        return ArchiveFixtures.read(MattermostBulk.open(Files.writeString(folder.resolve("bulk.jsonl"), lines)));
    }

    private static String post(String members) {
        return "{\"type\":\"post\",\"post\":{\"team\":\"acme\",\"channel\":\"talk\",\"user\":\"ann\",\"create_at\":1700000000000,"
                + members.replace('\'', '"') + "}}\n";
    }

    private List<ArchiveEntry.Post> posts(String... members) throws IOException {
        StringBuilder lines = new StringBuilder(BEGIN);
        for (String one : members) lines.append(post(one));
        return ArchiveFixtures.only(ArchiveEntry.Post.class, read(lines.toString()));
    }

    private List<String> skipped(String lines) throws IOException {
        return ArchiveFixtures.only(ArchiveEntry.Skipped.class, read(BEGIN + lines)).stream()
                .map(skipped -> skipped.what() + ": " + skipped.why())
                .toList();
    }

    @Test
    void attachmentsBecomeText() throws IOException {
        assertEquals(
                "**Build**\n\n> **[Stage \\*1\\*](https://e.test)**\n> step **3** of 5\n> **Branch**: main",
                posts(
                                "'message':'**Build**','props':{'attachments':[{'title':'Stage *1*','title_link':'https://e.test',"
                                        + "'text':'step **3** of 5','fields':[{'title':'Branch','value':'main'}]}]}")
                        .getFirst()
                        .text());
        assertEquals(
                "> only",
                posts("'message':'','props':'{\\\"attachments\\\":[{\\\"fallback\\\":\\\"only\\\"}]}'")
                        .getFirst()
                        .text());
    }

    @Test
    void webhookIsAnAuthorOfItsOwn() throws IOException {
        List<ArchiveEntry> entries = read(BEGIN
                + post("'message':'a','props':{'from_webhook':'true','override_username':'Ann'}")
                + post("'message':'b','props':{'from_webhook':'true','webhook_display_name':'CI'}")
                + post("'message':'c','props':{'from_webhook':'true'}")
                + post("'message':'d','props':{}"));
        assertEquals(
                List.of("webhook:ann:Ann", "webhook:ann:CI", "webhook:ann:ann", "ann"),
                ArchiveFixtures.only(ArchiveEntry.Post.class, entries).stream()
                        .map(ArchiveEntry.Post::author)
                        .toList());
        assertEquals(
                3,
                ArchiveFixtures.only(ArchiveEntry.Person.class, entries).stream()
                        .filter(person -> person.account() == ArchiveEntry.Account.BOT)
                        .count());
    }

    @Test
    void equalPostsOfOneMillisecondAreTwo() throws IOException {
        List<ArchiveEntry.Post> posts = posts("'message':'+1'", "'message':'+1'", "'message':'+1'");
        assertEquals(3, posts.stream().map(ArchiveEntry.Post::key).distinct().count());
        assertEquals(posts, posts("'message':'+1'", "'message':'+1'", "'message':'+1'"), "the keys stay");
    }

    /** A repeated import duplicated edited posts and their threads, because the key of a post contained its text. */
    @Test
    void editedPostAndItsRepliesKeepTheirKeys() throws IOException {
        String replies = "'replies':[{'user':'bob','message':'TEXT','create_at':1700000000001,"
                + "'replies':[{'user':'ann','message':'deeper','create_at':1700000000002}]}]";
        List<ArchiveEntry.Post> before = posts("'message':'helo'," + replies, "'message':'second'");
        List<ArchiveEntry.Post> after =
                posts("'message':'hello'," + replies.replace("TEXT", "edited"), "'message':'second'");
        assertEquals(
                before.stream().map(ArchiveEntry.Post::id).toList(),
                after.stream().map(ArchiveEntry.Post::id).toList());
        assertEquals(4, before.stream().map(ArchiveEntry.Post::key).distinct().count());
        assertEquals(Optional.of(before.get(0).key()), before.get(1).parent());
        assertEquals(Optional.of(before.get(0).key()), before.get(2).parent(), "a reply to a reply");
    }

    @Test
    void answeredSystemPostKeepsItsPlace() throws IOException {
        List<ArchiveEntry.Post> posts = posts(
                "'message':'ann joined','type':'system_join_channel','replies':[{'user':'ann','message':'welcome','create_at':1700000000001}]",
                "'message':'','replies':[{'user':'ann','message':'to nothing','create_at':1700000000001}]");
        assertEquals(
                List.of("ann joined", "welcome", "_(message without a text)_", "to nothing"),
                posts.stream().map(ArchiveEntry.Post::text).toList());
        assertEquals(Optional.of(posts.get(0).key()), posts.get(1).parent());
        assertEquals(Optional.of(posts.get(2).key()), posts.get(3).parent());
        assertTrue(skipped(post("'message':'ann left','type':'system_leave_channel'"))
                .getFirst()
                .contains("written by Mattermost itself (system_leave_channel)"));
    }

    @Test
    void channelOfPostsThatIsNotListedIsPrivateUnlessEveryTeamHasIt() throws IOException {
        String lines = BEGIN
                + post("'message':'a'").replace("talk", "Hidden")
                + post("'message':'b'").replace("talk", "town-square");
        List<ArchiveEntry.Channel> channels = ArchiveFixtures.only(ArchiveEntry.Channel.class, read(lines));
        assertEquals(
                List.of("talk PUBLIC", "hidden PRIVATE", "town-square PUBLIC"),
                channels.stream()
                        .map(channel -> channel.name() + " " + channel.kind())
                        .toList());
        assertEquals(
                2, ArchiveFixtures.only(ArchiveEntry.Post.class, read(lines)).size());
    }

    @Test
    void whatIsNotCarriedIsCounted() throws IOException {
        assertEquals(
                List.of(
                        "line 5 bob: a message that a person saved",
                        "line 5 cid: a follower of a thread",
                        "line 6 :party:: a custom emoji; its name stays in texts and reactions",
                        "line 7 r: a role or a scheme of permissions",
                        "bob Bob Builder: the full name of a person who has a nickname",
                        "bob Lead: the position of a person",
                        "acme/x why: the purpose of a channel that has a header",
                        "acme/x The X: the display name of a channel; its name in addresses is kept",
                        "ci builds: the description of a program",
                        "line 11: an unknown type weather"),
                skipped(post("'message':'a','flagged_by':['bob'],'thread_followers':[{'user':'cid','last_viewed':1}]")
                        + """
                        {"type":"emoji","emoji":{"name":"party","image":"x.png"}}
                        {"type":"role","role":{"name":"r"}}
                        {"type":"user","user":{"username":"bob","nickname":"B","first_name":"Bob","last_name":"Builder","position":"Lead","teams":null}}
                        {"type":"channel","channel":{"team":"acme","name":"x","display_name":"The X","type":"O","header":"how","purpose":"why"}}
                        {"type":"bot","bot":{"username":"ci","description":"builds"}}
                        {"type":"weather"}
                        """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "hello\n", "[]\n", "{\"type\":\"team\"}\n", "PK\u0003\u0004"})
    void otherFileIsRejected(String content) {
        IllegalArgumentException rejected = assertThrows(IllegalArgumentException.class, () -> read(content));
        assertTrue(rejected.getMessage().contains("bulk.jsonl"), rejected.getMessage());
    }
}
