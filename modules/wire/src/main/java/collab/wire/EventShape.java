package collab.wire;

import collab.wire.event.EventOptionsProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One version of the events: an {@code Event} message whose oneof {@code payload} names each event type in an option. The
 * type, time and JSON of an event are read with the descriptor of the message.
 */
public final class EventShape {
    /** The layout of the JSON of an event. */
    enum Layout {
        /** The members of the payload are siblings of {@code type}. */
        FLAT,
        /** The payload is the member {@code event}, a sibling of version and time. */
        WRAPPED
    }

    private static final String SESSION_REVOKED = "session.revoked";

    private final int version;
    private final Layout layout;
    private final Message prototype;
    private final FieldDescriptor at;
    private final OneofDescriptor payload;
    private final Map<String, FieldDescriptor> types;

    private EventShape(int version, Layout layout, Message prototype) {
        Descriptor descriptor = prototype.getDescriptorForType();
        this.version = version;
        this.layout = layout;
        this.prototype = prototype;
        this.at = descriptor.findFieldByName("at");
        this.payload = descriptor.getOneofs().stream()
                .filter(oneof -> oneof.getName().equals("payload"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(descriptor.getFullName() + " has no oneof payload"));
        this.types = payload.getFields().stream()
                .collect(Collectors.toUnmodifiableMap(EventShape::nameOf, Function.identity()));
    }

    /** @param prototype the empty {@code Event} message of the version */
    public static EventShape of(int version, Message prototype) {
        return new EventShape(version, Layout.WRAPPED, prototype);
    }

    /** A version with flat JSON, such as version 1. */
    static EventShape flat(int version, Message prototype) {
        return new EventShape(version, Layout.FLAT, prototype);
    }

    public int version() {
        return version;
    }

    /** The event types of this version, each with its field in the event. */
    public Map<String, FieldDescriptor> types() {
        return types;
    }

    /** A builder of an empty event. */
    public Message.Builder newEvent() {
        return prototype.newBuilderForType();
    }

    public Message parse(ByteString event) throws InvalidProtocolBufferException {
        return prototype.getParserForType().parseFrom(event);
    }

    /** The time of the event; empty when the event has none. */
    public Optional<Instant> at(Message event) {
        if (!event.hasField(at)) return Optional.empty();
        Timestamp time = (Timestamp) event.getField(at);
        return Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }

    /** The id of the login session that the event revokes. All versions have the same field. */
    public OptionalLong revokedSession(Message event) {
        return payloadField(event)
                .filter(payload -> nameOf(payload).equals(SESSION_REVOKED))
                .map(payload -> (Message) event.getField(payload))
                .map(revoked -> OptionalLong.of(
                        (Long) revoked.getField(revoked.getDescriptorForType().findFieldByName("session"))))
                .orElseGet(OptionalLong::empty);
    }

    /** The event type; empty when this build does not know it. */
    public Optional<String> type(Message event) {
        return payloadField(event).map(EventShape::nameOf);
    }

    Optional<FieldDescriptor> payloadField(Message event) {
        return Optional.ofNullable(event.getOneofFieldDescriptor(payload));
    }

    Layout layout() {
        return layout;
    }

    FieldDescriptor at() {
        return at;
    }

    static String nameOf(FieldDescriptor payload) {
        String name = payload.getOptions().getExtension(EventOptionsProto.typeName);
        if (name.isEmpty()) throw new IllegalArgumentException(payload.getFullName() + " has no type_name");
        return name;
    }
}
