package collab.cli;

import collab.api.Json;
import collab.cli.stream.ArgumentInput;
import collab.client.CollabClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One method of the contract as a command: its parameters become options, and its result is printed. The class has no code
 * for a particular method, so a method that is added to openrpc.json becomes a command without further code.
 */
final class MethodCommand implements Callable<Integer> {
    private final JsonNode method;
    private final JsonNode document;
    private final List<MethodParameter> parameters = new ArrayList<>();
    private final ServerConnection connection = new ServerConnection();
    private final Output output = new Output();
    private final CommandSpec command = CommandSpec.wrapWithoutInspection(this);

    private MethodCommand(JsonNode method, JsonNode document) {
        this.method = method;
        this.document = document;
        method.path("params").forEach(param -> parameters.add(MethodParameter.of(param, document)));
    }

    static CommandSpec of(JsonNode method, JsonNode document) {
        return new MethodCommand(method, document).describe();
    }

    // ---- Description ----

    private CommandSpec describe() {
        command.usageMessage()
                .description(
                        method.path("summary").asText() + ".",
                        method.path("description").asText().replace("`", ""));
        Optional<MethodParameter> positional = positional();
        for (MethodParameter parameter : parameters) {
            if (positional.filter(parameter::equals).isPresent()) command.addPositional(positional(parameter));
            else command.addOption(option(parameter));
        }
        command.addMixin("connection", CommandSpec.forAnnotatedObject(connection));
        command.addMixin("output", CommandSpec.forAnnotatedObject(output));
        output.command = command; // picocli sets it only for mixins that it finds by annotation
        command.usageMessage().footerHeading("%nExample:%n").footer("  " + example());
        return command;
    }

    /** The parameter that is given without an option name: the only required one with free text. Empty for none or several. */
    private Optional<MethodParameter> positional() {
        List<MethodParameter> texts = parameters.stream()
                .filter(parameter -> parameter.required() && parameter.freeText())
                .toList();
        return texts.size() == 1 ? Optional.of(texts.getFirst()) : Optional.empty();
    }

    private static PositionalParamSpec positional(MethodParameter parameter) {
        return PositionalParamSpec.builder()
                .index("0")
                .paramLabel(parameter.label())
                .required(true)
                .type(String.class)
                .description(escaped(parameter.description()) + " Use - to read it from stdin.")
                .build();
    }

    private static OptionSpec option(MethodParameter parameter) {
        if (parameter.secret()) {
            return OptionSpec.builder(parameter.option())
                    .type(boolean.class)
                    .description(escaped(parameter.description())
                            + " Prompts for it on the terminal; without a terminal, reads it from stdin.")
                    .build();
        }
        OptionSpec.Builder option = OptionSpec.builder(parameter.option())
                .required(parameter.required())
                .paramLabel(parameter.label())
                .type(String.class)
                .description(escaped(described(parameter)));
        if (!parameter.words().isEmpty()) option.completionCandidates(parameter.words());
        if (parameter.flag()) option.arity("0..1").fallbackValue("true");
        return option.build();
    }

    private static String described(MethodParameter parameter) {
        String words = parameter.words().isEmpty() ? "" : " One of " + String.join(", ", parameter.words()) + ".";
        String fallback = parameter.schema().has("default")
                ? " " + parameter.schema().path("default").asText() + " by default."
                : "";
        return parameter.description().replace("`", "") + words + fallback;
    }

    /** Escapes percent signs, because picocli formats descriptions. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    private String example() {
        StringBuilder words = new StringBuilder("hero-collab ")
                .append(method.path("name").asText().replace('.', ' ').replace('_', '-'));
        String last = "";
        for (JsonNode param : method.at("/examples/0/params")) {
            String wire = param.path("name").asText();
            MethodParameter parameter = parameters.stream()
                    .filter(each -> each.wire().equals(wire))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "the example of " + method.path("name") + " has an unknown parameter " + wire));
            if (wire.equals("op_id")) continue;
            String value = word(param.path("value"));
            if (positional().filter(parameter::equals).isPresent()) last = " " + value;
            else words.append(' ').append(parameter.option()).append(parameter.secret() ? "" : " " + value);
        }
        return escaped(words + last);
    }

    private static String word(JsonNode value) {
        if (value.isArray() && !value.path(0).isObject()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.asText()));
            return String.join(",", items);
        }
        String text = value.isContainerNode() ? value.toString() : value.asText();
        return text.matches("[A-Za-z0-9._:/@,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    // ---- Execution ----

    @Override
    public Integer call() throws IOException {
        ObjectNode arguments = arguments();
        boolean anonymous = method.path("x-auth").asText().equals("none");
        try (CollabClient client = anonymous ? connection.anonymous() : connection.signedIn()) {
            JsonNode result = client.callRaw(method.path("name").asText(), arguments);
            new ResultPrinter(output, document, new DisplayNames(client)::of).print(method, result);
            return ExitCode.OK;
        }
    }

    private ObjectNode arguments() throws IOException {
        ObjectNode arguments = Json.object();
        Optional<MethodParameter> positional = positional();
        for (MethodParameter parameter : parameters) {
            Optional<String> word = positional.filter(parameter::equals).isPresent()
                    ? Optional.of(ArgumentInput.text(
                            command.positionalParameters().getFirst().getValue()))
                    : given(parameter);
            word.ifPresent(value -> arguments.set(parameter.wire(), parameter.parse(value)));
        }
        return arguments;
    }

    private Optional<String> given(MethodParameter parameter) throws IOException {
        OptionSpec option = command.findOption(parameter.option());
        if (!parameter.secret()) return Optional.ofNullable(option.getValue());
        boolean wanted = parameter.required() || Boolean.TRUE.equals(option.<Boolean>getValue());
        return wanted ? Optional.of(SecretPrompt.read(parameter.wire().replace('_', ' '), output)) : Optional.empty();
    }
}
