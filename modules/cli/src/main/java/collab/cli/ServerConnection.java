package collab.cli;

import collab.client.CollabClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a command reaches a server, and as whom: options that all client commands share. */
public final class ServerConnection {
    private static final URI HERE = URI.create("http://127.0.0.1:8080");

    private static final String TOKEN_HINT = "run 'hero-collab login NAME', or give --token or HERO_COLLAB_TOKEN";

    private static final long PATIENCE_SECONDS = 300;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "Where the gateway listens; otherwise HERO_COLLAB_SERVER, the server of the last login, or http://127.0.0.1:8080.")
    Optional<URI> given = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A session token; otherwise HERO_COLLAB_TOKEN, or that of the last login at this server.")
    Optional<String> token = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to keep trying while nobody answers; ${DEFAULT-VALUE} by default.",
            defaultValue = "10")
    long timeoutSeconds;

    /** The first of: option, environment, last login, this machine. */
    URI server() {
        URI server = given.or(() -> environment("HERO_COLLAB_SERVER").map(URI::create))
                .or(StoredLogins::server)
                .orElse(HERE);
        if (server.getRawAuthority() == null) {
            throw new IllegalArgumentException("a server is named like " + HERE + ", not " + server);
        }
        return server;
    }

    CollabClient anonymous() {
        return CollabClient.builder(server())
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
        URI server = server();
        String secret = token.or(() -> environment("HERO_COLLAB_TOKEN"))
                .or(() -> StoredLogins.token(server))
                .orElseThrow(() -> new NotSignedIn("not signed in at " + server + ": " + TOKEN_HINT));
        return CollabClient.builder(server).token(secret).retryFor(retryFor).build();
    }

    private static Optional<String> environment(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    /** The token for the commands that follow, and this server as theirs. */
    void keep(String secret) throws IOException {
        StoredLogins.keep(server(), secret);
    }

    /** The token of the last login, if that is who we are. */
    void forget() throws IOException {
        if (token.or(() -> environment("HERO_COLLAB_TOKEN")).isEmpty()) StoredLogins.forget(server());
    }

    /** Nobody said who is asking. */
    public static final class NotSignedIn extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotSignedIn(String message) {
            super(message);
        }
    }
}
