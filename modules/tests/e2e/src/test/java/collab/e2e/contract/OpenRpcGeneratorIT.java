package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.NodeProcess;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that a public generator (@open-rpc/generator) makes from openrpc.json compiles and works. */
class OpenRpcGeneratorIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @Test
    void generatedClientCompilesAndWorks() throws IOException {
        Path module = NodeProcess.module();
        NodeProcess.runTool(programs, module.resolve("src/test/openrpc/compile").toString());

        URI server = RunningPair.start(programs, programs.folder(), Deployment.UNLIMITED)
                .http();
        Path story = module.resolve("target/openrpc/custom/typescript/build/story.js");
        TestProcess program = NodeProcess.start(programs, story, server.toString());
        assertEquals(0, program.exitCode(), program::report);

        Path contract = RuntimeImage.repository().resolve("openrpc.json");
        int methods = TestJson.parse(Files.readString(contract)).get("methods").size();
        assertEquals(
                "signed in and out; there are " + methods + " methods",
                program.stdout().getLast());
    }
}
