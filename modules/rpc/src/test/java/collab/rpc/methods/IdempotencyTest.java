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

class IdempotencyTest {
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

    private int messages() {
        return fixture.result("alice", "message.list", "{'channel_id': 1}")
                .path("messages")
                .size();
    }

    @Test
    void repeatedCallIsNotExecuted() {
        String send = "{'channel_id': 1, 'text': 'once', 'op_id': 'tab1:1'}";
        JsonNode first = fixture.result("bob", "message.send", send);
        int before = messages();
        JsonNode second = fixture.result("bob", "message.send", send);
        assertEquals(before, messages());
        assertEquals(first.path("seq"), second.path("seq"));
        assertEquals(first.path("message").path("id"), second.path("message").path("id"));
    }

    @Test
    void repeatedCallReturnsCurrentEntity() {
        String send = "{'channel_id': 1, 'text': 'befor', 'op_id': 'tab1:1'}";
        JsonNode first = fixture.result("bob", "message.send", send);
        fixture.result(
                "bob",
                "message.update",
                "{'message_id': " + first.path("message").path("id") + ", 'text': 'before'}");
        JsonNode second = fixture.result("bob", "message.send", send);
        assertEquals("before", second.path("message").path("text").asText());
        assertEquals(first.path("seq"), second.path("seq"));
    }

    @Test
    void memberOrderDoesNotMatter() {
        JsonNode first = fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        JsonNode second = fixture.result("bob", "message.send", "{'op_id': 'o', 'text': 'x', 'channel_id': 1}");
        assertEquals(first, second);
    }

    @Test
    void otherParametersOrMethodConflict() {
        fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        assertEquals(
                "-32004 operation_reused",
                fixture.error("bob", "message.send", "{'channel_id': 1, 'text': 'y', 'op_id': 'o'}"));
        assertEquals(
                "-32004 operation_reused",
                fixture.error("bob", "presence.set_status_text", "{'text': 'x', 'op_id': 'o'}"));
    }

    @Test
    void opIdIsScopedToCaller() {
        JsonNode bobs = fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        JsonNode carols = fixture.result("carol", "message.send", "{'channel_id': 1, 'text': 'x', 'op_id': 'o'}");
        assertTrue(carols.path("message").path("id").asLong()
                > bobs.path("message").path("id").asLong());
    }

