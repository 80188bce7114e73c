package collab.clientjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ExternalTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests of the JavaScript package (src/test/js) in Node, and checks its types with the TypeScript compiler. */
class PackageTest {
    @Test
    void testsOfThePackagePass() throws IOException, InterruptedException {
        ExternalTool.runNodeTests(Path.of("src/test/js"));
    }

    /** The sample also contains lines that must not compile; a missing error fails the test. */
    @Test
    void strictProgramCompilesWithTheTypes() throws InterruptedException {
        ExternalTool.run("src/build/npm-tools");
        ExternalTool.run("node_modules/.bin/tsc", "-p", "src/test/types/tsconfig.json");
    }

    @Test
    void sourcesMatchTheTypesInTheirComments() throws InterruptedException {
        ExternalTool.run("src/build/npm-tools");
        ExternalTool.run("node_modules/.bin/tsc", "-p", "src/test/types/sources.json");
    }

    @Test
    void methodsEventsAndErrorsHaveTypes() throws IOException {
        String types = Files.readString(Path.of("target/package/contract.d.ts"));
        assertTrue(
                types.contains("send(params: MessageSendParams, options?: CallOptions): Promise<MessageSendResult>;"));
        assertTrue(
                types.contains("me(params?: UserMeParams"), "a method without required parameters needs no argument");
        assertTrue(types.contains(
                "  | { type: \"message.created\"; seq: number; at: Timestamp; event: MessageCreatedEvent }"));
        assertTrue(types.contains("export type ChannelKind = \"public\" | \"private\" | \"dm\" | \"group_dm\";"));
        assertTrue(types.contains("  | \"channel_archived\""));
    }

    /** The package and the page have one client core, so that they cannot differ. */
    @Test
    void corePackagesTheModulesOfThePage() throws IOException {
        Path page = Path.of("../web/src/main/resources/web-root/client");
        Path core = Path.of("target/package/core");
        try (Stream<Path> modules = Files.list(page);
                Stream<Path> packaged = Files.list(core)) {
            List<Path> names = modules.map(Path::getFileName)
                    .filter(name -> name.toString().endsWith(".js"))
                    .sorted()
                    .toList();
            assertEquals(names, packaged.map(Path::getFileName).sorted().toList());
            for (Path name : names) {
                assertEquals(-1, Files.mismatch(page.resolve(name), core.resolve(name)), name.toString());
            }
        }
    }
}
