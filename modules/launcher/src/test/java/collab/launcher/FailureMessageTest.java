package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that may not be read was reported as "hero-collab: acme.zip", without a word about what is wrong. */
final class FailureMessageTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("a b"), "file not found: a b", 2),
                Arguments.of(new AccessDeniedException("x"), "no permission to read or write x", 1),
                Arguments.of(new FileAlreadyExistsException("x"), "x exists already", 1),
                Arguments.of(new NotDirectoryException("x"), "x is not a folder", 1),
                Arguments.of(new FileSystemException("x", null, "Is a directory"), "x: Is a directory", 1),
                Arguments.of(new FileSystemException("x"), "x: cannot be read or written", 1),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("x")), "file not found: x", 2),
                Arguments.of(
                        new InvalidPathException("a\0b", "Nul character not allowed"),
                        "invalid file name 'a\uFFFDb': Nul character not allowed",
                        2),
                Arguments.of(new IOException("first\r\n second"), "first  second", 1),
                Arguments.of(new IllegalStateException(), "java.lang.IllegalStateException", 1));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureIsOneSentenceWithTheFile(Exception failure, String text, int exitCode) {
        assertEquals(new FailureMessage(text, exitCode, false), FailureMessage.of(failure));
    }
}
