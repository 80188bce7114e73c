import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Writes package collab.api from the contract: {@code java Generate.java OPENRPC-JSON OUTPUT-DIRECTORY}.
 *
 * <p>An object schema becomes a record, a schema with {@code enum} becomes an enum, and every other named schema becomes a
 * constant of {@code Schemas}. The methods become {@code RpcMethod}, one interface per namespace, {@code RpcApi},
 * {@code RpcDispatcher} and {@code RpcCalls}. The event types become {@code EventPayload} and its records. An unsupported
 * keyword fails the build. Files with unchanged content are not written again, files that no longer belong to the contract are
 * deleted, and equal input gives equal bytes.
 */
JsonNode document;
final Map<String, String> files = new TreeMap<>();

void main(String[] args) throws IOException {
    document = new ObjectMapper().readTree(Path.of(args[0]).toFile());
    generateSchemas();
    List<Method> methods = new ArrayList<>();
    for (JsonNode method : document.path("methods")) methods.add(Method.of(method));
    methods.forEach(this::generateRecords);
    generateErrorCode();
    generateParamsAndResults(methods);
    generateMethodTable(methods);
    generateApi(methods);
    generateDispatcher(methods);
    generateCalls(methods);
    generateEvents();
    save(Path.of(args[1]).resolve("collab/api"));
}

// ---- The contract ----------------------------------------------------------------------------------------

record Method(String name, JsonNode json) {
    static Method of(JsonNode json) {
        if (!json.path("paramStructure").asText().equals("by-name")) {
            throw new IllegalArgumentException(json.path("name") + " does not take its parameters by name");
        }
        return new Method(json.path("name").asText(), json);
    }

    boolean mutating() {
        return json.path("x-mutating").asBoolean();
    }

    /** {@code channel} of {@code channel.members.add}. */
    String namespace() {
        return name.substring(0, name.indexOf('.'));
    }

    String constant() {
        return shout(name);
    }

    String verb() {
        return camel(name);
    }

    String params() {
        return title(name) + "Params";
    }

    String result() {
        return title(name) + "Result";
    }

    /** The summary as the first sentence, then the description. */
    String doc() {
        return html(json.path("summary").asText() + ". " + json.path("description").asText());
    }
}

/**
 * One member of a record.
 *
 * @param absent the Java literal of the default value; empty when there is none
 */
record Member(String wire, Type type, boolean required, Optional<String> absent, String doc) {
    String java() {
        return camel(wire);
    }

    boolean optional() {
        return !required && absent.isEmpty();
    }

    String component() {
        return (optional() ? "Optional<" + type.boxed() + ">" : type.java()) + " " + java();
    }
}

/**
 * The Java type of a schema.
 *
 * @param shape the Java expression of its Shape
 * @param inline whether that expression creates the shape; the record then keeps it in a constant
 * @param copy the expression with which the record's constructor copies the value, with %s for the value
 */
record Type(String java, String boxed, String shape, boolean inline, boolean secret, Optional<String> copy) {
    static Type plain(String java, String boxed, String shape, boolean inline) {
        return new Type(java, boxed, shape, inline, false, Optional.empty());
    }

    static Type immutable(String java, String shape, boolean inline) {
        return plain(java, java, shape, inline);
    }

    Type copiedBy(String expression) {
        return new Type(java, boxed, shape, inline, secret, Optional.of(expression));
    }

    Type hidden() {
        return new Type(java, boxed, shape, inline, true, copy);
    }

    Type named(String constant) {
        return new Type(java, boxed, constant, false, secret, copy);
    }
}

/** The JSON Schema keywords that the records check. Any other keyword fails the build. */
static final Set<String> KEYWORDS = Set.of(
        "title", "description", "type", "default", "minimum", "maximum", "minLength", "maxLength", "pattern", "format", "enum", "items",
        "minItems", "maxItems", "uniqueItems", "properties", "required", "additionalProperties", "propertyNames", "x-secret", "x-too-long");

JsonNode understood(JsonNode schema) {
    schema.fieldNames().forEachRemaining(keyword -> {
        if (!KEYWORDS.contains(keyword)) throw new IllegalArgumentException("unsupported keyword " + keyword + " in " + schema);
    });
    return schema;
}

