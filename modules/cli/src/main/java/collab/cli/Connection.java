package collab.cli;

import collab.client.CollabClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a command reaches a server, and as whom: options that all client commands share. */
final class Connection {
    private static final String TOKEN_HINT = "run 'hero-collab login NAME', or give --token or HERO_COLLAB_TOKEN";

    private static final long PATIENCE_SECONDS = 300;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Where the gateway listens (HERO_COLLAB_SERVER); ${DEFAULT-VALUE} by default.",
            defaultValue = "${env:HERO_COLLAB_SERVER:-http://127.0.0.1:8080}")
    URI server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A session token (HERO_COLLAB_TOKEN); by default that of the last login at this server.")
    Optional<String> token = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to keep trying while nobody answers; ${DEFAULT-VALUE} by default.",
            defaultValue = "10")
    long timeoutSeconds;

    CollabClient anonymous() {
        return CollabClient.builder(server)
                .retryFor(Duration.ofSeconds(timeoutSeconds))
                .build();
    }

    CollabClient signedIn() {
        return signedIn(Duration.ofSeconds(timeoutSeconds));
    }

    /** For long work, which rather waits than gives up: when it is told to slow down, and while a server restarts. */
    CollabClient patient() {
        return signedIn(Duration.ofSeconds(Math.max(timeoutSeconds, PATIENCE_SECONDS)));
    }

    private CollabClient signedIn(Duration retryFor) {
        String secret = token.or(() ->
                        Optional.ofNullable(System.getenv("HERO_COLLAB_TOKEN")).filter(s -> !s.isBlank()))
                .or(this::stored)
                .orElseThrow(() -> new NotSignedIn("not signed in at " + server + ": " + TOKEN_HINT));
        return CollabClient.builder(server).token(secret).retryFor(retryFor).build();
    }

    /** Keeps the token where only this user can read it. */
    void store(String secret) throws IOException {
        Path file = tokenFile();
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret + "\n");
    }

    private Optional<String> stored() {
        Path file = tokenFile();
        if (!Files.isReadable(file)) return Optional.empty();
        try {
            return Optional.of(Files.readString(file).strip()).filter(secret -> !secret.isEmpty());
        } catch (IOException unreadable) {
            throw new NotSignedIn("the token file " + file + " can not be read: " + unreadable.getMessage());
        }
    }

    /** One file a server, in the XDG configuration folder. */
    private Path tokenFile() {
        if (server.getRawAuthority() == null) {
            throw new IllegalArgumentException("a server is named like http://127.0.0.1:8080, not " + server);
        }
        String name = server.getRawAuthority().replaceAll("[^A-Za-z0-9.-]", "_");
        return Folders.configuration().resolve("token-" + name);
    }

    /** Nobody said who is asking. */
    static final class NotSignedIn extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotSignedIn(String message) {
            super(message);
        }
    }
}
