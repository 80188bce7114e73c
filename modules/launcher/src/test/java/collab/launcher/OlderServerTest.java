package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.api.Json;
import collab.cli.stream.StandardOutput;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export from an older server ended with "threads: expected no such member", which does not say what the user can do. */
final class OlderServerTest {
    @TempDir
    Path folder;

    private ExampleServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ExampleServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void exportNamesTheParameterThatTheServerDoesNotKnow() {
        server.reject("workspace.get", unknown("/threads"));
        Path file = folder.resolve("acme.jsonl");
        assertEquals(
                List.of(
                        "1",
                        "hero-collab: the server is older than this program and does not know the parameter 'threads' of this"
                                + " command; upgrade the server, or use the hero-collab of the server's version"),
                run("export", "--workspace-id", "1", file.toString()));
        assertFalse(Files.exists(file));
    }

    @Test
    void importReportsAMethodThatTheServerDoesNotKnow() throws IOException {
        for (String method : List.of("workspace.import_lookup", "workspace.import", "user.import")) {
            ObjectNode error = Json.object().put("code", -32601).put("message", "Method not found");
            error.putObject("data").put("code", "method_not_found");
            server.reject(method, error);
        }
        Path file = Files.writeString(folder.resolve("acme.jsonl"), """
                {"type": "hero-collab-archive", "version": 1, "source": "x"}
                {"type": "workspace", "key": "w", "name": "Acme"}
                """);
        assertEquals(
                List.of(
                        "1",
                        "hero-collab: the server is older than this program and does not know a method of this"
                                + " command; upgrade the server, or use the hero-collab of the server's version"),
                run("import", file.toString()));
    }

    @Test
    void anotherInvalidParameterIsNoQuestionOfVersions() {
        ObjectNode error = Json.object().put("code", -32602).put("message", "Invalid params");
        error.putObject("data").put("code", "invalid_value").put("detail", "the query has more than 500 words");
        server.reject("workspace.get", error);
        assertEquals(
                List.of("2", "hero-collab: the query has more than 500 words"),
                run("export", "--workspace-id", "1", folder.resolve("x").toString()));
    }

    private static ObjectNode unknown(String pointer) {
        ObjectNode error = Json.object().put("code", -32602).put("message", "Invalid params");
        error.putObject("data")
                .put("code", "invalid_params")
                .put("pointer", pointer)
                .put("expected", "no such member")
                .put("actual", "a boolean");
        return error;
    }

    /** The exit code and the lines of the error. */
    private List<String> run(String command, String... more) {
        List<String> words =
                new ArrayList<>(List.of(command, "--server", server.url().toString(), "--token", "hct_example"));
        words.addAll(List.of(more));
        StringWriter err = new StringWriter();
        int exitCode = HeroCollab.run(
                new StandardOutput(new ByteArrayOutputStream()),
                new PrintWriter(err, true),
                words.toArray(String[]::new));
        List<String> lines = new ArrayList<>(List.of(String.valueOf(exitCode)));
        err.toString().lines().filter(line -> line.startsWith("hero-collab: ")).forEach(lines::add);
        return lines;
    }
}
