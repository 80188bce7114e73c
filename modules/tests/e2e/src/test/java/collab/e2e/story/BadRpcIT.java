package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed and forbidden calls on {@code /rpc}. */
@ParameterizedClass
@EnumSource(Deployment.class)
@Tag("security")
class BadRpcIT extends BadInputBase {
    @ParameterizedTest
    @MethodSource("collab.e2e.story.BadCall#all")
    void badCallIsRejectedWithItsErrorCode(BadCall bad) throws IOException {
        HttpResponse<String> response = bob.post(bad.body());
        assertEquals(200, response.statusCode(), response::body);
        JsonNode error = TestJson.parse(response.body()).path("error");
        assertEquals(bad.code(), error.path("code").intValue(), response::body);
        assertEquals(bad.errorCode(), error.at("/data/code").asText(), response::body);
        if (bad.code() == -32602)
            assertEquals(bad.pointer(), error.at("/data/pointer").asText(), response::body);
        assertFalse(response.body().contains("Exception"), response::body);
    }

    @Test
    void invalidUtf8IsAParseError() throws IOException {
        HttpResponse<String> response = RpcCaller.send(bob.request("/rpc")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'})));
        assertEquals(-32700, TestJson.parse(response.body()).at("/error/code").intValue());
    }

    @Test
    void batchReturnsTheResultOfEachCall() throws IOException {
        JsonNode responses = TestJson.parse(bob.post("""
                        [1, {"jsonrpc":"2.0","method":"rpc.health"}, {"jsonrpc":"2.0","id":"a","method":"rpc.health"},
                         {"jsonrpc":"2.0","id":2,"method":"nonsense"}, {"jsonrpc":"2.0","method":"message.send","params":{"channel_id":"x"}}]""").body());
        assertEquals(3, responses.size(), responses::toString);
        assertEquals(-32600, responses.at("/0/error/code").intValue());
        assertTrue(responses.at("/0/id").isNull());
        assertEquals("a", responses.at("/1/id").textValue());
        assertEquals("ok", responses.at("/1/result/status").textValue());
        assertEquals(-32601, responses.at("/2/error/code").intValue());
        HttpResponse<String> notifications = bob.post("[{\"jsonrpc\":\"2.0\",\"method\":\"rpc.health\"}]");
        assertEquals(204, notifications.statusCode());
        assertEquals("", notifications.body());
    }

    /** An entity that the caller may not see gets the same error as one that does not exist. */
    @Test
    void hiddenIdGetsTheSameErrorAsAnUnknownId() {
        long workspace = alice.call("session.bootstrap").at("/workspaces/0/id").longValue();
        long hiddenChannel = alice.call(
                        "channel.create", "workspace_id", workspace, "kind", "private", "name", "hidden")
                .at("/channel/id")
                .longValue();
        long hiddenMessage = alice.call("message.send", "channel_id", hiddenChannel, "text", "hidden")
                .at("/message/id")
                .longValue();

        assertSameError("message.send", "channel_id", hiddenChannel, "text", "not allowed");
        assertSameError("message.list", "channel_id", hiddenChannel);
        assertSameError("channel.get", "channel_id", hiddenChannel);
        assertSameError("channel.join", "channel_id", hiddenChannel);
        assertSameError("channel.members.list", "channel_id", hiddenChannel);
        assertSameError("channel.members.add", "channel_id", hiddenChannel, "user_id", bob.userId());
        assertSameError("channel.update", "channel_id", hiddenChannel, "name", "mine");
        assertSameError("channel.archive", "channel_id", hiddenChannel);
        assertSameError("typing.relay", "channel_id", hiddenChannel);
        assertSameError("session.digest", "channel_id", hiddenChannel);
        assertSameError("read.mark", "channel_id", hiddenChannel, "message_id", hiddenMessage);
        assertSameError("message.get", "message_id", hiddenMessage);
        assertSameError("message.update", "message_id", hiddenMessage, "text", "mine");
        assertSameError("message.delete", "message_id", hiddenMessage);
        assertSameError("message.react", "message_id", hiddenMessage, "emoji", "👀");
        assertSameError("message.pin", "message_id", hiddenMessage);
        assertSameError("thread.reply", "parent_id", hiddenMessage, "text", "mine");
        assertEquals(
                1,
                alice.call("message.list", "channel_id", hiddenChannel)
                        .get("messages")
                        .size());
    }

    /**
     * A user who saw a public channel without being its member got {@code permission_denied} from {@code read.mark}, whose
     * contract did not list this error. The caller checks each error against the contract.
     */
    @Test
    void nonMemberOfAPublicChannelGetsListedErrors() {
        long workspace = alice.call("session.bootstrap").at("/workspaces/0/id").longValue();
        long channel = alice.call("channel.create", "workspace_id", workspace, "kind", "public", "name", "visible")
                .at("/channel/id")
                .longValue();
        long message = alice.call("message.send", "channel_id", channel, "text", "visible")
                .at("/message/id")
                .longValue();

        assertDenied("read.mark", "channel_id", channel, "message_id", message);
        assertDenied("mention.mark_read", "channel_id", channel);
        assertDenied("message.send", "channel_id", channel, "text", "not allowed");
        assertDenied("thread.reply", "parent_id", message, "text", "not allowed");
        assertDenied("message.update", "message_id", message, "text", "mine");
        assertDenied("message.delete", "message_id", message);
        assertDenied("message.react", "message_id", message, "emoji", "👀");
        assertDenied("message.unreact", "message_id", message, "emoji", "👀");
        assertDenied("message.toggle_react", "message_id", message, "emoji", "👀");
        assertDenied("message.pin", "message_id", message);
        assertDenied("message.unpin", "message_id", message);
        assertDenied("channel.update", "channel_id", channel, "topic", "mine");
        assertDenied("channel.archive", "channel_id", channel);
        assertDenied("channel.members.add", "channel_id", channel, "user_id", bob.userId());
        assertDenied("channel.members.set_role", "channel_id", channel, "user_id", alice.userId(), "role", "member");
        assertEquals(
                -32003, bob.rejection("typing.relay", "channel_id", channel).code());
        assertEquals(-32003, bob.rejection("read.get", "channel_id", channel).code());
    }

    private static void assertDenied(String method, Object... params) {
        RpcCallRejected denied = bob.rejection(method, params);
        assertEquals("permission_denied", denied.errorCode(), denied::getMessage);
    }

    private static void assertSameError(String method, Object... params) {
        Object[] unknown = params.clone();
        unknown[1] = 900_000;
        RpcCallRejected hiddenError = bob.rejection(method, params);
        RpcCallRejected unknownError = bob.rejection(method, unknown);
        assertEquals(-32003, hiddenError.code(), hiddenError::getMessage);
        assertEquals(
                unknownError.data().toString().replace("900000", "N"),
                hiddenError.data().toString().replace(params[1].toString(), "N"),
                () -> method + ": the errors of a hidden and an unknown id differ");
    }
}
