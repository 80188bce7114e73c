package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Parses, validates and writes one kind of JSON value. Immutable and shared. */
interface Shape<T> {
    /** Parses the value. Never rounds, truncates or converts: a value that does not match is rejected. */
    T parse(JsonNode json, Pointer at);

    void write(T value, JsonGenerator out) throws IOException;

    /** What is accepted, as a phrase after "expected". */
    String expectation();

    default void member(JsonGenerator out, String name, T value) throws IOException {
        out.writeFieldName(name);
        write(value, out);
    }

    default void optionalMember(JsonGenerator out, String name, Optional<T> value) throws IOException {
        if (value.isPresent()) member(out, name, value.get());
    }

    /** Omits a value that equals the default. */
    default void memberUnless(T absent, JsonGenerator out, String name, T value) throws IOException {
        if (!value.equals(absent)) member(out, name, value);
    }

    // ---- Simple shapes ----

    Shape<Boolean> BOOLEAN = of(
            "true or false",
            (json, at, expected) -> {
                if (!json.isBoolean()) throw InvalidParams.of(at, expected, json);
                return json.booleanValue();
            },
            (value, out) -> out.writeBoolean(value));

    /** An object without a schema for its members. */
    Shape<ObjectNode> OBJECT = of(
            "an object",
            (json, at, expected) -> {
                if (!(json instanceof ObjectNode object)) throw InvalidParams.of(at, expected, json);
                return object.deepCopy();
            },
            (value, out) -> out.writeTree(value));

    static Shape<Long> integer(long least, long most) {
        return of(
                "an integer from " + least + " to " + most,
                (json, at, expected) -> {
                    // 1.0 is rejected: an integer is written without a fraction
                    if (!json.isIntegralNumber() || !json.canConvertToLong())
                        throw InvalidParams.of(at, expected, json);
                    long value = json.longValue();
                    if (value < least || value > most) throw InvalidParams.of(at, expected, json);
                    return value;
                },
                (value, out) -> out.writeNumber(value));
    }

    static Shape<Integer> smallInteger(int least, int most) {
        Shape<Long> integer = integer(least, most);
        return of(
                integer.expectation(),
                (json, at, expected) -> Math.toIntExact(integer.parse(json, at)),
                (value, out) -> out.writeNumber(value));
    }

    static <E extends Enum<E>> Shape<E> word(E[] values, Function<E, String> word) {
        String words = Arrays.stream(values).map(word).collect(Collectors.joining(", "));
        return of(
                "one of " + words,
                (json, at, expected) -> {
                    if (!json.isTextual()) throw InvalidParams.of(at, expected, json);
                    for (E value : values) if (word.apply(value).equals(json.textValue())) return value;
                    throw InvalidParams.of(at, expected, "\"" + Json.printable(json.textValue()) + "\"");
                },
                (value, out) -> out.writeString(word.apply(value)));
    }

    static <R extends JsonRecord> Shape<R> record(RecordReader<R> reader) {
        return of("an object", (json, at, expected) -> reader.parse(json, at), (value, out) -> value.write(out));
    }

    // ---- Shapes from lambdas ----

    @FunctionalInterface
    interface Reader<T> {
        T parse(JsonNode json, Pointer at, String expected);
    }

    @FunctionalInterface
    interface RecordReader<T> {
        T parse(JsonNode json, Pointer at);
    }

    @FunctionalInterface
    interface Writer<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    static <T> Shape<T> of(String expectation, Reader<T> reader, Writer<T> writer) {
        return new Shape<>() {
            @Override
            public T parse(JsonNode json, Pointer at) {
                return reader.parse(json, at, expectation);
            }

            @Override
            public void write(T value, JsonGenerator out) throws IOException {
                writer.write(value, out);
            }

            @Override
            public String expectation() {
                return expectation;
            }
        };
    }
}
