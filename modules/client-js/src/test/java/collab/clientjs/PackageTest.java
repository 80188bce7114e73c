package collab.clientjs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ExternalTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs the tests of the JavaScript package (src/test/js) in Node, and looks at its types with TypeScript's compiler. */
class PackageTest {
    @Test
    void theTestsOfThePackagePass() throws IOException, InterruptedException {
        ExternalTool.runNodeTests(Path.of("src/test/js"));
    }

    /** The sample also holds what must not compile: an error that does not come is an error. */
    @Test
    void aStrictProgramCompilesAgainstTheTypes() throws InterruptedException {
        ExternalTool.run("src/build/npm-tools");
        ExternalTool.run("node_modules/.bin/tsc", "-p", "src/test/types/tsconfig.json");
    }

    @Test
    void theSourcesAreWhatTheirCommentsSay() throws InterruptedException {
        ExternalTool.run("src/build/npm-tools");
        ExternalTool.run("node_modules/.bin/tsc", "-p", "src/test/types/sources.json");
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
