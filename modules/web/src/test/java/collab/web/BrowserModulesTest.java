package collab.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Looks at the browser's modules with Node: runs their tests (src/test/js) and checks the types in their comments. */
class BrowserModulesTest {
    @Test
    void theTestsOfTheModulesPass() throws IOException, InterruptedException {
        String report = run("node", "--test", "--test-reporter=tap", "src/test/js/");
        assertFalse(report.contains("# tests 0"), () -> "node ran no test: " + report);
    }

    @Test
    void theTypesInTheCommentsHold() throws IOException, InterruptedException {
        run("src/build/check-types");
    }

    /** What it says; it has to end well. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(120, TimeUnit.SECONDS)) fail(command[0] + " did not end: " + report);
        assertEquals(0, process.exitValue(), report);
        return report;
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            return fail(
                    "the browser's modules are looked at by Node 20 or newer and npm; etc/requirements verify installs them",
                    missing);
        }
    }
}
