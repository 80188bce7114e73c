package collab.wire;

import collab.wire.event.EventOptionsProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One version of the events' shape: an {@code Event} message whose {@code payload} oneof names each type in an option.
 * Everything that is said about an event in general (its type, its time, its JSON) is read from the descriptor.
 */
public final class EventShape {
    private final int version;
    private final Message prototype;
    private final FieldDescriptor at;
    private final OneofDescriptor payload;
    private final Map<String, FieldDescriptor> types;

    private EventShape(int version, Message prototype) {
        Descriptor descriptor = prototype.getDescriptorForType();
        this.version = version;
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
        return new EventShape(version, prototype);
    }

    public int version() {
        return version;
    }

    /** The types of this version and where each stands in the event. */
    public Map<String, FieldDescriptor> types() {
        return types;
    }

    public Message parse(ByteString event) throws InvalidProtocolBufferException {
        return prototype.getParserForType().parseFrom(event);
    }

    /** The name of an event's type; empty when this version of ours does not know it. */
    public Optional<String> type(Message event) {
        return payloadField(event).map(EventShape::nameOf);
    }

    Optional<FieldDescriptor> payloadField(Message event) {
        return Optional.ofNullable(event.getOneofFieldDescriptor(payload));
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
