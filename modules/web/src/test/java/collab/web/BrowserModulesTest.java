package collab.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the tests of the browser's modules (src/test/js) in Node. */
class BrowserModulesTest {
    @Test
    void theTestsOfTheModulesPass() throws IOException, InterruptedException {
        Process node = start();
        String report = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!node.waitFor(60, TimeUnit.SECONDS)) fail("node did not end: " + report);
        assertEquals(0, node.exitValue(), report);
        if (report.contains("# tests 0")) fail("node ran no test: " + report);
    }

    private static Process start() {
        try {
            return new ProcessBuilder("node", "--test", "--test-reporter=tap", "src/test/js/")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            return fail(
                    "the browser's modules are tested in Node 20 or newer, which is missing: install nodejs", missing);
        }
    }
}
