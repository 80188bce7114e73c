package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.rpc.config.RpcConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client asks when its page is opened fits the limits that hold when nothing is configured. */
class PageLoadTest {
    private static final int CHANNELS = 30;

    @TempDir
    Path folder;

    /** Five times within a minute, and looking into every channel each time, is still no abuse. */
    @Test
    void aPageOfThirtyChannelsIsLoadedWithoutBeingRefused() {
        try (RpcFixture town = new RpcFixtureSeeds(folder).open(RpcConfig.defaults())) {
            List<Long> channels = channels(town);
            for (int load = 0; load < 5; load++) {
                town.result("bob", "user.me", "{}");
                JsonNode state = town.result("bob", "session.bootstrap", "{}");
                assertTrue(state.path("channels").size() >= CHANNELS);
                assertTrue(state.path("read_states").size() >= CHANNELS, state::toString);
                town.result("bob", "users.list", "{'workspace_id': 1}");
                town.result("bob", "presence.list", "{'workspace_id': 1}");
                town.result("bob", "read.unread_counts", "{'workspace_id': 1}");
                town.result("bob", "mention.list", "{}");
                town.result("bob", "auth.ticket", "{}");
                for (long channel : channels) {
                    town.result("bob", "message.list", "{'channel_id': " + channel + "}");
                    town.result("bob", "channel.members.list", "{'channel_id': " + channel + "}");
                    town.result("bob", "message.pins", "{'channel_id': " + channel + "}");
                }
            }
            assertEquals(
                    "-32005 rate_limited",
                    exhausted(town),
                    "and yet there is a limit, or this test would show nothing");
        }
    }

    private static List<Long> channels(RpcFixture town) {
        List<Long> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            String create = "{'workspace_id': 1, 'kind': 'public', 'name': 'channel-" + i + "'}";
            long channel = town.result("alice", "channel.create", create)
                    .at("/channel/id")
                    .asLong();
            town.result("bob", "channel.join", "{'channel_id': " + channel + "}");
            channels.add(channel);
        }
        town.pass(Duration.ofMinutes(1));
        return channels;
    }

    private static String exhausted(RpcFixture town) {
        for (int i = 0; i < 600; i++) {
            JsonNode answer = town.call("bob", "user.me", "{}");
            if (answer.has("error")) return RpcFixture.error(answer);
        }
        return "never";
    }
}
