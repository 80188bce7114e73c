package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the JSON-RPC 2.0 specification, with methods of this contract. */
class ConformanceTest {
    private static final String PARSE_ERROR = "-32700 Parse error null";
    private static final String INVALID = "-32600 Invalid Request null";

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

    private static String post(String body) {
        HttpResponse<String> response = fixture.post(body);
        if (response.statusCode() == 204) {
            assertEquals("", response.body());
            return "nothing";
        }
        assertEquals(200, response.statusCode());
        JsonNode json = Json.parse(response.body());
        if (!json.isArray()) return summary(json);
        StringBuilder summaries = new StringBuilder();
        json.forEach(each -> summaries.append(summaries.isEmpty() ? "" : ", ").append(summary(each)));
        return "[" + summaries + "]";
    }

    private static String summary(JsonNode response) {
        assertEquals("2.0", response.path("jsonrpc").asText());
        assertTrue(response.has("result") ^ response.has("error"), response.toString());
        assertEquals(3, response.size(), response.toString());
        JsonNode error = response.path("error");
        return (response.has("result")
                        ? "ok"
                        : error.path("code") + " " + error.path("message").asText()) + " " + response.path("id");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            named parameters                 | {"jsonrpc": "2.0", "method": "auth.login", "params": {"username": "bob"}, "id": 3} | ok 3
            a string for an id               | {"jsonrpc": "2.0", "method": "rpc.health", "id": "3"} | ok "3"
            positional parameters            | {"jsonrpc": "2.0", "method": "auth.login", "params": ["bob"], "id": 1} | -32602 Invalid params 1
            a notification                   | {"jsonrpc": "2.0", "method": "rpc.health"} | nothing
            a notification that fails        | {"jsonrpc": "2.0", "method": "foobar", "params": {"a": 1}} | nothing
            a method that does not exist     | {"jsonrpc": "2.0", "method": "foobar", "id": "1"} | -32601 Method not found "1"
            a reserved method                | {"jsonrpc": "2.0", "method": "rpc.foobar", "id": 1} | -32601 Method not found 1
            invalid JSON                     | {"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz] | -32700 Parse error null
            an invalid request               | {"jsonrpc": "2.0", "method": 1, "params": "bar"} | -32600 Invalid Request null
            a batch of invalid JSON          | [{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method"] | -32700 Parse error null
            an empty batch                   | [] | -32600 Invalid Request null
            an invalid batch                 | [1] | [-32600 Invalid Request null]
            a batch of invalid things        | [1,2,3] | [-32600 Invalid Request null, -32600 Invalid Request null, -32600 Invalid Request null]
            a mixed batch                    | [{"jsonrpc": "2.0", "method": "rpc.health", "id": "1"},{"jsonrpc": "2.0", "method": "rpc.health"},{"jsonrpc": "2.0", "method": "auth.login", "params": {}, "id": "2"},{"foo": "boo"},{"jsonrpc": "2.0", "method": "foo.get", "id": "5"},{"jsonrpc": "2.0", "method": "rpc.health", "id": 9}] | [ok "1", -32602 Invalid params "2", -32600 Invalid Request null, -32601 Method not found "5", ok 9]
            a batch of notifications         | [{"jsonrpc": "2.0", "method": "rpc.health"},{"jsonrpc": "2.0", "method": "rpc.health"}] | nothing
            a call without a session         | {"jsonrpc": "2.0", "method": "user.me", "id": 1} | -32001 Unauthenticated 1
            """)
    void specificationExamplesPass(String name, String body, String expected) {
        assertEquals(expected, post(body));
    }

    @Test
    void notificationIsExecuted() {
        String send =
                "{\"jsonrpc\":\"2.0\",\"method\":\"message.send\",\"params\":{\"channel_id\":1,\"text\":\"a notification\"}}";
        assertEquals(
                204,
                fixture.post(send, "Authorization", "Bearer " + fixture.token("bob"))
                        .statusCode());
        JsonNode messages = fixture.result("alice", "message.list", "{'channel_id': 1, 'limit': 1}")
                .path("messages");
        assertEquals("a notification", messages.path(0).path("text").asText());
    }

    @Test
    void batchIsExecutedInOrder() {
        String batch = "[" + RpcFixture.body("message.send", "{'channel_id': 1, 'text': 'one'}") + ","
                + RpcFixture.body("message.send", "{'channel_id': 1, 'text': 'two'}") + ","
                + RpcFixture.body("message.list", "{'channel_id': 1, 'limit': 2}") + "]";
        JsonNode responses = Json.parse(fixture.post(batch, "Authorization", "Bearer " + fixture.token("carol"))
                .body());
        JsonNode listed = responses.path(2).path("result").path("messages");
        assertEquals("one", listed.path(0).path("text").asText());
        assertEquals("two", listed.path(1).path("text").asText());
    }

    @Test
    void malformedRequestIsNotRepeatedInError() {
        assertEquals(PARSE_ERROR, post("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"id\":1,\"id\":1}"));
        assertEquals(INVALID, post("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"id\":null}"));
        assertTrue(!fixture.post("{\"hunter2").body().contains("hunter2"));
    }
}
