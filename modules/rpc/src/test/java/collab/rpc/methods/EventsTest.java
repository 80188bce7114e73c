package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.persistence.LoggedEvent;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every event that can stand in a log, told in the shape and to the audience that the contract says; {@link RpcFixture} looks at each. */
class EventsTest {
    @TempDir
    Path folder;

    @Test
    void everyTypeOfTheContractIsToldAsItSays() {
        try (RpcFixture town = new RpcFixtureSeeds(folder).open()) {
            say(town);
            move(town);
            administer(town);
            assertEquals(
                    EventSequenceContract.types(),
                    town.events().stream().map(LoggedEvent::type).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static void say(RpcFixture town) {
        long question = message(town, "alice", "'text': '@bob, a question'");
        message(town, "bob", "'text': 'an answer to @carol', 'parent_id': " + question);
        message(town, "carol", "'text': '@channel and @here'");
        message(town, "dave", "'text': '@here'");
        String it = "'message_id': " + question;
        town.result("alice", "message.update", "{" + it + ", 'text': 'two questions'}");
        town.result("dave", "message.react", "{" + it + ", 'emoji': ':eyes:'}");
        town.result("dave", "message.pin", "{" + it + "}");
        town.result("dave", "read.mark", "{'channel_id': 1, " + it + "}");
        town.result("bob", "mention.mark_read", "{'channel_id': 1}");
        town.result("alice", "message.delete", "{" + it + "}");
    }

    private static long message(RpcFixture town, String name, String members) {
        return town.result(name, "message.send", "{'channel_id': 1, " + members + "}")
                .at("/message/id")
                .asLong();
    }

    private static void move(RpcFixture town) {
        town.result("bob", "channel.create", "{'workspace_id': 1, 'kind': 'dm', 'peer_ids': [3]}");
        town.result("bob", "channel.join", "{'channel_id': 2}");
        town.result("bob", "channel.leave", "{'channel_id': 2}");
        town.result("alice", "channel.update", "{'channel_id': 2, 'topic': 'rest'}");
        town.result("alice", "channel.archive", "{'channel_id': 2}");
        town.result("alice", "workspace.update", "{'workspace_id': 1, 'name': 'Home'}");
        town.result("alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': 5}");
        town.result("alice", "workspace.members.remove", "{'workspace_id': 1, 'user_id': 5}");
    }

    private static void administer(RpcFixture town) {
        town.result("bob", "presence.set_status_text", "{'text': 'away'}");
        long group = town.result("alice", "group.create", "{'name': 'crew'}")
                .at("/group/id")
                .asLong();
        town.result("alice", "group.members.add", "{'group_id': " + group + ", 'user_id': 2}");
        town.result("alice", "group.rights.set", "{'group_id': " + group + ", 'permissions': [{'right': 'audit'}]}");
        town.result("alice", "group.delete", "{'group_id': " + group + "}");
        town.result("carol", "auth.logout", "{}");
    }
}
