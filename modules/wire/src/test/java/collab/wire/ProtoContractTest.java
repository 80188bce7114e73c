package collab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.wire.event.EventOptionsProto;
import collab.wire.link.v1.LinkProto;
import collab.wire.socket.v2.SocketProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the protos with those of every release, such as {@code golden/protos-0.1.0.golden}. Numbers, types and names are
 * never changed and never reused. A release adds its own file, a copy of {@code target/protos.golden}; this test reads every
 * such file.
 */
class ProtoContractTest {
    private static final List<FileDescriptor> PROTOS = List.of(
            EventOptionsProto.getDescriptor(),
            collab.wire.event.v1.EventProto.getDescriptor(),
            collab.wire.event.v2.EventProto.getDescriptor(),
            SocketProto.getDescriptor(),
            LinkProto.getDescriptor());

    private static ProtoDescriptorSnapshot golden(String release) throws IOException {
        try (InputStream in = ProtoContractTest.class.getResourceAsStream("golden/protos-" + release + ".golden")) {
            return ProtoDescriptorSnapshot.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "0.1.0")
    void protosAreCompatibleWithEveryRelease(String release) throws IOException {
        ProtoDescriptorSnapshot now = ProtoDescriptorSnapshot.of(PROTOS);
        Files.writeString(Path.of("target", "protos.golden"), now.toString());
        assertEquals(List.of(), now.broken(golden(release)));
    }

    /** A new proto must be added to this test; this finds a folder that is missing. */
    @Test
    void everyProtoIsChecked() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "..", "proto"))) {
            long protos =
                    files.filter(file -> file.toString().endsWith(".proto")).count();
            assertEquals(protos, PROTOS.size());
        }
    }

    // ---- The comparison itself ----

    /** A released message with a number, a name and an enum. */
    private static final FileDescriptorProto RELEASED = FileDescriptorProto.newBuilder()
            .setName("released.proto")
            .setPackage("released")
            .setSyntax("proto3")
            .addMessageType(DescriptorProto.newBuilder()
                    .setName("Thing")
                    .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_UINT64))
                    .addField(field("name", 2, FieldDescriptorProto.Type.TYPE_STRING)))
            .build();

    private static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .build();
    }

    private static ProtoDescriptorSnapshot contract(FileDescriptorProto file) {
        try {
            return ProtoDescriptorSnapshot.of(List.of(FileDescriptor.buildFrom(file, new FileDescriptor[0])));
        } catch (DescriptorValidationException broken) {
            throw new AssertionError(broken);
        }
    }

    private static List<String> brokenBy(Consumer<DescriptorProto.Builder> change) {
        FileDescriptorProto.Builder changed = RELEASED.toBuilder();
        change.accept(changed.getMessageTypeBuilder(0));
        return contract(changed.build())
                .broken(ProtoDescriptorSnapshot.parse(contract(RELEASED).toString()));
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                arguments(
                        "another type",
                        thing -> thing.getFieldBuilder(0).setType(FieldDescriptorProto.Type.TYPE_INT32)),
                arguments("another name", thing -> thing.getFieldBuilder(1).setName("title")),
                arguments("another number", thing -> thing.getFieldBuilder(1).setNumber(3)),
                arguments(
                        "many of it",
                        thing -> thing.getFieldBuilder(1).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)),
                arguments("gone without a trace", thing -> thing.removeField(1)),
                arguments("gone, its name free", thing -> thing.removeField(1).addReservedRange(range(2))),
                arguments("gone, its number free", thing -> thing.removeField(1).addReservedName("name")),
                arguments("the message has another name", thing -> thing.setName("Object")),
                arguments("a choice", thing -> {
                    thing.addOneofDeclBuilder().setName("either");
                    thing.getFieldBuilder(1).setOneofIndex(0);
                }));
    }

    private static Arguments arguments(String name, Consumer<DescriptorProto.Builder> change) {
        return Arguments.of(name, change);
    }

    private static DescriptorProto.ReservedRange range(int number) {
        return DescriptorProto.ReservedRange.newBuilder()
                .setStart(number)
                .setEnd(number + 1)
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void incompatibleChangeIsReported(String name, Consumer<DescriptorProto.Builder> change) {
        List<String> broken = brokenBy(change);
        assertTrue(broken.stream().anyMatch(line -> line.startsWith("released.Thing.")), () -> name + ": " + broken);
    }

    @Test
    void additionsAndReservedFieldsAreCompatible() {
        assertEquals(
                List.of(), brokenBy(thing -> thing.addField(field("more", 3, FieldDescriptorProto.Type.TYPE_BOOL))));
        assertEquals(
                List.of(),
                brokenBy(
                        thing -> thing.removeField(1).addReservedRange(range(2)).addReservedName("name")));
    }

    @Test
    void removedMethodIsReported() {
        String before = "collab.link.v1.EventStream.Attach = collab.link.v1.Gone -> collab.link.v1.AttachResponse";
        List<String> broken = ProtoDescriptorSnapshot.of(PROTOS).broken(ProtoDescriptorSnapshot.parse(before));
        assertEquals(1, broken.size(), () -> Arrays.toString(broken.toArray()));
    }
}
