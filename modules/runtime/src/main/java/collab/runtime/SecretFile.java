package collab.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** A secret that a process creates for itself, in a file that only its own user can read. One process at a time uses the file. */
public final class SecretFile {
    private SecretFile() {}

    /**
     * Returns the content of the file. When there is none, creates a secret, which is durable in the file when this returns. A
     * process that is killed in between leaves no file or the complete secret.
     *
     * @throws UncheckedIOException naming the file, when it cannot be read or written
     */
    public static String readOrCreate(Path file, Supplier<String> generator) {
        try {
            if (!isWritten(file)) write(file, generator.get());
            return Files.readString(file).strip();
        } catch (IOException unusable) {
            throw new UncheckedIOException("cannot read or create the secret in " + file, unusable);
        }
    }

    /** A full disk, or a release that wrote in place, can leave an empty file. */
    private static boolean isWritten(Path file) throws IOException {
        return Files.exists(file) && !Files.readString(file).isBlank();
    }

    private static void write(Path file, String secret) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(part);
        try (FileChannel out = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer line = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) out.write(line);
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
