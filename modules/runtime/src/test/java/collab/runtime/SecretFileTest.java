package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    Path folder;

    @Test
    void secretIsCreatedOnceAndReadableByItsOwnerOnly() throws IOException {
        Path file = folder.resolve("data/secret");
        assertEquals("first", SecretFile.readOrCreate(file, () -> "first"));
        assertEquals("first", SecretFile.readOrCreate(file, () -> "second"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    /** What a kill during the creation leaves: a file beside it (this release) or an empty file (older releases). */
    @ParameterizedTest
    @ValueSource(strings = {"secret.part", "secret"})
    void emptyOrPartialFileIsReplaced(String left) throws IOException {
        Files.writeString(folder.resolve(left), "");
        Path file = folder.resolve("secret");
        assertEquals("made", SecretFile.readOrCreate(file, () -> "made"));
        assertEquals("made\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.exists(folder.resolve("secret.part")));
    }

    @Test
    void errorNamesTheUnusableFile() throws IOException {
        Path file = Files.createDirectory(folder.resolve("a-folder"));
        String why = assertThrows(UncheckedIOException.class, () -> SecretFile.readOrCreate(file, () -> "made"))
                .getMessage();
        assertTrue(why.contains(file.toString()), why);
    }
}
