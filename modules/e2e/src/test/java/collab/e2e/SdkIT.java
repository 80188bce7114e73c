package collab.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The programs of the SDK's README, compiled and run as they stand there. */
class SdkIT {
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    static final Programs PROCESSES = new Programs();

    private static RunningStart server;
    private static List<String> programs;

    @BeforeAll
    static void start() throws IOException {
        server = RunningStart.start(PROCESSES, PROCESSES.folder(), Deployment.UNLIMITED);
        String readme = Files.readString(Image.repository().resolve("modules/client/README.md"));
        programs =
                PROGRAM.matcher(readme).results().map(found -> found.group(1)).toList();
    }

    private static String run(String program) throws Exception {
        Path file = Files.writeString(PROCESSES.folder().resolve("Readme.java"), program);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--class-path",
                        System.getProperty("java.class.path"),
                        file.toString())
                .redirectErrorStream(true);
        builder.environment().put("HERO_COLLAB_SERVER", server.http().toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    @Test
    void theReadmeHasThreePrograms() {
        assertEquals(3, programs.size());
    }

    @Test
    void aCallIsAnswered() throws Exception {
        assertEquals("true\n", run(programs.get(0)));
    }

    @Test
    void aRefusalIsTold() throws Exception {
        assertEquals("there is none: CHANNEL_NOT_FOUND\n", run(programs.get(1)));
    }

    @Test
    void whatIsSaidIsHeard() throws Exception {
        assertEquals("Heard myself\n", run(programs.get(2)));
    }
}
