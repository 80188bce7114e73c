package collab.cli;

import collab.api.OpenRpcDocument;
import collab.api.RpcMethod;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Creates a command for each method of the contract: {@code channel.members.add} becomes {@code channel members add}. A hand-written
 * command of the same name takes precedence.
 */
public final class ContractCommands {
    /** Namespaces without generated commands: other commands cover them. */
    private static final Set<String> HANDWRITTEN = Set.of("rpc", "session");

    /** The methods of {@code user} that are also commands of {@code admin users}. */
    private static final Set<String> ACCOUNTS = Set.of("create", "get", "update", "deactivate", "permissions");

    /** The groups that are not namespaces of the contract; {@code x-namespaces} of the contract describes the namespaces. */
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "auth token", "Manage tokens for programs.",
            "auth totp", "Set up an authenticator app.",
            "auth recovery", "Manage recovery codes.",
            "admin users", "Manage accounts.",
            "admin tokens", "Manage tokens for programs.");

    private ContractCommands() {}

    /** Whether the word is a namespace with generated commands. */
    public static boolean isNamespace(String word) {
        if (word.equals("admin")) return true;
        return !HANDWRITTEN.contains(word)
                && Arrays.stream(RpcMethod.values())
                        .anyMatch(method -> method.wireName().startsWith(word + "."));
    }

    /** @param first the namespace whose commands are created, which makes a start quicker; empty for all namespaces */
    public static void addTo(CommandLine program, String first) {
        JsonNode document = OpenRpcDocument.json();
        for (JsonNode method : document.path("methods")) {
            List<String> words = Arrays.stream(method.path("name").asText().split("\\."))
                    .map(word -> word.replace('_', '-'))
                    .toList();
            boolean wanted = first.isEmpty() || words.getFirst().equals(first);
            if (wanted && !HANDWRITTEN.contains(words.getFirst())) add(program, words, method, document);
            List<String> alias = adminAlias(words);
            if ((first.isEmpty() || first.equals("admin")) && !alias.isEmpty()) add(program, alias, method, document);
        }
    }

    /** The path of the same command under {@code admin}; empty for methods that are not for administrators. */
    private static List<String> adminAlias(List<String> words) {
        return switch (words.getFirst()) {
            case "user" ->
                words.size() == 2 && ACCOUNTS.contains(words.getLast())
                        ? List.of("admin", "users", words.getLast())
                        : List.of();
            case "users" -> List.of("admin", "users", words.getLast());
            case "auth" ->
                words.size() == 3 && words.get(1).equals("token")
                        ? List.of("admin", "tokens", words.getLast())
                        : List.of();
            default -> List.of();
        };
    }

    private static void add(CommandLine program, List<String> words, JsonNode method, JsonNode document) {
        CommandLine parent = program;
        for (int i = 0; i < words.size() - 1; i++) parent = group(parent, words.subList(0, i + 1), document);
        String verb = words.getLast();
        if (!parent.getSubcommands().containsKey(verb)) parent.addSubcommand(verb, MethodCommand.of(method, document));
    }

    private static CommandLine group(CommandLine parent, List<String> words, JsonNode document) {
        CommandLine present = parent.getSubcommands().get(words.getLast());
        if (present != null) return present;
        CommandSpec group = CommandSpec.wrapWithoutInspection(new Object());
        group.usageMessage().description(description(words, document)).synopsisSubcommandLabel("COMMAND");
        CommandLine made = new CommandLine(group);
        parent.addSubcommand(words.getLast(), made);
        return made;
    }

    private static String description(List<String> words, JsonNode document) {
        if (words.size() == 1)
            return document.path("x-namespaces").path(words.getFirst()).asText();
        return DESCRIPTIONS.getOrDefault(
                String.join(" ", words), "Manage " + words.getLast() + " of a " + words.getFirst() + ".");
    }
}
