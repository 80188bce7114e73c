package collab.web;

import collab.testkit.ExternalTool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Checks the JavaScript modules of the page with Node: their tests (src/test/js), their types, their style and their format. */
class BrowserModulesTest {
    @Test
    void moduleTestsPass() throws IOException, InterruptedException {
        ExternalTool.runNodeTests(Path.of("src/test/js"));
    }

    @Test
    void typesInCommentsAreValid() throws InterruptedException {
        ExternalTool.run("src/build/check-types");
    }

    @Test
    void sourcesPassLintAndFormatCheck() throws InterruptedException {
        ExternalTool.run("src/build/check-style");
    }
}
