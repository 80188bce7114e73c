package collab.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import collab.api.EventPayload;
import collab.api.Json;
import collab.api.MessageCreatedEvent;
import collab.api.OpenRpcDocument;
import collab.api.UnknownEvent;
import collab.wire.EventJson;
import collab.wire.EventShape;
import collab.wire.event.v2.Event;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The event schemas of the contract match the event messages of the wire. */
class EventContractTest {
    private static final EventShape WIRE = EventShape.of(2, Event.getDefaultInstance());
    private static final int EXAMPLES = 50;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void contractHasExactlyTheTypesOfTheWire() {
        TreeSet<String> contract = new TreeSet<>();
        OpenRpcDocument.json().path("x-event-types").fieldNames().forEachRemaining(contract::add);
        assertEquals(new TreeSet<>(WIRE.types().keySet()), contract);
    }

    /** Each event is rendered from its proto, parsed by the contract and written again without loss. */
    @Test
    void everyEventOfTheWireIsParsedWithoutLoss() {
        WIRE.types().forEach((type, field) -> {
            for (int i = 0; i < EXAMPLES; i++) {
                Message payload =
                        random(Event.newBuilder().newBuilderForField(field).getDefaultInstanceForType());
                ObjectNode json = (ObjectNode) Json.parse(EventJson.message(payload));
                EventPayload event = EventPayload.parse(type, json);
                assertFalse(event instanceof UnknownEvent, () -> "seed " + seed + ": " + type + " " + json);
                assertEquals(type, event.type());
                assertEquals(json, Json.parse(Json.bytes(event)), () -> "seed " + seed + ": " + type);
            }
        });
    }

    @Test
    void unknownTypesAndPayloadsAreEvents() {
        JsonNode payload = Json.parse("{\"weather\":\"rain\"}");
        assertEquals(
                new UnknownEvent("weather.changed", (ObjectNode) payload),
                new LiveEvent(1, "weather.changed", Instant.EPOCH, payload).event());
        assertInstanceOf(UnknownEvent.class, new LiveEvent(1, "message.created", Instant.EPOCH, payload).event());
    }

    /** In a replay, the text of a message that was deleted afterwards is empty. */
    @Test
    void replayedMessageWithoutTextIsParsed() {
        ObjectNode payload = (ObjectNode) Json.parse("""
                {"message":{"id":1,"no":1,"channel_id":1,"user_id":1,"text":"","created_at":"2026-11-23T05:38:00.123Z",
                "pinned":false,"reactions":[],"reply_count":0,"mentions":[],"ver":7},"last_no":1}""");
        assertInstanceOf(MessageCreatedEvent.class, EventPayload.parse("message.created", payload));
    }

    // ---- Random messages ----

    private Message random(Message prototype) {
        Message.Builder message = prototype.newBuilderForType();
        for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                for (int i = random.nextInt(3); i > 0; i--) message.addRepeatedField(field, value(message, field, i));
            } else if (!field.hasPresence() || field.isRequired() || mustBe(field) || random.nextBoolean()) {
                message.setField(field, value(message, field, 0));
            }
        }
        return message.build();
    }

    /** Nested messages are always set, except optional times. */
    private static boolean mustBe(FieldDescriptor field) {
        boolean time = field.getType() == FieldDescriptor.Type.MESSAGE
                && field.getMessageType()
                        .getFullName()
                        .equals(Timestamp.getDescriptor().getFullName());
        return time ? field.getName().equals("created_at") : field.getType() == FieldDescriptor.Type.MESSAGE;
    }

    private Object value(Message.Builder message, FieldDescriptor field, int index) {
        return switch (field.getType()) {
            case UINT64 -> 1 + random.nextLong(1L << 50) * 3 + index;
            case UINT32 -> random.nextInt(1_000);
            case BOOL -> random.nextBoolean();
            case STRING -> text(field.getName());
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(1 + random.nextInt(field.getEnumType().getValues().size() - 1));
            case MESSAGE -> {
                Message prototype = message.newBuilderForField(field).getDefaultInstanceForType();
                yield prototype instanceof Timestamp
                        ? Timestamp.newBuilder()
                                .setSeconds(random.nextInt(Integer.MAX_VALUE))
                                .build()
                        : random(prototype);
            }
            default -> throw new AssertionError("no example of " + field);
        };
    }

    private String text(String name) {
        return switch (name) {
            case "username" -> "u" + random.nextInt(1_000);
            case "avatar_url" -> "https://example.org/" + random.nextInt(1_000);
            default -> "Grüße " + random.nextInt(1_000);
        };
    }
}
