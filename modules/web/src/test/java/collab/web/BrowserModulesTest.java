package collab.web;

import collab.testkit.ExternalTool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Looks at the browser's modules with Node: runs their tests (src/test/js) and checks the types in their comments. */
class BrowserModulesTest {
    @Test
    void theTestsOfTheModulesPass() throws IOException, InterruptedException {
        ExternalTool.runNodeTests(Path.of("src/test/js"));
    }

    @Test
    void theTypesInTheCommentsHold() throws InterruptedException {
        ExternalTool.run("src/build/check-types");
    }
}