Type typeOf(JsonNode schema) {
    if (schema.has("$ref")) {
        if (schema.size() > 1) throw new IllegalArgumentException("JSON Schema draft 7 ignores the members next to $ref: " + schema);
        return typeOfComponent(schema.path("$ref").asText());
    }
    understood(schema);
    Type type = switch (schema.path("type").asText()) {
        case "boolean" -> Type.plain("boolean", "Boolean", "Shape.BOOLEAN", false);
        case "integer" -> integer(schema.path("minimum"), schema.path("maximum"));
        case "string" -> string(schema);
        case "array" -> array(schema);
        case "object" -> object(schema);
        default -> throw new IllegalArgumentException("no Java type for " + schema);
    };
    return schema.path("x-secret").asBoolean() ? type.hidden() : type;
}

Type typeOfComponent(String reference) {
    String name = reference.substring(reference.lastIndexOf('/') + 1);
    JsonNode schema = component(reference);
    if (schema.has("properties")) return Type.immutable(name + "View", name + "View.SHAPE", false);
    if (schema.has("enum")) return Type.immutable(name + "View", name + "View.SHAPE", false);
    return typeOf(schema).named("Schemas." + shout(name));
}

JsonNode component(String reference) {
    JsonNode schema = document.at(reference.substring(1));
    if (schema.isMissingNode()) throw new IllegalArgumentException(reference + " does not exist in the document");
    return schema;
}

Type integer(JsonNode minimum, JsonNode maximum) {
    if (!minimum.isIntegralNumber() || !maximum.isIntegralNumber()) {
        throw new IllegalArgumentException("an integer needs minimum and maximum, has " + minimum + " and " + maximum);
    }
    return maximum.canConvertToInt()
            ? Type.plain("int", "Integer", "Shape.smallInteger(" + minimum + ", " + maximum + ")", true)
            : Type.plain("long", "Long", "Shape.integer(" + minimum + "L, " + maximum + "L)", true);
}

Type string(JsonNode schema) {
    if (schema.has("enum")) throw new IllegalArgumentException("an enum must be a component: " + schema);
    if (schema.path("format").asText().equals("date-time")) {
        return Type.immutable("Instant", "new TimeShape()", true).copiedBy("%s.truncatedTo(ChronoUnit.MILLIS)");
    }
    String most = schema.has("maxLength") ? schema.path("maxLength").asText() : "Integer.MAX_VALUE";
    StringBuilder shape = new StringBuilder("TextShape.of(" + schema.path("minLength").asInt(0) + ", " + most + ")");
    if (schema.has("pattern")) shape.append(".matching(").append(literal(regex(schema))).append(")");
    if (schema.has("x-too-long")) shape.append(".tooLong(ErrorCode.").append(shout(schema.path("x-too-long").asText())).append(")");
    if (schema.path("x-secret").asBoolean()) shape.append(".hidden()");
    return Type.immutable("String", shape.toString(), true);
}

/** In JSON Schema {@code $} matches only the end; in Java it also matches before a final line feed. */
static String regex(JsonNode schema) {
    String pattern = schema.path("pattern").asText();
    return pattern.endsWith("$") ? pattern.substring(0, pattern.length() - 1) + "\\z" : pattern;
}

Type array(JsonNode schema) {
    Type item = typeOf(schema.path("items"));
    String shape = "ListShape." + (schema.path("uniqueItems").asBoolean() ? "distinct" : "of") + "(" + item.shape() + ", "
            + schema.path("minItems").asInt(0) + ", "
            + (schema.has("maxItems") ? schema.path("maxItems").asText() : "Integer.MAX_VALUE") + ")";
    return Type.immutable("List<" + item.boxed() + ">", shape, true).copiedBy("List.copyOf(%s)");
}

Type object(JsonNode schema) {
    if (schema.has("properties")) throw new IllegalArgumentException("an object with properties must be a component: " + schema);
    if (!schema.path("additionalProperties").isObject()) {
        return Type.immutable("ObjectNode", "Shape.OBJECT", false).copiedBy("%s.deepCopy()");
    }
    Type value = typeOf(schema.path("additionalProperties"));
    Type key = typeOf(schema.path("propertyNames"));
    return Type.immutable("Map<Long, " + value.boxed() + ">", "new ById<>(" + key.shape() + ", " + value.shape() + ")", true)
            .copiedBy("Collections.unmodifiableMap(new LinkedHashMap<>(%s))");
}

Member member(String name, JsonNode schema, boolean required, String doc) {
    JsonNode resolved = schema.has("$ref") ? component(schema.path("$ref").asText()) : schema;
    Optional<String> absent = required ? Optional.empty() : defaultOf(resolved);
    return new Member(name, typeOf(schema), required, absent, doc.isEmpty() ? described(name, schema, resolved) : doc);
}

