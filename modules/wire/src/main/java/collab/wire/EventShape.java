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
 * One version of the events' shape: an {@code Event} message whose {@code payload} oneof names each type in an option.
 * Everything that is said about an event in general (its type, its time, its JSON) is read from the descriptor.
 */
public final class EventShape {
    /** How an event's JSON is laid out. */
    enum Layout {
        /** What belongs to the type stands beside {@code type}. */
        FLAT,
        /** It stands in {@code event}, beside version and time. */
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

    /** @param prototype the version's {@code Event}, empty */
    public static EventShape of(int version, Message prototype) {
        return new EventShape(version, Layout.WRAPPED, prototype);
    }

    /** The same with flat JSON, as version 1 has it. */
    static EventShape flat(int version, Message prototype) {
        return new EventShape(version, Layout.FLAT, prototype);
    }

    public int version() {
        return version;
    }

    /** The types of this version and where each stands in the event. */
    public Map<String, FieldDescriptor> types() {
        return types;
    }

    /** An event without content. */
    public Message.Builder newEvent() {
        return prototype.newBuilderForType();
    }

    public Message parse(ByteString event) throws InvalidProtocolBufferException {
        return prototype.getParserForType().parseFrom(event);
    }

    /** When it happened, if it says so. */
    public Optional<Instant> at(Message event) {
        if (!event.hasField(at)) return Optional.empty();
        Timestamp time = (Timestamp) event.getField(at);
        return Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }

    /** The login session that this event ends; every version says it in the same words. */
    public OptionalLong revokedSession(Message event) {
        return payloadField(event)
                .filter(payload -> nameOf(payload).equals(SESSION_REVOKED))
                .map(payload -> (Message) event.getField(payload))
                .map(revoked -> OptionalLong.of(
                        (Long) revoked.getField(revoked.getDescriptorForType().findFieldByName("session"))))
                .orElseGet(OptionalLong::empty);
    }

    /** The name of an event's type; empty when this version of ours does not know it. */
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
