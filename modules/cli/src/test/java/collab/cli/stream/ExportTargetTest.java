package collab.cli.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code export FILE} put a regular file where a pipe, a link or, for root, a device had been. */
final class ExportTargetTest {
    @TempDir
    Path folder;

    private static long exported(OutputStream out) throws IOException {
        out.write("whole".getBytes(StandardCharsets.UTF_8));
        return 3;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void newFileIsWritten() throws IOException {
        Path target = folder.resolve("new file.jsonl");
        assertEquals(3, new ExportTarget(target).write(ExportTargetTest::exported));
        assertEquals("whole", Files.readString(target));
        assertEquals(List.of("new file.jsonl"), files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-", "rwxr-x--x"})
    void replacedFileKeepsItsPermissions(String permissions) throws IOException {
        Path target = Files.writeString(folder.resolve("old"), "a longer text than the new one");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions));
        new ExportTarget(target).write(ExportTargetTest::exported);
        assertEquals("whole", Files.readString(target));
        assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertEquals(List.of("old"), files());
    }

    @Test
    void newContentIsNeverReadableForMorePeopleThanTheOldOne() throws IOException {
        Path target = Files.writeString(folder.resolve("old"), "x");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
        new ExportTarget(target).write(out -> {
            for (String name : files()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))),
                        name);
            }
            assertEquals(2, files().size());
            return exported(out);
        });
    }

    @Test
    void oldFileStaysWhenTheExportFails() throws IOException {
        Path target = Files.writeString(folder.resolve("old"), "before");
        IOException full = assertThrows(
                IOException.class,
                () -> new ExportTarget(target).write(out -> {
                    exported(out);
                    out.flush();
                    throw new IOException("No space left on device");
                }));
        assertEquals("No space left on device", full.getMessage());
        assertEquals("before", Files.readString(target));
        assertEquals(List.of("old"), files(), "the unfinished file is deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"existing", "absent"})
    void linkStaysALinkAndItsTargetIsWritten(String state) throws IOException {
        Path file = folder.resolve("backup");
        if (state.equals("existing")) Files.writeString(file, "a longer text than the new one");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("backup"));
        new ExportTarget(link).write(ExportTargetTest::exported);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("whole", Files.readString(file));
        assertEquals(List.of("backup", "link"), files());
    }

    @Test
    void pipeStaysAPipeAndItsReaderGetsTheExport() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        CompletableFuture<String> reader = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                reader.complete(Files.readString(pipe));
            } catch (IOException broken) {
                reader.completeExceptionally(broken);
            }
        });
        new ExportTarget(pipe).write(ExportTargetTest::exported);
        assertEquals("whole", reader.get());
        assertFalse(Files.isRegularFile(pipe, LinkOption.NOFOLLOW_LINKS));
        assertEquals(List.of("pipe"), files());
    }

    @Test
    void deviceIsWrittenThrough() throws IOException {
        new ExportTarget(Path.of("/dev/null")).write(ExportTargetTest::exported);
        assertFalse(Files.isRegularFile(Path.of("/dev/null")));
        IOException full = assertThrows(
                IOException.class, () -> new ExportTarget(Path.of("/dev/full")).write(ExportTargetTest::exported));
        assertEquals("No space left on device", full.getMessage());
    }

    @Test
    void folderIsRejected() throws IOException {
        assertRejected(folder, folder + " is a folder; name a file in it");
        assertRejected(folder.resolve("absent/file"), "folder not found: " + folder.resolve("absent"));
        assertRejected(Path.of(""), "FILE must not be empty");
        assertEquals(List.of(), files());
    }

    private static void assertRejected(Path target, String message) {
        var rejected = assertThrows(
                IllegalArgumentException.class, () -> new ExportTarget(target).write(ExportTargetTest::exported));
        assertEquals(message, rejected.getMessage());
    }
}
