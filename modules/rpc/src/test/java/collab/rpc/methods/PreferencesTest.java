package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preferences, marking as unread, and marking everything as read. */
class PreferencesTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void preferenceIsInTheBootstrapUntilItHasItsDefaultAgain() {
        JsonNode set = fixture.result(
                "bob", "prefs.set", "{'scope': 'channel', 'id': 1, 'key': 'muted', 'value': ['true'], 'op_id': 'a'}");
        assertEquals(set.path("pref"), bootstrap("bob").at("/prefs/0"));
        assertEquals(
                bootstrap("bob").path("prefs"),
                fixture.result("bob", "prefs.get", "{}").path("prefs"));
        assertTrue(bootstrap("alice").path("prefs").isEmpty());
        fixture.result("bob", "prefs.set", "{'scope': 'channel', 'id': 1, 'key': 'muted', 'value': []}");
        assertTrue(bootstrap("bob").path("prefs").isEmpty());
        JsonNode repeated = fixture.result(
                "bob", "prefs.set", "{'scope': 'channel', 'id': 1, 'key': 'muted', 'value': ['true'], 'op_id': 'a'}");
        assertTrue(repeated.at("/pref/value").isEmpty(), "a repeated call shows the present value");
    }

    @Test
    void errorsNameWhatIsAccepted() {
        assertEquals("-32602 pref_unknown", code("{'scope': 'me', 'key': 'colour', 'value': ['red']}"));
        assertEquals("-32602 pref_invalid", code("{'scope': 'me', 'key': 'notify.level', 'value': ['loud']}"));
        assertEquals(
                "-32004 pref_changed", code("{'scope': 'me', 'key': 'notify.level', 'value': ['all'], 'if_ver': 1}"));
    }

    @Test
    void messageBecomesTheFirstUnreadOne() {
        long first = send("one");
        long second = send("two");
        fixture.result("bob", "read.mark", "{'channel_id': 1, 'message_id': " + second + "}");
        long known = state("bob").path("ver").asLong();
        JsonNode unread = fixture.result("bob", "read.unread", "{'channel_id': 1, 'message_id': " + second + "}")
                .path("read_state");
        assertEquals(
                List.of(1L, first),
                List.of(unread.path("unread").asLong(), unread.path("last_read").asLong()));
        assertEquals(unread, state("bob"));
        fixture.result(
                "bob", "read.mark", "{'channel_id': 1, 'message_id': " + second + ", 'seen_ver': " + known + "}");
        assertEquals(unread, state("bob"), "a tab that did not know of it changes nothing");
    }

    @Test
    void everythingIsReadAndNothingAfterIt() {
        long question = send("@bob @channel");
        fixture.result("alice", "thread.reply", "{'parent_id': " + question + ", 'text': '@bob'}");
        assertEquals(1, bootstrap("bob").at("/threads/unread").size());
        fixture.result("bob", "read.mark_all", "{'workspace_id': 1, 'what': 'all'}");
        assertEquals(0, state("bob").path("unread").asLong());
        assertEquals(0, state("bob").path("unread_mentions").asLong());
        assertTrue(bootstrap("bob").at("/threads/unread").isEmpty());
        send("later");
        assertEquals(1, state("bob").path("unread").asLong());
        JsonNode thread = fixture.result("bob", "thread.unread", "{'parent_id': " + question + "}");
        assertEquals(1, thread.at("/state/unread").asLong());
        assertEquals(1, thread.at("/state/mentions").asLong());
    }

    @Test
    void draftIsOnEachDeviceAndNotOverwritten() {
        JsonNode set = fixture.result("bob", "draft.set", "{'channel_id': 1, 'text': 'I think', 'base_ver': 0}")
                .path("draft");
        assertEquals(
                set, fixture.result("bob", "draft.get", "{'channel_id': 1}").path("draft"));
        assertEquals(set.path("ver"), bootstrap("bob").at("/drafts/0/ver"));
        assertTrue(bootstrap("alice").path("drafts").isEmpty());
        assertEquals(
                "-32004 draft_changed",
                fixture.error("bob", "draft.set", "{'channel_id': 1, 'text': 'You think', 'base_ver': 0}"));
        fixture.result("bob", "draft.set", "{'channel_id': 1, 'text': '', 'base_ver': " + set.path("ver") + "}");
        assertTrue(bootstrap("bob").path("drafts").isEmpty());
    }

    private String code(String params) {
        return fixture.error("bob", "prefs.set", params);
    }

    private JsonNode bootstrap(String name) {
        return fixture.result(name, "session.bootstrap", "{}");
    }

    private JsonNode state(String name) {
        return fixture.result(name, "read.get", "{'channel_id': 1}").path("read_state");
    }

    private long send(String text) {
        return fixture.result("alice", "message.send", "{'channel_id': 1, 'text': '" + text + "'}")
                .at("/message/id")
                .asLong();
    }
}
