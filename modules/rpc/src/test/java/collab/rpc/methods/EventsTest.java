package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.persistence.LoggedEvent;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every logged event has the shape and the audience of the contract. {@link RpcFixture} checks each event. */
class EventsTest {
    @TempDir
    Path folder;

    @Test
    void everyEventTypeFollowsContract() {
        try (RpcFixture fixture = new RpcFixtureSeeds(folder).open()) {
            sendMessages(fixture);
            changeChannels(fixture);
            administer(fixture);
            assertEquals(
                    EventSequenceContract.types(),
                    fixture.events().stream().map(LoggedEvent::type).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static void sendMessages(RpcFixture fixture) {
        long question = message(fixture, "alice", "'text': '@bob, a question'");
        message(fixture, "bob", "'text': 'an answer to @carol', 'parent_id': " + question);
        message(fixture, "carol", "'text': '@channel and @here'");
        message(fixture, "dave", "'text': '@here'");
        String it = "'message_id': " + question;
        fixture.result("alice", "message.update", "{" + it + ", 'text': 'two questions'}");
        fixture.result("dave", "message.react", "{" + it + ", 'emoji': ':eyes:'}");
        fixture.result("dave", "message.pin", "{" + it + "}");
        fixture.result("dave", "thread.follow", "{'parent_id': " + question + ", 'following': true}");
        fixture.result("dave", "read.mark", "{'channel_id': 1, " + it + "}");
        fixture.result("bob", "mention.mark_read", "{'channel_id': 1}");
        fixture.result("bob", "read.mark_all", "{'workspace_id': 1, 'what': 'all'}");
        fixture.result("bob", "draft.set", "{'channel_id': 1, 'text': 'unfinished', 'base_ver': 0}");
        fixture.result("bob", "prefs.set", "{'scope': 'me', 'key': 'notify.level', 'value': ['all']}");
        fixture.result("alice", "message.delete", "{" + it + "}");
    }

    private static long message(RpcFixture fixture, String name, String members) {
        return fixture.result(name, "message.send", "{'channel_id': 1, " + members + "}")
                .at("/message/id")
                .asLong();
    }

    private static void changeChannels(RpcFixture fixture) {
        fixture.result("bob", "channel.create", "{'workspace_id': 1, 'kind': 'dm', 'peer_ids': [3]}");
        fixture.result("bob", "channel.join", "{'channel_id': 2}");
        fixture.result("bob", "channel.leave", "{'channel_id': 2}");
        fixture.result("alice", "channel.update", "{'channel_id': 2, 'topic': 'rest'}");
        fixture.result("alice", "channel.archive", "{'channel_id': 2}");
        fixture.result("alice", "workspace.update", "{'workspace_id': 1, 'name': 'Home'}");
        fixture.result("alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': 5}");
        fixture.result("alice", "workspace.members.remove", "{'workspace_id': 1, 'user_id': 5}");
    }

    private static void administer(RpcFixture fixture) {
        fixture.result("bob", "presence.set_status_text", "{'text': 'away'}");
        fixture.result("bob", "invitation.create", "{'workspace_id': 1}");
        long group = fixture.result("alice", "group.create", "{'name': 'crew'}")
                .at("/group/id")
                .asLong();
        fixture.result("alice", "group.members.add", "{'group_id': " + group + ", 'user_id': 2}");
        fixture.result("alice", "group.rights.set", "{'group_id': " + group + ", 'permissions': [{'right': 'audit'}]}");
        fixture.result("alice", "group.delete", "{'group_id': " + group + "}");
        fixture.result("carol", "auth.logout", "{}");
    }
}
