package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.api.OpenRpcDocument;
import collab.domain.Audience;
import collab.persistence.LoggedEvent;
import collab.testkit.ContractValidator;
import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks a logged event against the contract: its JSON and its audience. */
final class EventSequenceContract {
    private static final EventShape SHAPE = EventShapes.ALL.shape(EventShapes.NATIVE_VERSION);
    private static final JsonNode TYPES = OpenRpcDocument.json().path("x-event-types");

    private EventSequenceContract() {}

    /** The types of logged events. Signals are never logged. */
    static Set<String> types() {
        return TYPES.properties().stream()
                .filter(type -> !type.getValue().path("x-signal").asBoolean())
                .map(type -> type.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static void assertConforms(LoggedEvent logged) {
        JsonNode payload = payload(logged);
        ContractValidator.event(logged.type(), payload.toString());
        Set<String> kinds = TYPES.path(logged.type())
                .at("/x-audience/kinds")
                .valueStream()
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        assertTrue(
                kinds.contains(kind(logged.audience())),
                () -> logged.type() + " has the audience " + logged.audience() + ", the contract allows " + kinds);
        if (logged.type().equals("mention.created")) {
            boolean broadcast = payload.at("/mention").has("broadcast");
            assertEquals(broadcast ? "channel" : "listed", kind(logged.audience()), payload::toString);
            assertEquals(broadcast, payload.has("broadcast_no"), payload::toString);
            assertEquals(broadcast, !payload.has("mentions"), payload::toString);
        }
    }

    private static String kind(Audience audience) {
        return switch (audience) {
            case Audience.Listed _ -> "listed";
            case Audience.OfChannel _ -> "channel";
            case Audience.OfWorkspace _ -> "workspace";
            case Audience.Peers _ -> "peers";
        };
    }

    private static JsonNode payload(LoggedEvent logged) {
        try {
            byte[] tail = EventJson.loggedTail(SHAPE, logged.seq().value(), SHAPE.parse(logged.event()));
            return Json.parse("{" + new String(tail, StandardCharsets.UTF_8)).path("event");
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError("event " + logged.seq() + " cannot be parsed", malformed);
        }
    }
}
