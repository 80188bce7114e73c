package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the generator as the build does. */
class GeneratorTest {
    private static final Path BUILT = Path.of("target/generated-sources/openrpc/collab/api");

    @TempDir
    private Path directory;

    @Test
    void generatorKeepsUnchangedFilesAndDeletesStaleOnes() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("collab/api"));
        Path stale = Files.writeString(sources.resolve("HuddleStartParams.java"), "a file of an earlier contract");
        Path changed = Files.writeString(sources.resolve("RpcMethod.java"), "changed by hand");
        Path same = Files.copy(BUILT.resolve("RpcApi.java"), sources.resolve("RpcApi.java"));
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(same, longAgo);
        Files.setLastModifiedTime(changed, longAgo);

        assertEquals(0, generate(Contract.FILE).exitValue());

        assertEquals(contents(BUILT), contents(sources));
        assertFalse(Files.exists(stale));
        assertEquals(longAgo, Files.getLastModifiedTime(same));
        assertNotEquals(longAgo, Files.getLastModifiedTime(changed));
    }

    /** The records would not validate such a keyword, and the server would accept values that the contract excludes. */
    @Test
    void unsupportedKeywordFailsTheBuild() throws Exception {
        ObjectNode contract = OpenRpcDocument.json();
        ((ObjectNode) contract.at("/components/schemas/Id")).put("multipleOf", 2);
        Path file = Files.write(directory.resolve("openrpc.json"), Json.bytes(contract));

        Process run = generate(file);

        assertNotEquals(0, run.exitValue());
        String output = new String(run.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(output.contains("unsupported keyword multipleOf"), output);
    }

    private Process generate(Path contract) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--class-path",
                        System.getProperty("java.class.path"),
                        "src/build/Generate.java",
                        contract.toString(),
                        directory.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        run.waitFor();
        return run;
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) contents.put(file.getFileName().toString(), Files.readString(file));
        }
        return contents;
    }
}
