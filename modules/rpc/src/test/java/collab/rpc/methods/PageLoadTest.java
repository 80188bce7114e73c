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

/** The calls of a client that opens its page stay within the default rate limits. */
class PageLoadTest {
    private static final int CHANNELS = 30;

    @TempDir
    Path folder;

    /** Five loads within a minute, each of which reads every channel, are accepted. */
    @Test
    void loadingThirtyChannelsStaysWithinDefaultLimits() {
        try (RpcFixture fixture = new RpcFixtureSeeds(folder).open(RpcConfig.defaults())) {
            List<Long> channels = channels(fixture);
            for (int load = 0; load < 5; load++) {
                fixture.result("bob", "user.me", "{}");
                JsonNode state = fixture.result("bob", "session.bootstrap", "{}");
                assertTrue(state.path("channels").size() >= CHANNELS);
                assertTrue(state.path("read_states").size() >= CHANNELS, state::toString);
                fixture.result("bob", "users.list", "{'workspace_id': 1}");
                fixture.result("bob", "presence.list", "{'workspace_id': 1}");
                fixture.result("bob", "read.unread_counts", "{'workspace_id': 1}");
                fixture.result("bob", "mention.list", "{}");
                fixture.result("bob", "auth.ticket", "{}");
                for (long channel : channels) {
                    fixture.result("bob", "message.list", "{'channel_id': " + channel + "}");
                    fixture.result("bob", "channel.members.list", "{'channel_id': " + channel + "}");
                    fixture.result("bob", "message.pins", "{'channel_id': " + channel + "}");
                }
            }
            assertEquals(
                    "-32005 rate_limited",
                    exhausted(fixture),
                    "further calls must be limited, otherwise this test would prove nothing");
        }
    }

    private static List<Long> channels(RpcFixture fixture) {
        List<Long> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            String create = "{'workspace_id': 1, 'kind': 'public', 'name': 'channel-" + i + "'}";
            long channel = fixture.result("alice", "channel.create", create)
                    .at("/channel/id")
                    .asLong();
            fixture.result("bob", "channel.join", "{'channel_id': " + channel + "}");
            channels.add(channel);
        }
        fixture.advanceClock(Duration.ofMinutes(1));
        return channels;
    }

    private static String exhausted(RpcFixture fixture) {
        for (int i = 0; i < 600; i++) {
            JsonNode response = fixture.call("bob", "user.me", "{}");
            if (response.has("error")) return RpcFixture.error(response);
        }
        return "never";
    }
}
