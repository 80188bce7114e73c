package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.rpc.config.RequestLimits;
import collab.rpc.config.RpcConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class BadInputTest {
    @TempDir
    static Path folder;

    private static RpcFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            message.send  | {'channel_id': 1}                                     | -32602 invalid_params | /text
            message.send  | {'channel_id': '1', 'text': 'x'}                      | -32602 invalid_params | /channel_id
            message.send  | {'channel_id': 1.0, 'text': 'x'}                      | -32602 invalid_params | /channel_id
            message.send  | {'channel_id': 0, 'text': 'x'}                        | -32602 invalid_params | /channel_id
            message.send  | {'channel_id': 9007199254740992, 'text': 'x'}         | -32602 invalid_params | /channel_id
            message.send  | {'channel_id': 1e999, 'text': 'x'}                    | -32602 invalid_params | /channel_id
            message.send  | {'channel_id': 1, 'text': null}                       | -32602 invalid_params | /text
            message.send  | {'channel_id': 1, 'text': ''}                         | -32602 invalid_params | /text
            message.send  | {'channel_id': 1, 'text': '\\ud800'}                  | -32602 invalid_params | /text
            message.send  | {'channel_id': 1, 'text': 'x', 'user_id': 1}          | -32602 invalid_params | /user_id
            message.send  | {'channel_id': 1, 'text': 'x', 'op_id': 'a b'}        | -32602 invalid_params | /op_id
            message.send  | {'channel_id': 999, 'text': 'x'}                      | -32003 channel_not_found |
            message.send  | {'channel_id': 1, 'text': 'x', 'parent_id': 999}      | -32003 message_not_found |
            message.list  | {'channel_id': 1, 'limit': 201}                       | -32602 invalid_params | /limit
            message.list  | {'channel_id': 1, 'limit': 0}                         | -32602 invalid_params | /limit
            message.get   | {'message_id': 999}                                   | -32003 message_not_found |
            channel.create | {'workspace_id': 1, 'kind': 'secret', 'name': 'x'}   | -32602 invalid_params | /kind
            channel.create | {'workspace_id': 1, 'kind': 'public', 'name': 'general'} | -32004 name_taken |
            channel.create | {'workspace_id': 1, 'kind': 'public'}                | -32602 invalid_value |
            channel.create | {'workspace_id': 1, 'kind': 'dm', 'peer_ids': [1, 1]} | -32602 invalid_params | /peer_ids/1
            user.create   | {'username': 'erin', 'display_name': 'Erin', 'password': 'short'} | -32602 invalid_params | /password
            session.pull  | {'epoch': 'another', 'from': 0}                       | -32004 epoch_changed |
            user.get      | []                                                    | -32602 invalid_params | /user_id
            user.get      | [1]                                                   | -32602 invalid_params |
            """)
    void invalidCallHasExpectedError(String method, String params, String error, String pointer) {
        JsonNode response = fixture.call("alice", method, params);
        assertEquals(error, RpcFixture.error(response));
        if (pointer != null) {
            assertEquals(
                    pointer, response.path("error").path("data").path("pointer").asText());
        }
    }

    @Test
    void tooLongTextIsRejected() {
        String text = "x".repeat(16_001);
        assertEquals(
                "-32006 text_too_long",
                fixture.error("bob", "message.send", "{'channel_id': 1, 'text': '" + text + "'}"));
        fixture.result("bob", "message.send", "{'channel_id': 1, 'text': '" + text.substring(1) + "'}");
    }

    @Test
    void errorDoesNotRepeatInput() {
        JsonNode response = fixture.call("bob", "message.send", "{'channel_id': 'hunter2', 'text': 'x'}");
        assertTrue(!response.toString().contains("hunter2"), response.toString());
    }

    @Test
    void oversizedBatchIsRejectedWhole() {
        String send = RpcFixture.body("message.send", "{'channel_id': 1, 'text': 'x'}");
        String batch = IntStream.range(0, 51).mapToObj(_ -> send).collect(Collectors.joining(",", "[", "]"));
        long head = fixture.persistence.log().head().value();
        JsonNode response = Json.parse(fixture.post(batch, "Authorization", "Bearer " + fixture.token("bob"))
                .body());
        assertEquals("-32600 invalid_request", RpcFixture.error(response));
        assertEquals(head, fixture.persistence.log().head().value());
    }

    @Test
    void callsAfterReplyLimitAreNotExecuted() {
        RpcConfig small = RpcFixture.withoutRateLimits()
                .withRequests(RequestLimits.defaults().withReplyBytesMax(1_024));
        try (RpcFixture tight = new RpcFixtureSeeds(folder.resolve("tight")).open(small)) {
            String batch = "[" + RpcFixture.body("rpc.discover", "{}") + ","
                    + RpcFixture.body("message.send", "{'channel_id': 1, 'text': 'x'}") + "]";
            long head = tight.persistence.log().head().value();
            JsonNode responses = Json.parse(tight.post(batch, "Authorization", "Bearer " + tight.token("bob"))
                    .body());
            assertTrue(responses.path(0).has("result"));
            assertEquals("-32006 too_large", RpcFixture.error(responses.path(1)));
            assertEquals(head, tight.persistence.log().head().value());
        }
    }
}
