package collab.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;

/**
 * Stored logins in a folder: one token per scheme, host and port, and the server of the last login. Only the owner can read them. A
 * token that was received over TLS is never sent without it.
 */
final class StoredLogins {
    private final Path folder;

    StoredLogins(Path folder) {
        this.folder = folder;
    }

    /** In the XDG configuration folder of the user. */
    static StoredLogins ofUser() {
        return new StoredLogins(UserFolders.configuration());
    }

    void keep(URI server, String token) throws IOException {
        write(tokenFile(server), token);
        write(serverFile(), server.toString());
        Files.deleteIfExists(tokenFileWithoutScheme(server));
    }

    /** Deletes the token; the server stays the default of later commands. */
    void forget(URI server) throws IOException {
        Files.deleteIfExists(tokenFile(server));
        if (isLastServer(server)) Files.deleteIfExists(tokenFileWithoutScheme(server));
    }

    Optional<String> token(URI server) {
        return read(tokenFile(server))
                .or(() -> isLastServer(server) ? read(tokenFileWithoutScheme(server)) : Optional.empty());
    }

    /** The server of the last login. */
    Optional<URI> server() {
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

    // ---- Files ----

    /** For example {@code token-https-chat.example.org_443}. */
    private Path tokenFile(URI server) {
        return file(origin(server).replace("://", "-"));
    }

    /** A file of the release before tokens were stored by scheme. It belongs to the server of the last login only. */
    private Path tokenFileWithoutScheme(URI server) {
        return file(server.getRawAuthority());
    }

    private boolean isLastServer(URI server) {
        return server().filter(last -> last.getRawAuthority() != null)
                .map(StoredLogins::origin)
                .equals(Optional.of(origin(server)));
    }

    /** Scheme, host and port, with the port of the scheme when the URL names none. */
    private static String origin(URI server) {
        String scheme = Optional.ofNullable(server.getScheme()).orElse("http").toLowerCase(Locale.ROOT);
        String authority = server.getRawAuthority().toLowerCase(Locale.ROOT);
        boolean named = server.getHost() == null || server.getPort() >= 0;
        return scheme + "://" + (named ? authority : authority + (scheme.equals("https") ? ":443" : ":80"));
    }

    private Path file(String name) {
        return folder.resolve("token-" + name.replaceAll("[^A-Za-z0-9.-]", "_"));
    }

    private Path serverFile() {
        return folder.resolve("server");
    }
}
