package collab.wire;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers, types and names of all fields, enum values and methods of the protos, one readable line each, for example
 * {@code collab.link.v1.Envelope.2 = repeated uint64 recipients}.
 */
final class ProtoDescriptorSnapshot {
    private final Map<String, String> promises = new TreeMap<>();

    /** Messages by full name, with their reserved fields. */
    private final Map<String, DescriptorProto> messages = new TreeMap<>();

    private ProtoDescriptorSnapshot() {}

    static ProtoDescriptorSnapshot of(List<FileDescriptor> files) {
        ProtoDescriptorSnapshot contract = new ProtoDescriptorSnapshot();
        for (FileDescriptor file : files) {
            file.getMessageTypes().forEach(contract::add);
            file.getEnumTypes().forEach(contract::add);
            file.getServices().forEach(contract::add);
        }
        return contract;
    }

    static ProtoDescriptorSnapshot parse(String text) {
        ProtoDescriptorSnapshot contract = new ProtoDescriptorSnapshot();
        for (String line : text.lines().filter(one -> !one.isBlank()).toList()) {
            int equals = line.indexOf(" = ");
            contract.promises.put(line.substring(0, equals), line.substring(equals + 3));
        }
        return contract;
    }

    private void add(Descriptor message) {
        messages.put(message.getFullName(), message.toProto());
        for (FieldDescriptor field : message.getFields()) {
            promises.put(message.getFullName() + '.' + field.getNumber(), described(field));
        }
        message.getNestedTypes().forEach(this::add);
        message.getEnumTypes().forEach(this::add);
    }

    private static String described(FieldDescriptor field) {
        String label = field.isRepeated() ? "repeated " : field.toProto().getProto3Optional() ? "optional " : "";
        String type = switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default ->
                field.toProto().getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
        };
        String oneof = field.getRealContainingOneof() == null
                ? ""
                : " in " + field.getRealContainingOneof().getName();
        return label + type + ' ' + field.getName() + oneof;
    }

    private void add(EnumDescriptor type) {
        for (EnumValueDescriptor value : type.getValues()) {
            promises.put(type.getFullName() + '.' + value.getNumber(), value.getName());
        }
    }

    private void add(ServiceDescriptor service) {
        for (MethodDescriptor method : service.getMethods()) {
            promises.put(
                    method.getFullName(),
                    (method.isClientStreaming() ? "stream " : "")
                            + method.getInputType().getFullName() + " -> "
                            + (method.isServerStreaming() ? "stream " : "")
                            + method.getOutputType().getFullName());
        }
    }

    /** The changes since {@code before} that break its users, one sentence each. Additions are compatible. */
    List<String> broken(ProtoDescriptorSnapshot before) {
        List<String> broken = new ArrayList<>();
        before.promises.forEach((place, promise) -> {
            String now = promises.get(place);
            if (now == null && !isReserved(place, promise)) {
                broken.add(place + " was " + promise + " and is gone: its number and name have to be reserved");
            } else if (now != null && !now.equals(promise)) {
                broken.add(place + " was " + promise + " and is " + now);
            }
        });
        return broken;
    }

    /** Only fields can be removed: a reader of the older proto treats an absent field as empty. */
    private boolean isReserved(String place, String promise) {
        int dot = place.lastIndexOf('.');
        DescriptorProto message = messages.get(place.substring(0, dot));
        if (message == null) return false;
        int number = Integer.parseInt(place.substring(dot + 1));
        String name = promise.replaceFirst(" in \\w+$", "");
        return message.getReservedNameList().contains(name.substring(name.lastIndexOf(' ') + 1))
                && message.getReservedRangeList().stream()
                        .anyMatch(range -> range.getStart() <= number && number < range.getEnd());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        promises.forEach((place, promise) ->
                text.append(place).append(" = ").append(promise).append('\n'));
        return text.toString();
    }
}