/** The description of a member: an id is described by the entity, a member without a description by its name. */
static String described(String name, JsonNode schema, JsonNode resolved) {
    if (schema.path("$ref").asText().endsWith("/Id")) return name.equals("id") ? "Its id." : "The id of the " + words(name.replaceFirst("_id$", "")) + ".";
    String description = resolved.path("description").asText();
    if (!description.isEmpty()) return description;
    return resolved.path("type").asText().equals("boolean") ? "Whether " + words(name) + " is set." : "The " + words(name) + ".";
}

static String words(String name) {
    return name.replace('_', ' ');
}

Optional<String> defaultOf(JsonNode schema) {
    JsonNode value = schema.path("default");
    if (value.isMissingNode()) return Optional.empty();
    if (!value.isInt() && !value.isBoolean()) throw new IllegalArgumentException("no literal for the default of " + schema);
    return Optional.of(value.toString());
}

List<Member> membersOf(JsonNode objectSchema) {
    understood(objectSchema);
    Set<String> required = new HashSet<>();
    objectSchema.path("required").forEach(name -> required.add(name.asText()));
    List<Member> members = new ArrayList<>();
    objectSchema.path("properties").properties().forEach(property ->
            members.add(member(property.getKey(), property.getValue(), required.contains(property.getKey()), "")));
    return members;
}

List<Member> paramsOf(Method method) {
    List<Member> members = new ArrayList<>();
    for (JsonNode param : method.json().path("params")) {
        members.add(member(param.path("name").asText(), param.path("schema"), param.path("required").asBoolean(),
                param.path("description").asText()));
    }
    return members;
}

// ---- Schemas ---------------------------------------------------------------------------------------------------------

void generateSchemas() {
    StringBuilder constants = new StringBuilder();
    document.at("/components/schemas").properties().forEach(entry -> {
        String name = entry.getKey();
        JsonNode schema = entry.getValue();
        if (schema.has("properties")) generateEntity(name, schema);
        else if (schema.has("enum")) generateWords(name, schema);
        else constants.append(constant(name, typeOf(schema), schema));
    });
    file("Schemas", """
            /** The named schemas of the contract that are neither objects nor enums. */
            final class Schemas {
                static final String VERSION = %s;

                private Schemas() {}
            %s}
            """.formatted(literal(document.at("/info/version").asText()), constants));
}

String constant(String name, Type type, JsonNode schema) {
    String shape = type.shape().startsWith("TextShape") ? "TextShape" : "Shape<" + type.boxed() + ">";
    return "\n    /** %s */\n    static final %s %s = %s;\n".formatted(html(schema.path("description").asText()), shape, shout(name), type.shape());
}

void generateEntity(String name, JsonNode schema) {
    new RecordWriter(name + "View", membersOf(schema))
            .doc(schema.path("description").asText())
            .implementing("JsonRecord")
            .nested()
            .closed(schema.path("additionalProperties").isBoolean())
            .write();
}

void generateWords(String name, JsonNode schema) {
    understood(schema);
    List<String> constants = new ArrayList<>();
    schema.path("enum").forEach(word -> constants.add("    /** {@code %2$s}. */\n    %1$s(%3$s)".formatted(shout(word.asText()), word.asText(), literal(word.asText()))));
    file(name + "View", """
            /** %1$s */
            public enum %2$sView {
            %3$s;

                static final Shape<%2$sView> SHAPE = Shape.word(values(), %2$sView::word);

                private final String word;

                %2$sView(String word) {
                    this.word = word;
                }

                /** {@return the value in JSON} */
                public String word() {
                    return word;
                }
            }
            """.formatted(html(schema.path("description").asText()), name, String.join(",\n", constants)));
}

void generateErrorCode() {
    List<String> constants = new ArrayList<>();
    document.path("x-error-codes").properties().forEach(entry -> constants.add("    /** %s */\n    %s(%s, %s, %s)".formatted(
            html(entry.getValue().path("message").asText()), shout(entry.getKey()), literal(entry.getKey()),
            entry.getValue().path("code"), literal(entry.getValue().path("message").asText()))));
    file("ErrorCode", """
            /** The cause of a rejected call: a stable code for programs, the JSON-RPC error number and a message for people. */
            public enum ErrorCode {
            %s;

                private static final Map<String, ErrorCode> BY_WORD =
                        Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::word, Function.identity()));

                private final String word;
                private final int number;
                private final String message;

                ErrorCode(String word, int number, String message) {
                    this.word = word;
                    this.number = number;
                    this.message = message;
                }

                /**
                 * {@return the error code with this name; empty when this build does not know it}
                 *
                 * @param word the member {@code data.code} of an error
                 */
                public static Optional<ErrorCode> of(String word) {
                    return Optional.ofNullable(BY_WORD.get(word));
                }

                /** {@return the member {@code data.code} of the error} */
                public String word() {
                    return word;
                }

                /** {@return the member {@code code} of the error} */
                public int number() {
                    return number;
                }

                /** {@return a message for people} */
                public String message() {
                    return message;
                }
            }
            """.formatted(String.join(",\n", constants)));
}

