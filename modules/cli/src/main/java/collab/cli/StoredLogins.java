package collab.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Stored logins in the XDG configuration folder: one token per server, and the server of the last login. Only the owner can read them. */
final class StoredLogins {
    private StoredLogins() {}

    static void keep(URI server, String token) throws IOException {
        write(tokenFile(server), token);
        write(serverFile(), server.toString());
    }

    /** Deletes the token; the server stays the default of later commands. */
    static void forget(URI server) throws IOException {
        Files.deleteIfExists(tokenFile(server));
    }

    static Optional<String> token(URI server) {
        return read(tokenFile(server));
    }

    /** The server of the last login. */
    static Optional<URI> server() {
        return read(serverFile()).map(url -> {
            try {
                return URI.create(url);
            } catch (IllegalArgumentException garbled) {
                throw new IllegalArgumentException(
                        "file " + serverFile() + " must contain a URL, got '" + Output.plain(url)
                                + "'; delete the file",
                        garbled);
            }
        });
    }

    /** Writes a temporary file and renames it, so that another command never reads a part of it. */
    private static void write(Path file, String line) throws IOException {
        Files.createDirectories(file.getParent());
        Path whole = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(whole, line + "\n");
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Optional<String> read(Path file) {
        if (!Files.isReadable(file)) return Optional.empty();
        try {
            return Optional.of(Files.readString(file).strip()).filter(line -> !line.isEmpty());
        } catch (IOException unreadable) {
            throw new ServerConnection.NotSignedIn("cannot read file " + file + ": " + unreadable.getMessage());
        }
    }

    private static Path tokenFile(URI server) {
        return folder().resolve("token-" + server.getRawAuthority().replaceAll("[^A-Za-z0-9.-]", "_"));
    }

    private static Path serverFile() {
        return folder().resolve("server");
    }

    private static Path folder() {
        return UserFolders.configuration();
    }
}
