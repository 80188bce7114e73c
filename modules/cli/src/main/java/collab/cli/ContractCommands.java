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
 * Grows commands from the contract: {@code channel.members.add} becomes {@code channel members add}. Where a command of that name
 * was written by hand, it stays.
 */
public final class ContractCommands {
    /** Namespaces that have commands of their own: {@code rpc} and {@code login}. */
    private static final Set<String> WRITTEN_BY_HAND = Set.of("rpc", "session");

    /** What is done to accounts. */
    private static final Set<String> ACCOUNTS = Set.of("create", "get", "update", "deactivate", "permissions");

    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("auth", "Sessions and tokens."),
            Map.entry("auth token", "Tokens for programs."),
            Map.entry("admin users", "Accounts."),
            Map.entry("admin tokens", "Tokens for programs."),
            Map.entry("user", "People and bots."),
            Map.entry("users", "Lists of people."),
            Map.entry("workspace", "Workspaces."),
            Map.entry("channel", "Channels and direct messages."),
            Map.entry("thread", "Threads."),
            Map.entry("read", "How far one has read."),
            Map.entry("mention", "Where one was named."),
            Map.entry("typing", "That one is typing."),
            Map.entry("presence", "Who is there."),
            Map.entry("group", "Groups of people and their rights."),
            Map.entry("attachment", "Files."),
            Map.entry("huddle", "Calls."),
            Map.entry("canvas", "Pages in channels."));

    private ContractCommands() {}

    /** Whether methods begin with that word and have commands. */
    public static boolean isNamespace(String word) {
        if (word.equals("admin")) return true;
        return !WRITTEN_BY_HAND.contains(word)
                && Arrays.stream(RpcMethod.values())
                        .anyMatch(method -> method.wireName().startsWith(word + "."));
    }

    /** @param first the word that names a namespace: only its commands are made, for a start should be quick; empty for all */
    public static void addTo(CommandLine program, String first) {
        JsonNode document = OpenRpcDocument.json();
        for (JsonNode method : document.path("methods")) {
            List<String> words = Arrays.stream(method.path("name").asText().split("\\."))
                    .map(word -> word.replace('_', '-'))
                    .toList();
            boolean wanted = first.isEmpty() || words.getFirst().equals(first);
            if (wanted && !WRITTEN_BY_HAND.contains(words.getFirst())) add(program, words, method, document);
            List<String> alias = forAdministrators(words);
            if ((first.isEmpty() || first.equals("admin")) && !alias.isEmpty()) add(program, alias, method, document);
        }
    }

    /** The same under {@code admin}, where an administrator looks; empty for what is not theirs alone. */
    private static List<String> forAdministrators(List<String> words) {
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
        for (int i = 0; i < words.size() - 1; i++) parent = group(parent, words.subList(0, i + 1));
        String verb = words.getLast();
        if (!parent.getSubcommands().containsKey(verb)) parent.addSubcommand(verb, MethodCommand.of(method, document));
    }

    private static CommandLine group(CommandLine parent, List<String> words) {
        CommandLine present = parent.getSubcommands().get(words.getLast());
        if (present != null) return present;
        CommandSpec group = CommandSpec.wrapWithoutInspection(new Object());
        String path = String.join(" ", words);
        group.usageMessage()
                .description(DESCRIPTIONS.getOrDefault(path, words.getLast() + " of a " + words.getFirst() + "."))
                .synopsisSubcommandLabel("COMMAND");
        CommandLine made = new CommandLine(group);
        parent.addSubcommand(words.getLast(), made);
        return made;
    }
}