// ---- Records ---------------------------------------------------------------------------------------------------------

void generateRecords(Method method) {
    new RecordWriter(method.params(), paramsOf(method))
            .doc("The parameters of `%s`.".formatted(method.name()))
            .implementing((method.mutating() ? "MutatingParams<" : "RpcParams<") + method.result() + ">")
            .closed(true)
            .adding("""

                        @Override
                        public RpcMethod method() {
                            return RpcMethod.%s;
                        }

                        @Override
                        public %2$s parseResult(JsonNode json) {
                            return %2$s.parse(json, Pointer.ROOT);
                        }
                    """.formatted(method.constant(), method.result()))
            .write();
    JsonNode schema = method.json().at("/result/schema");
    RecordWriter result = new RecordWriter(method.result(), schema.has("properties") ? membersOf(schema) : List.of())
            .doc("The result of `%s`.".formatted(method.name()))
            .implementing(method.mutating() ? "MutatingResult" : "RpcResult")
            .closed(schema.path("additionalProperties").isBoolean());
    if (schema.has("properties")) result.write();
    else generateFreeResult(method);
}

/** The result record of a method whose result is an object without a schema. */
void generateFreeResult(Method method) {
    file(method.result(), """
            /**
             * The result of {@code %2$s}: an object without a schema.
             *
             * @param json the object
             */
            public record %1$s(ObjectNode json) implements RpcResult {
                /** Copies the object. */
                public %1$s {
                    json = json.deepCopy();
                }

                /**
                 * {@return the record that the JSON contains}
                 *
                 * @param json the received value
                 * @param at the position of the value in the request, for error messages
                 */
                public static %1$s parse(JsonNode json, Pointer at) {
                    return new %1$s(Shape.OBJECT.parse(json, at));
                }

                @Override
                public void write(JsonGenerator out) throws IOException {
                    Shape.OBJECT.write(json, out);
                }
            }
            """.formatted(method.result(), method.name()));
}

final class RecordWriter {
    final String name;
    final List<Member> members;
    final StringBuilder extra = new StringBuilder();
    final List<Member> inline;
    String doc = "";
    String contract = "";
    boolean nested;
    boolean closed;

    RecordWriter(String name, List<Member> members) {
        this.name = name;
        this.members = members.stream().map(this::withConstant).toList();
        this.inline = members.stream().filter(member -> member.type().inline()).toList();
    }

    /** An inline shape is created once and kept in a constant that is named after its member. */
    Member withConstant(Member member) {
        Type type = member.type().inline() ? member.type().named(shout(member.wire())) : member.type();
        return new Member(member.wire(), type, member.required(), member.absent(), member.doc());
    }

    RecordWriter doc(String text) {
        doc = html(text);
        return this;
    }

    RecordWriter implementing(String type) {
        contract = type;
        return this;
    }

    /** For a record that other records contain. */
    RecordWriter nested() {
        nested = true;
        return this;
    }

    RecordWriter closed(boolean rejectsUnknownMembers) {
        closed = rejectsUnknownMembers;
        return this;
    }

    RecordWriter adding(String code) {
        extra.append(code);
        return this;
    }

    void write() {
        String body = constants() + constructor() + factory() + withers() + parser() + writer() + text() + extra;
        file(name, javadoc() + "public record " + name + "(" + components() + ") implements " + contract + " {\n" + body + "}\n");
    }

    String components() {
        String line = join(members, Member::component);
        return line.length() <= 60 ? line : "\n        " + join(members, Member::component, ",\n        ");
    }

    String javadoc() {
        List<Member> documented = members.stream().filter(member -> !member.doc().isEmpty()).toList();
        return "/**\n * " + doc + "\n" + (documented.isEmpty() ? "" : " *\n")
                + join(documented, member -> " * @param " + member.java() + " " + html(member.doc()) + "\n", "") + " */\n";
    }

