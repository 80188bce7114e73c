package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import collab.api.OpenRpcDocument;
import collab.api.RpcMethod;
import collab.cli.MethodParameter;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Commands that are created from the contract, and their documentation. */
class ContractCommandsTest {
    private static final CommandLine PROGRAM = HeroCollab.program();

    /** These methods are covered by other commands: {@code rpc}, {@code tail}, {@code health}. */
    private static final Set<String> NO_COMMAND = Set.of("rpc", "session");

    /** Groups with a class that describes them. */
    private static final Set<String> HANDWRITTEN = Set.of("message");

    @ParameterizedTest
    @EnumSource
    void everyMethodHasACommand(RpcMethod method) {
        List<String> words = List.of(method.wireName().replace('_', '-').split("\\."));
        if (NO_COMMAND.contains(words.getFirst())) return;
        CommandLine command = PROGRAM;
        for (String word : words) {
            command = command.getSubcommands().get(word);
            assertNotNull(command, () -> word + " of " + method.wireName());
        }
        assertTrue(command.getCommandSpec().usageMessage().description().length > 0, "without a description");
    }

    /** The help once described namespaces in words of its own, and lacked new namespaces. */
    @Test
    void namespacesAreDescribedByTheContract() {
        List<String> generated = new ArrayList<>();
        OpenRpcDocument.json().path("x-namespaces").properties().forEach(namespace -> {
            if (NO_COMMAND.contains(namespace.getKey()) || HANDWRITTEN.contains(namespace.getKey())) return;
            CommandLine command = PROGRAM.getSubcommands().get(namespace.getKey());
            assertEquals(
                    List.of(namespace.getValue().asText()),
                    List.of(command.getCommandSpec().usageMessage().description()));
            generated.add(namespace.getKey());
        });
        assertTrue(generated.containsAll(List.of("auth", "channel", "user")), generated::toString);
    }

    /** Every example in the help is a valid command line. */
    @Test
    void everyExampleIsACommandLine() {
        List<String> examples = new ArrayList<>();
        collect(PROGRAM, examples);
        assertTrue(examples.size() > 50, examples::toString);
        for (String example : examples)
            PROGRAM.parseArgs(ExampleLine.words(example).toArray(String[]::new));
    }

    private static void collect(CommandLine command, List<String> examples) {
        for (String line : command.getCommandSpec().usageMessage().footer()) {
            if (line.startsWith("  hero-collab ")) examples.add(line.strip().replaceFirst("^hero-collab ", ""));
        }
        command.getSubcommands().values().forEach(sub -> collect(sub, examples));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channel.list|workspace_id|0|--workspace-id: expected an integer from 1 to 9007199254740991, got '0'",
                "channel.list|workspace_id|one|--workspace-id: expected an integer from 1 to 9007199254740991, got 'one'",
                "channel.create|kind|secret|--kind: expected one of public, private, dm, group_dm, got 'secret'",
                "channel.create|peer_ids|2,x|--peer-ids: expected an integer from 1 to 9007199254740991, got 'x'"
            })
    void invalidValueIsNamedWithWhatIsAccepted(String method, String parameter, String word, String message) {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> parameter(method, parameter).parse(word));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void valuesBecomeJsonOfTheContract() {
        assertEquals(
                Json.parse("[2,3]"),
                Json.parse(parameter("channel.create", "peer_ids").parse("2, 3").toString()));
        assertEquals("7", parameter("channel.list", "workspace_id").parse("7").toString());
        assertEquals(
                "\"public\"",
                parameter("channel.create", "kind").parse("public").toString());
        assertTrue(parameter("user.create", "password").secret());
    }

    private static MethodParameter parameter(String method, String name) {
        JsonNode document = OpenRpcDocument.json();
        for (JsonNode each : document.path("methods")) {
            if (!each.path("name").asText().equals(method)) continue;
            for (JsonNode param : each.path("params")) {
                if (param.path("name").asText().equals(name)) return MethodParameter.of(param, document);
            }
        }
        throw new AssertionError(method + " has no " + name);
    }

    // ---- Documentation ----

    @Test
    void manualPageNamesEveryCommandAndExitCode() {
        String page = ManCommand.page(PROGRAM);
        assertTrue(page.contains(".SS \"channel members set-role "), "channel members set-role");
        assertTrue(page.contains(".SS \"message send "), "message send");
        for (String code :
                PROGRAM.getCommandSpec().usageMessage().exitCodeList().keySet()) {
            assertTrue(page.contains(".B " + code + "\n"), code);
        }
        assertTrue(page.lines().noneMatch(line -> line.startsWith("'")), "a line that troff takes for a request");
    }

    @Test
    void fishCompletionOffersWordsAndFiles() {
        String script = CompletionCommand.fish(PROGRAM);
        String create =
                "complete -c hero-collab -n '__fish_seen_subcommand_from channel; and __fish_seen_subcommand_from create' ";
        assertTrue(script.contains(create + "-l kind -x -a 'public private dm group_dm' "), "words");
        assertTrue(script.contains(create + "-l workspace-id -x -d "), "no files for an id");
        assertTrue(script.contains("-n '__fish_seen_subcommand_from export' -F "), "a file");
        assertTrue(script.contains("-n '__fish_seen_subcommand_from completion' -a 'bash zsh fish' "), "shells");
    }

    @Test
    void bashCompletionIsAValidScript(@TempDir Path folder) throws Exception {
        String script = picocli.AutoComplete.bash("hero-collab", PROGRAM);
        Path file = Files.writeString(folder.resolve("completion.bash"), script);
        Process check = new ProcessBuilder("bash", "-n", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), said);
        assertTrue(script.contains("group_dm"), "words of an option are completed");
    }
}
