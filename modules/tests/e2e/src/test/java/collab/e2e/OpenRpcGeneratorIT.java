package collab.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** openrpc.json as strangers read it: a client that a public generator (@open-rpc/generator) makes of it compiles, and works. */
class OpenRpcGeneratorIT {
    @RegisterExtension
    final Programs programs = new Programs();

    @Test
    void aGeneratedClientCompilesAndWorks() throws IOException {
        Path module = JavaScript.module();
        JavaScript.succeeds(programs, module.resolve("src/test/openrpc/compile").toString());

        URI server = RunningPair.start(programs, programs.folder(), Deployment.UNLIMITED)
                .http();
        Path story = module.resolve("target/openrpc/custom/typescript/build/story.js");
        Program program = JavaScript.start(programs, story, server.toString());
        assertEquals(0, program.exitCode(), program::report);

        Path contract = Image.repository().resolve("openrpc.json");
        int methods = Json.parse(Files.readString(contract)).get("methods").size();
        assertEquals(
                "signed in and out; there are " + methods + " methods",
                program.stdout().getLast());
    }
}