    String constants() {
        StringBuilder code = new StringBuilder();
        if (nested) code.append("    static final Shape<%1$s> SHAPE = Shape.record(%1$s::parse);\n".formatted(name));
        for (Member member : inline) {
            code.append("    private static final Shape<%s> %s = %s;\n".formatted(member.type().boxed(), shout(member.wire()), member.type().shape()));
        }
        if (closed) {
            code.append("    private static final Set<String> MEMBERS = Set.of(" + join(members, member -> literal(member.wire())) + ");\n");
        }
        return code.toString();
    }

    String constructor() {
        StringBuilder copies = new StringBuilder();
        for (Member member : members) member.type().copy().ifPresent(copy -> copies.append("        " + copying(member, copy) + "\n"));
        return copies.isEmpty() ? "" : "\n    /** Copies mutable arguments. */\n    public " + name + " {\n" + copies + "    }\n";
    }

    String copying(Member member, String copy) {
        return member.optional()
                ? "%1$s = %1$s.map(value -> %2$s);".formatted(member.java(), copy.formatted("value"))
                : "%1$s = %2$s;".formatted(member.java(), copy.formatted(member.java()));
    }

    String factory() {
        List<Member> required = members.stream().filter(Member::required).toList();
        String doc = "\n    /**\n     * {@return a record with the required members only}\n" + (required.isEmpty() ? "" : "     *\n") + join(required, RecordWriter::param, "") + "     */\n";
        return doc + "    public static %1$s of(%2$s) {\n        return new %1$s(%3$s);\n    }\n".formatted(
                name, join(required, Member::component),
                join(members, member -> member.required() ? member.java() : member.absent().orElse("Optional.empty()")));
    }

    static String param(Member member) {
        return "     * @param " + member.java() + " " + html(member.doc()) + "\n";
    }

    String withers() {
        StringBuilder code = new StringBuilder();
        for (Member member : members) if (!member.required()) code.append(wither(member));
        return code.toString();
    }

    String wither(Member member) {
        String override = member.wire().equals("op_id") ? "    @Override\n" : "";
        String doc = "\n    /**\n     * {@return a copy with this {@code " + member.java() + "}}\n     *\n" + param(member) + "     */\n";
        return doc + "%s    public %s with%s(%s %s) {\n        return new %2$s(%6$s);\n    }\n".formatted(
                override, name, title(member.wire()), member.type().java(), member.java(),
                join(members, each -> each == member && each.optional() ? "Optional.of(" + each.java() + ")" : each.java()));
    }

    String parser() {
        String opening = closed ? "Members.closed(json, at, MEMBERS)" : "Members.open(json, at)";
        String reading = members.isEmpty()
                ? "        " + opening + ";\n        return new " + name + "();\n"
                : "        Members in = " + opening + ";\n        return new " + name + "(\n" + join(members, this::reading, ",\n") + ");\n";
        String doc = """

                /**
                 * {@return the record that the JSON contains}
                 *
                 * @param json the received value
                 * @param at the position of the value in the request, for error messages
                 */
            """;
        return doc + "    public static " + name + " parse(JsonNode json, Pointer at) {\n" + reading + "    }\n";
    }

    String reading(Member member) {
        String how = member.required() ? "required" : member.optional() ? "optional" : "orElse";
        String absent = member.absent().map(literal -> ", " + literal).orElse("");
        return "                in.%s(%s, %s%s)".formatted(how, literal(member.wire()), member.type().shape(), absent);
    }

    String writer() {
        StringBuilder code = new StringBuilder("\n    @Override\n    public void write(JsonGenerator out) throws IOException {\n        out.writeStartObject();\n");
        for (Member member : members) {
            String how = member.required() ? "member(" : member.optional() ? "optionalMember(" : "memberUnless(" + member.absent().orElseThrow() + ", ";
            code.append("        %s.%sout, %s, %s);\n".formatted(member.type().shape(), how, literal(member.wire()), member.java()));
        }
        return code + "        out.writeEndObject();\n    }\n";
    }

    /** {@code toString} hides secret members. */
    String text() {
        if (members.stream().noneMatch(member -> member.type().secret())) return "";
        String parts = join(members, member -> member.java() + "=" + (member.type().secret() ? "***" : "\" + " + member.java() + " + \""));
        return "\n    @Override\n    public String toString() {\n        return \"" + name + "[" + parts + "]\";\n    }\n";
    }
}

// ---- Methods ---------------------------------------------------------------------------------------------------------

