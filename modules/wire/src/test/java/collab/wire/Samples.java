package collab.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.TreeMap;

/**
 * An event of every type, once with all fields and once without the optional ones. A number has the value of its field number
 * and a text is the name of its field, so that a value in the wrong field is visible.
 */
final class Samples {
    private static final long SECONDS = 1_795_412_280;

    private Samples() {}

    static TreeMap<String, Message> of(EventShape shape) {
        TreeMap<String, Message> samples = new TreeMap<>();
        shape.types().forEach((type, field) -> {
            samples.put(type + " full", event(shape, field, true));
            samples.put(type + " bare", event(shape, field, false));
        });
        return samples;
    }

    private static Message event(EventShape shape, FieldDescriptor payload, boolean full) {
        Message.Builder event = shape.newEvent();
        event.setField(shape.at(), time(0));
        event.setField(event.getDescriptorForType().findFieldByName("actor_id"), 7L);
        Message.Builder content = event.newBuilderForField(payload);
        fill(content, full);
        return event.setField(payload, content.build()).build();
    }

    private static void fill(Message.Builder message, boolean full) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean mayBeAbsent = field.isRepeated() || field.hasPresence();
            boolean entity = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !isTime(field);
            if (!full && mayBeAbsent && (field.isRepeated() || !entity)) continue;
            if (field.isRepeated()) {
                message.addRepeatedField(field, value(message, field, full));
                message.addRepeatedField(field, value(message, field, full));
            } else {
                message.setField(field, value(message, field, full));
            }
        }
    }

    private static Object value(Message.Builder message, FieldDescriptor field, boolean full) {
        return switch (field.getJavaType()) {
            case INT -> field.getNumber();
            case LONG -> (long) field.getNumber();
            case BOOLEAN -> true;
            case STRING -> field.getName() + " \u00e9\ud83d\udc4d";
            case ENUM -> field.getEnumType().getValues().getLast();
            case MESSAGE -> {
                if (isTime(field)) yield time(field.getNumber());
                Message.Builder inner = message.newBuilderForField(field);
                fill(inner, full);
                yield inner.build();
            }
            case FLOAT, DOUBLE, BYTE_STRING -> throw new IllegalArgumentException(field.getFullName());
        };
    }

    private static boolean isTime(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().equals(Timestamp.getDescriptor());
    }

    private static Timestamp time(int more) {
        return Timestamp.newBuilder()
                .setSeconds(SECONDS + more)
                .setNanos(123_000_000)
                .build();
    }
}
