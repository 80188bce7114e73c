package collab.e2e.judge;

import collab.wire.event.EventOptionsProto;
import collab.wire.event.v2.Event;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An event as JSON, written from the comment of the proto and not with the product's encoder, and a 64-bit hash of JSON
 * that does not depend on the order of members.
 */
public final class EventText {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private EventText() {}

    /** The dotted name of an event's type; {@code unknown} for a type that this version of the proto does not have. */
    public static String type(Event event) {
        return payload(event)
                .map(field -> field.getOptions().getExtension(EventOptionsProto.typeName))
                .orElse("unknown");
    }

    private static Optional<FieldDescriptor> payload(Event event) {
        return Optional.ofNullable(
                Event.getDescriptor().findFieldByNumber(event.getPayloadCase().getNumber()));
    }

    /** What a frame of this event carries: {@code type}, {@code at} and {@code event}. */
    public static ObjectNode frame(Event event) {
        ObjectNode frame = NODES.objectNode();
        frame.put("type", type(event));
        frame.put("at", time(event.getAt()));
        frame.set(
                "event",
                payload(event)
                        .map(field -> json((Message) event.getField(field)))
                        .orElseGet(EventText::empty));
        return frame;
    }

    /** The hash of a frame that was received; members that differ between sockets do not count. */
    public static long frameHash(JsonNode received) {
        ObjectNode frame = NODES.objectNode();
        for (String member : List.of("type", "at", "event")) {
            if (received.has(member)) frame.set(member, received.get(member));
        }
        return hash(frame);
    }

    /** The hash of a frame that was received, without the text of its message; empty when it has no such text. */
    static Optional<Long> blankHash(JsonNode received) {
        if (!received.at("/event/message/text").isTextual()) return Optional.empty();
        JsonNode blank = received.deepCopy();
        ((ObjectNode) blank.at("/event/message")).put("text", "");
        return Optional.of(frameHash(blank));
    }

    static ObjectNode empty() {
        return NODES.objectNode();
    }

    public static ObjectNode json(Message message) {
        ObjectNode object = NODES.objectNode();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                ArrayNode array = object.putArray(field.getName());
                for (Object element : (List<?>) message.getField(field)) array.add(value(field, element));
            } else if (!field.hasPresence() || message.hasField(field)) {
                object.set(field.getName(), value(field, message.getField(field)));
            }
        }
        return object;
    }

    private static JsonNode value(FieldDescriptor field, Object value) {
        return switch (value) {
            case Timestamp time -> NODES.textNode(time(time));
            case Message message -> json(message);
            case EnumValueDescriptor constant -> NODES.textNode(word(constant));
            case Integer number -> NODES.numberNode((long) number);
            case Long number -> NODES.numberNode((long) number);
            case Boolean flag -> NODES.booleanNode(flag);
            case String text -> NODES.textNode(text);
            default -> throw new IllegalArgumentException(field.getFullName() + " has no form in JSON");
        };
    }

    /** A name without the prefix of its type, in lower case: {@code CHANNEL_KIND_PUBLIC} is {@code public}. */
    private static String word(EnumValueDescriptor constant) {
        String prefix = constant.getType()
                .getName()
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toUpperCase(Locale.ROOT);
        return constant.getName().substring(prefix.length() + 1).toLowerCase(Locale.ROOT);
    }

    private static String time(Timestamp time) {
        return MILLIS.format(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }

    // ---- Hash ----

    public static long hash(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                TreeMap<String, JsonNode> members = new TreeMap<>();
                node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
                long hash = mix(1, members.size());
                for (var member : members.entrySet())
                    hash = mix(mix(hash, text(member.getKey())), hash(member.getValue()));
                yield hash;
            }
            case ARRAY -> {
                long hash = mix(2, node.size());
                for (JsonNode element : node) hash = mix(hash, hash(element));
                yield hash;
            }
            case STRING -> mix(3, text(node.textValue()));
            case NUMBER -> mix(4, text(node.asText()));
            case BOOLEAN -> mix(5, node.booleanValue() ? 1 : 0);
            case NULL, MISSING, BINARY, POJO -> mix(6, 0);
        };
    }

    private static long text(String text) {
        long hash = mix(SEED, text.length());
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        return hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * SEED;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 32;
    }
}