void generateParamsAndResults(List<Method> methods) {
    List<Method> mutating = methods.stream().filter(Method::mutating).toList();
    List<Method> reading = methods.stream().filter(method -> !method.mutating()).toList();
    file("RpcParams", """
            /**
             * The parameters of one method.
             *
             * @param <R> the type of the method's result
             */
            public sealed interface RpcParams<R extends RpcResult> extends JsonRecord
                    permits MutatingParams, %s {
                /** {@return the method of these parameters} */
                RpcMethod method();

                /**
                 * {@return the result of the method}
                 *
                 * @param json the member {@code result} of a response
                 */
                R parseResult(JsonNode json);
            }
            """.formatted(join(reading, Method::params)));
    file("MutatingParams", """
            /**
             * The parameters of a mutating method. Calls with equal {@code op_id} are executed once.
             *
             * @param <R> the type of the method's result
             */
            public sealed interface MutatingParams<R extends MutatingResult> extends RpcParams<R>
                    permits %s {
                /** {@return the idempotency key} */
                Optional<String> opId();

                /**
                 * {@return a copy with this {@code op_id}}
                 *
                 * @param opId chosen by the client and not used for another call before
                 */
                MutatingParams<R> withOpId(String opId);
            }
            """.formatted(join(mutating, Method::params)));
    file("RpcResult", """
            /** The result of one method. */
            public sealed interface RpcResult extends JsonRecord
                    permits MutatingResult, %s {}
            """.formatted(join(reading, Method::result)));
    file("MutatingResult", """
            /** The result of a mutating method. */
            public sealed interface MutatingResult extends RpcResult
                    permits %s {
                /** {@return the position of the call's last event, or the end of the log when nothing changed} */
                long seq();

                /** {@return whether an event of this call is sent to the caller's own sockets} */
                boolean await();
            }
            """.formatted(join(mutating, Method::result)));
}

void generateMethodTable(List<Method> methods) {
    file("RpcMethod", """
            /** The methods of the contract. */
            public enum RpcMethod {
            %s;

                private static final Map<String, RpcMethod> BY_NAME =
                        Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(RpcMethod::wireName, Function.identity()));

                private final String wireName;
                private final RateClass rateClass;
                private final Access access;
                private final MethodScope scope;
                private final boolean confirmed;
                private final boolean mutating;
                private final boolean deprecated;
                private final List<String> events;
                private final List<ErrorCode> errors;
                private final BiFunction<JsonNode, Pointer, RpcParams<?>> parser;

                RpcMethod(
                        String wireName,
                        RateClass rateClass,
                        Access access,
                        MethodScope scope,
                        boolean confirmed,
                        boolean mutating,
                        boolean deprecated,
                        List<String> events,
                        List<ErrorCode> errors,
                        BiFunction<JsonNode, Pointer, RpcParams<?>> parser) {
                    this.wireName = wireName;
                    this.rateClass = rateClass;
                    this.access = access;
                    this.scope = scope;
                    this.confirmed = confirmed;
                    this.mutating = mutating;
                    this.deprecated = deprecated;
                    this.events = events;
                    this.errors = errors;
                    this.parser = parser;
                }

                /**
                 * {@return the method with this name; empty when this build does not know it}
                 *
                 * @param wireName for example {@code message.send}
                 */
                public static Optional<RpcMethod> of(String wireName) {
                    return Optional.ofNullable(BY_NAME.get(wireName));
                }

                /**
                 * {@return the parameter record of a request}
                 *
                 * @param params the member {@code params} of the request; a missing node when it is absent
                 */
                public RpcParams<?> parse(JsonNode params) {
                    return parser.apply(params, Pointer.ROOT);
                }

                /** {@return the name in the contract, for example {@code message.send}} */
                public String wireName() {
                    return wireName;
                }

                /** {@return the rate class whose limit a call counts against} */
                public RateClass rateClass() {
                    return rateClass;
                }

                /** {@return whether the method requires a login session} */
                public Access access() {
                    return access;
                }

                /** {@return what the session must be allowed to be used for} */
                public MethodScope scope() {
                    return scope;
                }

                /** {@return whether the method requires that the caller has proved within the last 15 minutes who they are} */
                public boolean confirmed() {
                    return confirmed;
                }

                /** {@return whether the method is mutating} */
                public boolean mutating() {
                    return mutating;
                }

                /** {@return whether the method is deprecated} */
                public boolean deprecated() {
                    return deprecated;
                }

                /** {@return the types of the events and signals that a call can cause} */
                public List<String> events() {
                    return events;
                }

                /** {@return the error codes that are specific to this method} */
                public List<ErrorCode> errors() {
                    return errors;
                }
            }
            """.formatted(join(methods, this::row, ",\n")));
}

