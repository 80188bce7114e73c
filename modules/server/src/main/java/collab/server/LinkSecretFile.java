package collab.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The link secret that a server makes up for itself: 256 random bits in a file that only its own user may read. */
final class LinkSecretFile {
    static final String NAME = "link.secret";

    private LinkSecretFile() {}

    /** The secret in the data directory, made up at the first start and kept from then on. */
    static String readOrCreate(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            Files.createDirectories(directory);
            create(file);
            return Files.readString(file).strip();
        } catch (IOException unusable) {
            throw new UncheckedIOException("the link secret " + file + " can not be used", unusable);
        }
    }

    private static void create(Path file) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var out = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            byte[] bits = new byte[32];
            new SecureRandom().nextBytes(bits);
            out.write(ByteBuffer.wrap(Base64.getUrlEncoder().withoutPadding().encode(bits)));
        } catch (FileAlreadyExistsException kept) {
            // an earlier start made it
        }
    }
}
