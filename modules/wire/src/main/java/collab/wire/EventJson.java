package collab.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Encodes events as JSON. The encoding is the same for every version.
 *
 * <p>Member names are the field names of the proto. Integers are JSON numbers. A Timestamp is an RFC 3339 string in UTC with
 * milliseconds. An enum value is its name without the prefix of its type, in lower case. A repeated field is always present.
 * An absent optional field or message field is omitted. The encoding plan of each message type is computed once and cached.
 */
public final class EventJson {
    private static final Map<Descriptor, Plan> PLANS = new ConcurrentHashMap<>();

    private EventJson() {}

    /**
     * The frame of a logged event without its first members. A complete frame is <code>{"prev":N,</code>, in the flat layout
     * <code>{</code>, followed by these bytes. {@code prev} differs per recipient; all recipients share these bytes.
     *
     * @param event an event whose type the shape knows
     */
    public static byte[] loggedTail(EventShape shape, long seq, Message event) {
        JsonBytes out = new JsonBytes();
        out.raw("\"seq\":").number(seq).raw(',');
        return frame(shape, event, out, true);
    }

    /** The complete frame of a signal. A signal has no position. */
    public static byte[] signal(EventShape shape, Message event) {
        JsonBytes out = new JsonBytes();
        out.raw('{');
        return frame(shape, event, out, false);
    }

    /** Encodes any message in the same way. */
    public static byte[] message(Message message) {
        JsonBytes out = new JsonBytes();
        write(message, out);
        return out.bytes();
    }

    private static byte[] frame(EventShape shape, Message event, JsonBytes out, boolean dated) {
        FieldDescriptor payload = shape.payloadField(event)
                .orElseThrow(() -> new IllegalArgumentException("the event has no type of version " + shape.version()));
        Message content = (Message) event.getField(payload);
        switch (shape.layout()) {
            case FLAT -> {
                out.raw("\"type\":").string(EventShape.nameOf(payload));
                plan(content).writeMembers(content, out, false);
            }
            case WRAPPED -> {
                out.raw("\"v\":").number(shape.version()).raw(",\"type\":").string(EventShape.nameOf(payload));
                if (dated) out.raw(",\"at\":").timestamp((Timestamp) event.getField(shape.at()));
                out.raw(",\"event\":");
                write(content, out);
            }
        }
        return out.raw('}').bytes();
    }

    private static void write(Message message, JsonBytes out) {
        out.raw('{');
        plan(message).writeMembers(message, out, true);
        out.raw('}');
    }

    private static Plan plan(Message message) {
        Plan plan = PLANS.get(message.getDescriptorForType());
        return plan != null ? plan : PLANS.computeIfAbsent(message.getDescriptorForType(), Plan::of);
    }

    /** The encoding plan of one message type. */
    private record Plan(List<Field> fields) {

        static Plan of(Descriptor descriptor) {
            return new Plan(descriptor.getFields().stream().map(Field::of).toList());
        }

        /** @param opening whether the first member is the first of its object */
        void writeMembers(Message message, JsonBytes out, boolean opening) {
            boolean first = opening;
            for (Field field : fields) {
                if (field.mayBeAbsent && !message.hasField(field.descriptor)) continue;
                if (!first) out.raw(',');
                first = false;
                field.write(message.getField(field.descriptor), out);
            }
        }
    }

    private record Field(FieldDescriptor descriptor, String name, boolean mayBeAbsent, Value value) {

        static Field of(FieldDescriptor descriptor) {
            String name = '"' + descriptor.getName() + "\":";
            boolean mayBeAbsent = !descriptor.isRepeated() && descriptor.hasPresence();
            return new Field(descriptor, name, mayBeAbsent, Value.of(descriptor));
        }

        void write(Object content, JsonBytes out) {
            out.raw(name);
            if (descriptor.isRepeated()) writeAll((List<?>) content, out);
            else value.write(content, out);
        }

        private void writeAll(List<?> elements, JsonBytes out) {
            out.raw('[');
            for (int i = 0; i < elements.size(); i++) {
                if (i > 0) out.raw(',');
                value.write(elements.get(i), out);
            }
            out.raw(']');
        }
    }

    /** Encodes one value of a field. */
    private interface Value {

        void write(Object value, JsonBytes out);

        static Value of(FieldDescriptor field) {
            if (field.isMapField())
                throw new IllegalArgumentException(field.getFullName() + ": map fields cannot be encoded as JSON");
            return switch (field.getType()) {
                case INT32, SINT32, SFIXED32 -> (value, out) -> out.number((Integer) value);
                case UINT32, FIXED32 -> (value, out) -> out.number(Integer.toUnsignedLong((Integer) value));
                case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> (value, out) -> out.number((Long) value);
                case BOOL -> (value, out) -> out.raw((Boolean) value ? "true" : "false");
                case STRING -> (value, out) -> out.string((String) value);
                case ENUM -> enumOf(field);
                case MESSAGE -> messageOf(field);
                case DOUBLE, FLOAT, BYTES, GROUP ->
                    throw new IllegalArgumentException(
                            field.getFullName() + ": " + field.getType() + " cannot be encoded as JSON");
            };
        }

        private static Value enumOf(FieldDescriptor field) {
            String prefix = field.getEnumType()
                            .getName()
                            .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                            .toUpperCase(Locale.ROOT)
                    + '_';
            return (value, out) -> {
                String name = ((EnumValueDescriptor) value).getName();
                String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
                out.string(bare.toLowerCase(Locale.ROOT));
            };
        }

        private static Value messageOf(FieldDescriptor field) {
            if (field.getMessageType()
                    .getFullName()
                    .equals(Timestamp.getDescriptor().getFullName())) {
                return (value, out) -> out.timestamp((Timestamp) value);
            }
            return (value, out) -> EventJson.write((Message) value, out);
        }
    }
}