String row(Method method) {
    JsonNode json = method.json();
    List<String> events = new ArrayList<>();
    json.path("x-events").forEach(event -> events.add(literal(event.asText())));
    List<String> errors = new ArrayList<>();
    json.path("x-error-codes").forEach(code -> errors.add("ErrorCode." + shout(code.asText())));
    return """
            \s   /** %s */
                %s(
                        %s,
                        RateClass.%s,
                        Access.%s,
                        MethodScope.%s,
                        %s,
                        %s,
                        %s,
                        List.of(%s),
                        List.of(%s),
                        %s::parse)""".formatted(
            method.doc(), method.constant(), literal(method.name()), shout(json.path("x-rate-class").asText()),
            shout(json.path("x-auth").asText()), shout(json.path("x-scope").asText("any")), json.path("x-confirmation").asBoolean(),
            method.mutating(), json.path("deprecated").asBoolean(),
            String.join(", ", events), String.join(", ", errors), method.params());
}

/** One interface per namespace, and {@code RpcApi}, which has an accessor for each. */
void generateApi(List<Method> methods) {
    Map<String, List<Method>> namespaces = byNamespace(methods);
    namespaces.forEach(this::generateNamespace);
    file("RpcApi", """
            /**
             * The methods of the contract by namespace, as a server implements them.
             *
             * @param <C> the context of a call, for example the authenticated caller
             */
            public interface RpcApi<C> {
            %s}
            """.formatted(join(List.copyOf(namespaces.keySet()), name ->
                    "    /** {@return the methods whose names begin with {@code %1$s.}} */\n    %2$sNamespace<C> %1$s();\n".formatted(name, title(name)), "\n")));
}

void generateNamespace(String name, List<Method> methods) {
    file(title(name) + "Namespace", """
            /**
             * The methods whose names begin with {@code %s.}, as a server implements them.
             *
             * @param <C> the context of a call, for example the authenticated caller
             */
            public interface %sNamespace<C> {
            %s}
            """.formatted(name, title(name), join(methods, method -> "    /**\n     * %s\n     *\n     * @param call the context of the call\n     * @param params the parsed parameters\n     * @return the result\n     */\n    %s %s(C call, %s params);\n".formatted(
                    method.doc(), method.result(), method.verb(), method.params()), "\n")));
}

static Map<String, List<Method>> byNamespace(List<Method> methods) {
    Map<String, List<Method>> namespaces = new LinkedHashMap<>();
    for (Method method : methods) namespaces.computeIfAbsent(method.namespace(), _ -> new ArrayList<>()).add(method);
    return namespaces;
}

void generateDispatcher(List<Method> methods) {
    file("RpcDispatcher", """
            /**
             * Calls the method that the parameters belong to. The switch has no default: a method without a handler does not compile.
             *
             * @param <C> the context of a call, for example the authenticated caller
             * @param api the implementation of every namespace
             */
            public record RpcDispatcher<C>(RpcApi<C> api) {
                /**
                 * {@return the result of the method that the parameters belong to}
                 *
                 * @param call the context of the call
                 * @param params the parameters of any method
                 */
                public RpcResult dispatch(C call, RpcParams<?> params) {
                    return switch (params) {
            %s        };
                }
            }
            """.formatted(join(methods, method ->
                    "            case %s it -> api.%s().%s(call, it);\n".formatted(method.params(), method.namespace(), method.verb()), "")));
}

void generateCalls(List<Method> methods) {
    file("RpcCalls", """
            /** The methods that a client calls, each a typed form of {@link #call}. */
            public interface RpcCalls {
                /**
                 * Calls the method that the parameters belong to.
                 *
                 * @param <R> the type of the method's result
                 * @param params the parameters of any method
                 * @return the result
                 */
                <R extends RpcResult> R call(RpcParams<R> params);
            %s}
            """.formatted(join(methods, method ->
                    "\n    /**\n     * %1$s\n     *\n     * @param params the parameters\n     * @return the result\n     */\n    default %2$s %3$s(%4$s params) {\n        return call(params);\n    }\n".formatted(
                            method.doc(), method.result(), method.verb(), method.params()), "")));
}

// ---- Events ----------------------------------------------------------------------------------------------------------

