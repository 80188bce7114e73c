package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server with messages, and calls of {@code message.search}. */
abstract class SearchCalls {
    @TempDir
    Path folder;

    RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    long send(String name, long channel, String text) {
        ObjectNode params = Json.object().put("channel_id", channel).put("text", text);
        return fixture.result(name, "message.send", quoted(params))
                .at("/message/id")
                .asLong();
    }

    static String query(String query) {
        return quoted(Json.object().put("query", query));
    }

    /** The fixture replaces each single quotation mark with a double one. */
    static String quoted(ObjectNode params) {
        return params.toString().replace("'", "\\u0027");
    }

    JsonNode search(String name, String query) {
        return fixture.result(name, "message.search", query(query));
    }

    List<String> found(String name, String query) {
        return search(name, query)
                .path("hits")
                .valueStream()
                .map(hit -> hit.at("/message/text").asText())
                .toList();
    }

    String rejected(String query) {
        JsonNode response = fixture.call("bob", "message.search", query(query));
        assertEquals("-32602 invalid_value", RpcFixture.error(response), query);
        return response.at("/error/data/detail").asText();
    }
}
