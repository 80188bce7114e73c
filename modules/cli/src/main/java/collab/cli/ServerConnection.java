package collab.cli;

import collab.client.CollabClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a server and a session; every networked command has them. */
public final class ServerConnection {
    private static final URI DEFAULT_SERVER = URI.create("http://127.0.0.1:8080");

    private static final String TOKEN_HINT = "run 'hero-collab login NAME', or set --token or HERO_COLLAB_TOKEN";

    private static final long LONG_WORK_TIMEOUT_SECONDS = 300;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "URL of the server or gateway. Default: HERO_COLLAB_SERVER, then the server of the last login, then http://127.0.0.1:8080.")
    Optional<URI> given = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Session token. Default: HERO_COLLAB_TOKEN, then the token of the last login at this server.")
    Optional<String> token = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to retry while the server does not answer; ${DEFAULT-VALUE} by default.",
            defaultValue = "10")
    long timeoutSeconds;

    /** The URL of the option; without it that of the environment, then that of the last login, then {@link #DEFAULT_SERVER}. */
    URI server() {
        URI server = given.or(() -> environment("HERO_COLLAB_SERVER").map(URI::create))
                .or(() -> StoredLogins.ofUser().server())
                .orElse(DEFAULT_SERVER);
        if (server.getRawAuthority() == null) {
            throw new IllegalArgumentException("--server must be a URL such as " + DEFAULT_SERVER + ", got " + server);
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

    /** A client for long work. It retries long enough to outlast a rate limit or a restart of the server. */
    CollabClient forLongWork() {
        return signedIn(Duration.ofSeconds(Math.max(timeoutSeconds, LONG_WORK_TIMEOUT_SECONDS)));
    }

    private CollabClient signedIn(Duration retryFor) {
        URI server = server();
        String secret = token.or(() -> environment("HERO_COLLAB_TOKEN"))
                .or(() -> StoredLogins.ofUser().token(server))
                .orElseThrow(() -> new NotSignedIn("not signed in at " + server + ": " + TOKEN_HINT));
        return CollabClient.builder(server).token(secret).retryFor(retryFor).build();
    }

    private static Optional<String> environment(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    /** Stores the token for later commands, and makes this server their default. */
    void keep(String secret) throws IOException {
        StoredLogins.ofUser().keep(server(), secret);
    }

    /** Deletes the token of the last login, unless the command used another token. */
    void forget() throws IOException {
        if (token.or(() -> environment("HERO_COLLAB_TOKEN")).isEmpty())
            StoredLogins.ofUser().forget(server());
    }

    /** There is no token for the server. */
    public static final class NotSignedIn extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotSignedIn(String message) {
            super(message);
        }
    }
}