void generateEvents() {
    List<String> types = new ArrayList<>();
    document.path("x-event-types").properties().forEach(entry -> {
        types.add(entry.getKey());
        generateEvent(entry.getKey(), entry.getValue());
    });
    file("UnknownEvent", """
            /**
             * An event whose type this build does not know or whose members it cannot parse.
             *
             * @param type the v2 event type
             * @param json the received members
             */
            public record UnknownEvent(String type, ObjectNode json) implements EventPayload {
                /** Copies the object. */
                public UnknownEvent {
                    json = json.deepCopy();
                }

                @Override
                public void write(JsonGenerator out) throws IOException {
                    out.writeTree(json);
                }
            }
            """);
    file("EventPayload", """
            /** The payload of an event. A {@code switch} over the event types needs no {@code default}. */
            public sealed interface EventPayload extends JsonRecord permits UnknownEvent, %s {
                /** {@return the v2 event type, for example {@code message.created}} */
                String type();

                /**
                 * {@return the payload of an event} An event that cannot be parsed becomes an {@link UnknownEvent}.
                 *
                 * @param type the v2 event type
                 * @param json the members of the event
                 */
                static EventPayload parse(String type, ObjectNode json) {
                    try {
                        return switch (type) {
            %s                default -> new UnknownEvent(type, json);
                        };
                    } catch (InvalidParams unparsable) {
                        return new UnknownEvent(type, json);
                    }
                }
            }
            """.formatted(join(types, type -> title(type) + "Event"), join(types, type ->
                    "                case %s -> %sEvent.parse(json, Pointer.ROOT);\n".formatted(literal(type), title(type)), "")));
}

void generateEvent(String type, JsonNode event) {
    JsonNode schema = event.path("schema");
    new RecordWriter(title(type) + "Event", membersOf(schema))
            .doc(schema.path("description").asText())
            .implementing("EventPayload")
            .closed(schema.path("additionalProperties").isBoolean())
            .adding("""

                        @Override
                        public String type() {
                            return %s;
                        }
                    """.formatted(literal(type)))
            .write();
}

// ---- Names and text --------------------------------------------------------------------------------------------------

/** {@code channel.set_role} becomes {@code ChannelSetRole}. */
static String title(String name) {
    return Arrays.stream(name.split("[._]")).map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1)).collect(Collectors.joining());
}

static String camel(String name) {
    String title = title(name);
    return title.substring(0, 1).toLowerCase(Locale.ROOT) + title.substring(1);
}

/** {@code channel.set_role} and {@code ChannelSetRole} become {@code CHANNEL_SET_ROLE}. */
static String shout(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
}

static String literal(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
}

/** A text of the contract as Javadoc: backquotes become code, markup is escaped. */
static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;").replace("*/", "*&#47;")
            .replaceAll("`([^`]*)`", "<code>$1</code>");
}

static <T> String join(List<T> items, Function<T, String> text) {
    return join(items, text, ", ");
}

static <T> String join(List<T> items, Function<T, String> text, String separator) {
    return items.stream().map(text).collect(Collectors.joining(separator));
}

// ---- Files -----------------------------------------------------------------------------------------------------------

static final List<String> IMPORTS = List.of(
        "com.fasterxml.jackson.core.JsonGenerator", "com.fasterxml.jackson.databind.JsonNode",
        "com.fasterxml.jackson.databind.node.ObjectNode", "java.io.IOException", "java.time.Instant",
        "java.time.temporal.ChronoUnit", "java.util.Arrays", "java.util.Collections", "java.util.LinkedHashMap", "java.util.List",
        "java.util.Map", "java.util.Optional", "java.util.Set", "java.util.function.BiFunction", "java.util.function.Function",
        "java.util.stream.Collectors");

static boolean mentions(String code, String simpleName) {
    return Pattern.compile("\\b" + simpleName + "\\b").matcher(code).find();
}

void file(String type, String body) {
    String code = body.replaceAll("(?s)/\\*\\*.*?\\*/", "");
    List<String> used = IMPORTS.stream().filter(name -> mentions(code, name.substring(name.lastIndexOf('.') + 1))).toList();
    String text = "// Generated from openrpc.json by the build. Do not edit.\npackage collab.api;\n\n"
            + join(used, name -> "import " + name + ";\n", "") + (used.isEmpty() ? "" : "\n");
    if (files.put(type + ".java", text + body) != null) throw new IllegalArgumentException(type + " is generated twice");
}

void save(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> present = Files.list(directory)) {
        for (Path file : present.toList()) if (!files.containsKey(file.getFileName().toString())) Files.delete(file);
    }
    for (var entry : files.entrySet()) {
        Path file = directory.resolve(entry.getKey());
        if (!Files.exists(file) || !Files.readString(file).equals(entry.getValue())) Files.writeString(file, entry.getValue());
    }
}
