package collab.rpc.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.api.Json;
import collab.rpc.methods.RpcFixture;
import collab.rpc.methods.RpcFixtureSeeds;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A result and the event of the same position contain the same JSON for an entity, so a client needs one type per
 * entity.
 */
class EntityJsonTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} and {3}")
    @CsvSource(delimiter = '|', textBlock = """
            message.send     | {"channel_id": 1, "text": "hello @carol"}                        | message   | message.created
            message.update   | {"message_id": 1, "text": "hello again"}                         | message   | message.updated
            thread.reply     | {"parent_id": 1, "text": "indeed"}                               | message   | message.created
            channel.create   | {"workspace_id": 1, "kind": "public", "name": "new", "topic": "t"} | channel | channel.added
            channel.create   | {"workspace_id": 1, "kind": "dm", "peer_ids": [2]}               | channel   | channel.added
            channel.update   | {"channel_id": 1, "name": "other"}                               | channel   | channel.updated
            channel.archive  | {"channel_id": 1}                                                | channel   | channel.archived
            user.update      | {"display_name": "A. Liddell", "avatar_url": "https://a.example/x.png"} | user | user.updated
            workspace.create | {"name": "Other"}                                                | workspace | workspace.added
            workspace.update | {"workspace_id": 1, "name": "Other"}                             | workspace | workspace.updated
            """)
    void resultEqualsEvent(String method, String params, String entity, String type) {
        try (RpcFixture fixture = new RpcFixtureSeeds(folder).open()) {
            long from = fixture.persistence.log().head().value();
            JsonNode replied = fixture.result("alice", method, params).path(entity);
            assertEquals(eventEntity(fixture, from, type).path(entity), replied);
        }
    }

    private static JsonNode eventEntity(RpcFixture fixture, long from, String type) {
        String pull = "{\"epoch\": \"" + fixture.persistence.log().epoch() + "\", \"from\": " + from + "}";
        for (JsonNode frame : fixture.result("alice", "session.pull", pull).path("events")) {
            if (frame.path("type").asText().equals(type)) return frame.path("event");
        }
        return Json.object();
    }
}
