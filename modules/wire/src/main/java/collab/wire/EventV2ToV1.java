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
 * Tells an event of version 2 in the words of version 1. What both versions call by the same name is copied by name, all the
 * way down; three types were renamed; a type that version 1 does not have is left out, and so is a mention of everybody: version 1
 * has but the receiver's own count, which one event for all can not say.
 */
final class EventV2ToV1 implements ShapeConverter {
    private static final EventShape ONE = EventShape.flat(1, collab.wire.event.v1.Event.getDefaultInstance());
    private static final EventShape TWO = EventShape.of(2, Event.getDefaultInstance());

    /** Types with another name, whose content has the same. */
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
        if (event.hasMentionCreated() && ofEverybody(event.getMentionCreated())) return Optional.empty();
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

    /** An event of a log that is older than the field says by its actor whose it is. */
    private static ReadUpdated read(Event event) {
        ReadStateChanged state = event.getReadState();
        ReadUpdated.Builder read = ReadUpdated.newBuilder()
                .setUserId(state.getUserId() == 0 ? event.getActorId() : state.getUserId())
                .setChannelId(state.getChannelId());
        if (state.hasLastRead()) read.setLastReadMsg(state.getLastRead());
        return read.build();
    }

    private static boolean ofEverybody(MentionCreated created) {
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
                if (field.getMessageType().equals(same.getMessageType())) yield value; // a time
                Message.Builder inner = target.newBuilderForField(same);
                copy((Message) value, inner);
                yield inner.build();
            }
            case ENUM -> known(same.getEnumType(), ((EnumValueDescriptor) value).getNumber());
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING -> value;
        };
    }

    /** A value that the older version does not have is unspecified there. */
    private static EnumValueDescriptor known(EnumDescriptor type, int number) {
        return Optional.ofNullable(type.findValueByNumber(number)).orElseGet(() -> type.findValueByNumber(0));
    }
}
