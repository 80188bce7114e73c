package collab.clientjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the tests of the JavaScript package (src/test/js) in Node, and looks at its types with TypeScript's compiler. */
class PackageTest {
    @Test
    void theTestsOfThePackagePass() throws IOException, InterruptedException {
        String report = succeeds("node", "--test", "--test-reporter=tap", "src/test/js/");
        if (report.contains("# tests 0")) fail("node ran no test: " + report);
    }

    /** The sample also holds what must not compile: an error that does not come is an error. */
    @Test
    void aStrictProgramCompilesAgainstTheTypes() throws IOException, InterruptedException {
        succeeds("src/build/npm-tools");
        succeeds("node_modules/.bin/tsc", "-p", "src/test/types/tsconfig.json");
    }

    @Test
    void theSourcesAreWhatTheirCommentsSay() throws IOException, InterruptedException {
        succeeds("src/build/npm-tools");
        succeeds("node_modules/.bin/tsc", "-p", "src/test/types/sources.json");
    }

    private static String succeeds(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) fail(command[0] + " did not end: " + report);
        assertEquals(0, process.exitValue(), report);
        return report;
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            return fail("the package is tested in Node 20 or newer, which is missing: install nodejs", missing);
        }
    }

    @Test
    void methodsEventsAndErrorsHaveTypes() throws IOException {
        String types = Files.readString(Path.of("target/package/contract.d.ts"));
        assertTrue(
                types.contains("send(params: MessageSendParams, options?: CallOptions): Promise<MessageSendResult>;"));
        assertTrue(types.contains("me(params?: UserMeParams"), "without required parameters there need be none");
        assertTrue(types.contains(
                "  | { type: \"message.created\"; seq: number; at: Timestamp; event: MessageCreatedEvent }"));
        assertTrue(types.contains("export type ChannelKind = \"public\" | \"private\" | \"dm\" | \"group_dm\";"));
        assertTrue(types.contains("  | \"channel_archived\""));
    }
}
