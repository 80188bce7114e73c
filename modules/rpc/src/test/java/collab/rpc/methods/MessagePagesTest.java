package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that pages through a channel gets every message. */
class MessagePagesTest {
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

    /**
     * Regression: 0 was treated as an absent id, so a client that started at 0 got the newest page and then an empty
     * one.
     */
    @Test
    void sinceZeroStartsAtOldestMessage() {
        for (int i = 2; i <= 5; i++) {
            fixture.result("bob", "message.send", "{'channel_id': 1, 'text': 'message " + i + "'}");
        }
        assertEquals(List.of(1L, 2L), ids("message.list", "{'channel_id': 1, 'since_id': 0, 'limit': 2}"));
        assertEquals(List.of(3L, 4L), ids("message.list", "{'channel_id': 1, 'since_id': 2, 'limit': 2}"));
        assertEquals(List.of(4L, 5L), ids("message.list", "{'channel_id': 1, 'limit': 2}"));
    }

    @Test
    void sinceZeroStartsAtOldestReply() {
        for (int i = 2; i <= 5; i++) {
            fixture.result("bob", "thread.reply", "{'parent_id': 1, 'text': 'reply " + i + "'}");
        }
        assertEquals(List.of(2L, 3L), ids("thread.list", "{'parent_id': 1, 'since_id': 0, 'limit': 2}"));
        assertEquals(List.of(4L, 5L), ids("thread.list", "{'parent_id': 1, 'limit': 2}"));
    }

    private List<Long> ids(String method, String params) {
        return fixture.result("bob", method, params)
                .path("messages")
                .valueStream()
                .map(message -> message.path("id").asLong())
                .toList();
    }
}