    @Test
    void repeatedCallRechecksAccess() {
        JsonNode vault =
                fixture.result("bob", "channel.create", "{'workspace_id': 1, 'kind': 'private', 'name': 'vault'}");
        String channel = vault.path("channel").path("id").asText();
        fixture.result("bob", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': 3}");
        String send = "{'channel_id': " + channel + ", 'text': 'secret', 'op_id': 'o'}";
        fixture.result("carol", "message.send", send);
        fixture.result("bob", "channel.members.remove", "{'channel_id': " + channel + ", 'user_id': 3}");
        assertTrue(fixture.error("carol", "message.send", send).startsWith("-32003 "));
    }

    @Test
    void rejectedCallIsNotStored() {
        String send = "{'channel_id': 2, 'text': 'x', 'op_id': 'o'}";
        assertTrue(fixture.call("bob", "message.send", send).has("error"));
        fixture.result("bob", "channel.join", "{'channel_id': 2}");
        fixture.result("bob", "message.send", send);
    }

    // ---- Calls that are checked before the ledger decides ----

    /** A lost answer left the client with "current_password is wrong" for a change that had been made. */
    @Test
    void repeatedPasswordChangeGetsTheFirstAnswer() {
        String first = "{'password': 'correct horse', 'op_id': 'p1'}";
        JsonNode set = fixture.result("bob", "user.set_password", first);
        assertEquals(set, fixture.result("bob", "user.set_password", first));
        String second = "{'password': 'battery staple', 'current_password': 'correct horse', 'op_id': 'p2'}";
        JsonNode changed = fixture.result("bob", "user.set_password", second);
        assertEquals(changed, fixture.result("bob", "user.set_password", second));
        assertEquals(
                "-32001 invalid_credentials",
                fixture.error("bob", "user.set_password", first),
                "the password of the operation before the last is not the password any more");
        // the repeat did not bring the first password back
        fixture.result("bob", "user.set_password", "{'password': 'third one', 'current_password': 'battery staple'}");
    }

    /**
     * A call with the {@code op_id} of an earlier change and another new password was answered with success, although the password stayed
     * the earlier one, because the stored hash of the parameters leaves passwords out.
     */
    @Test
    void otherPasswordUnderTheSameOperationIsRejected() {
        fixture.result("bob", "user.set_password", "{'password': 'correct horse', 'op_id': 'p0'}");
        fixture.result(
                "bob",
                "user.set_password",
                "{'password': 'battery staple', 'current_password': 'correct horse', 'op_id': 'p1'}");
        assertEquals(
                "-32001 invalid_credentials",
                fixture.error(
                        "bob",
                        "user.set_password",
                        "{'password': 'third password', 'current_password': 'wrong', 'op_id': 'p1'}"));
        assertEquals(
                "-32004 operation_reused",
                fixture.error(
                        "bob",
                        "user.set_password",
                        "{'password': 'third password', 'current_password': 'battery staple', 'op_id': 'p1'}"),
                "the check passes, the change would not be made");
        fixture.result("alice", "user.set_password", "{'password': 'set by alice', 'user_id': 3, 'op_id': 'p1'}");
        assertEquals(
                "-32004 operation_reused",
                fixture.error(
                        "alice", "user.set_password", "{'password': 'set otherwise', 'user_id': 3, 'op_id': 'p1'}"),
                "an administrator");
        // no rejected call changed the password
        fixture.result(
                "bob", "user.set_password", "{'password': 'third password', 'current_password': 'battery staple'}");
    }

    /** A repeated creation with another password was answered with success, although the user kept the first password. */
    @Test
    void otherPasswordOfARepeatedCreationIsRejected() {
        String create = "{'username': 'erin', 'display_name': 'Erin', 'password': 'correct horse', 'op_id': 'c1'}";
        JsonNode first = fixture.result("alice", "user.create", create);
        assertEquals(first, fixture.result("alice", "user.create", create));
        assertEquals(
                "-32004 operation_reused",
                fixture.error("alice", "user.create", create.replace("correct horse", "battery staple")));
    }

    @Test
    void failedCheckOfAnUnknownOperationIsNotForgiven() {
        fixture.result("bob", "user.set_password", "{'password': 'correct horse', 'op_id': 'p1'}");
        for (String other : List.of("", ", 'op_id': 'p2'", ", 'current_password': 'wrong', 'op_id': 'p3'")) {
            assertEquals(
                    "-32001 invalid_credentials",
                    fixture.error("bob", "user.set_password", "{'password': 'battery staple'" + other + "}"));
        }
        assertEquals(
                "-32004 operation_reused",
                fixture.error("bob", "user.set_password", "{'password': 'correct horse', 'op_id': 'p1', 'user_id': 2}"),
                "other parameters");
    }

    @Test
    void repeatedReplyGetsTheFirstAnswerAfterItsParentWasDeleted() {
        JsonNode parent = fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'a question'}");
        String id = parent.path("message").path("id").asText();
        String reply = "{'parent_id': " + id + ", 'text': 'an answer', 'op_id': 'r1'}";
        JsonNode first = fixture.result("carol", "thread.reply", reply);
        fixture.result("bob", "message.delete", "{'message_id': " + id + "}");
        assertEquals(first, fixture.result("carol", "thread.reply", reply));
    }

    @Test
    void repeatedCreationGetsTheFirstAnswerAfterTheRightWasLost() {
        String group = fixture.result("alice", "group.create", "{'name': 'helpers'}")
                .path("group")
                .path("id")
                .asText();
        fixture.result("alice", "group.rights.set", "{'group_id': " + group + ", 'permissions': [{'right': 'admin'}]}");
        fixture.result("alice", "group.members.add", "{'group_id': " + group + ", 'user_id': 2}");
        String create = "{'username': 'erin', 'display_name': 'Erin', 'password': 'correct horse', 'op_id': 'c1'}";
        JsonNode first = fixture.result("bob", "user.create", create);
        fixture.result(
                "alice",
                "workspace.members.add",
                "{'workspace_id': 1, 'user_id': " + first.path("user").path("id") + "}");
        fixture.result("alice", "group.members.remove", "{'group_id': " + group + ", 'user_id': 2}");
        assertEquals("-32002 permission_denied", fixture.error("bob", "user.create", create.replace("c1", "c2")));
        assertEquals(first, fixture.result("bob", "user.create", create));
    }
}
