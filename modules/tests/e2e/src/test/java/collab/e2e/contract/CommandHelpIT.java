package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The help texts of the commands in the built image are as plain as the sources that they come from. */
class CommandHelpIT {
    @Test
    void manualPageIsPlain() throws Exception {
        String page = output("man");
        assertTrue(page.contains(".SS \"message send "), page);
        // the page escapes hyphens and backslashes for troff
        assertPlain("hero-collab man", page.replace("\\-", "-").replace("\\e", "\\"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "server",
                "gateway",
                "admin",
                "bench",
                "message",
                "message send",
                "import",
                "export",
                "tail"
            })
    void helpOfCommandIsPlain(String command) throws Exception {
        String help = output((command + " --help").split(" "));
        assertTrue(help.contains("Usage: hero-collab "), help);
        assertPlain("hero-collab " + command + " --help", help);
    }

    private static void assertPlain(String name, String text) {
        assertEquals("", String.join("\n", PlainLanguage.violations(List.of(new SourceText(name, 1, text)))));
    }

    private static String output(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(RuntimeImage.program().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
