package collab.wire;

import collab.wire.event.v1.ReadUpdated;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.MentionCreated;
import collab.wire.event.v2.ReadStateChanged;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Converts an event from version 2 to version 1. Fields with the same name are copied, also in nested messages. Three event
 * types have other names in version 1. An event type that version 1 does not have is omitted, and so is a mention of the whole
 * channel: version 1 requires the receiver's own count, which differs per receiver.
 */
final class EventV2ToV1 implements ShapeConverter {
    private static final EventShape ONE = EventShape.flat(1, collab.wire.event.v1.Event.getDefaultInstance());
    private static final EventShape TWO = EventShape.of(2, Event.getDefaultInstance());

    /** Event types with another name and the same fields. */
    private static final Map<String, String> RENAMED =
            Map.of("presence.changed", "presence.update", "typing.started", "typing.start");

    @Override
    public int from() {
        return TWO.version();
    }

    @Override
    public Optional<Message> convert(Message message) {
        Event event = (Event) message;
        var older = collab.wire.event.v1.Event.newBuilder().setActorId(event.getActorId());
        if (event.hasAt()) older.setAt(event.getAt());
        if (event.hasReadState()) {
            return Optional.of(older.setReadUpdated(read(event)).build());
        }
        if (event.hasMentionCreated() && isBroadcast(event.getMentionCreated())) return Optional.empty();
        Optional<FieldDescriptor> newer = TWO.payloadField(event);
        Optional<FieldDescriptor> target = newer.map(EventShape::nameOf)
                .map(type -> RENAMED.getOrDefault(type, type))
                .map(ONE.types()::get);
        if (target.isEmpty()) return Optional.empty();
        Message content = (Message) event.getField(newer.orElseThrow());
        Message.Builder copy = older.newBuilderForField(target.get());
        copy(content, copy);
        return Optional.of(older.setField(target.get(), copy.build()).build());
    }

    /** In events of earlier releases {@code user_id} is 0 and the actor is the user. */
    private static ReadUpdated read(Event event) {
        ReadStateChanged state = event.getReadState();
        ReadUpdated.Builder read = ReadUpdated.newBuilder()
                .setUserId(state.getUserId() == 0 ? event.getActorId() : state.getUserId())
                .setChannelId(state.getChannelId());
        if (state.hasLastRead()) read.setLastReadMsg(state.getLastRead());
        return read.build();
    }

    private static boolean isBroadcast(MentionCreated created) {
        return created.getMention().hasBroadcast() && !created.hasMentions();
    }

    private static void copy(Message source, Message.Builder target) {
        source.getAllFields().forEach((field, value) -> {
            FieldDescriptor same = target.getDescriptorForType().findFieldByName(field.getName());
            if (same == null) return;
            if (!field.isRepeated()) {
                target.setField(same, copied(field, value, target, same));
                return;
            }
            for (Object element : (List<?>) value) {
                target.addRepeatedField(same, copied(field, element, target, same));
            }
        });
    }

    private static Object copied(FieldDescriptor field, Object value, Message.Builder target, FieldDescriptor same) {
        return switch (field.getJavaType()) {
            case MESSAGE -> {
                if (field.getMessageType().equals(same.getMessageType())) yield value; // a Timestamp
                Message.Builder inner = target.newBuilderForField(same);
                copy((Message) value, inner);
                yield inner.build();
            }
            case ENUM -> known(same.getEnumType(), ((EnumValueDescriptor) value).getNumber());
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING -> value;
        };
    }

    /** An enum value that version 1 does not have becomes the unspecified value. */
    private static EnumValueDescriptor known(EnumDescriptor type, int number) {
        return Optional.ofNullable(type.findValueByNumber(number)).orElseGet(() -> type.findValueByNumber(0));
    }
}
