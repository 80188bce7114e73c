package collab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredLoginsTest {
    private static final URI TLS = URI.create("https://chat.example.org");
    private static final URI PLAIN = URI.create("http://chat.example.org");

    @TempDir
    Path folder;

    private StoredLogins logins;

    @BeforeEach
    void open() {
        logins = new StoredLogins(folder);
    }

    /** One token was stored for both schemes of a host, so {@code --server http://…} sent the token of https in the clear. */
    @Test
    void tokenBelongsToSchemeHostAndPort() throws IOException {
        logins.keep(TLS, "secret");
        assertEquals(Optional.of("secret"), logins.token(TLS));
        assertEquals(Optional.of("secret"), logins.token(URI.create("HTTPS://Chat.Example.org:443/")));
        assertEquals(Optional.empty(), logins.token(PLAIN));
        assertEquals(Optional.empty(), logins.token(URI.create("http://chat.example.org:443")));
        assertEquals(Optional.empty(), logins.token(URI.create("https://chat.example.org:8443")));
        logins.keep(PLAIN, "other");
        assertEquals(Optional.of("secret"), logins.token(TLS));
        assertEquals(Optional.of(PLAIN), logins.server());
        logins.forget(TLS);
        assertEquals(Optional.empty(), logins.token(TLS));
        assertEquals(Optional.of("other"), logins.token(PLAIN));
    }

    @Test
    void tokenOfEarlierReleaseBelongsToServerOfLastLogin() throws IOException {
        Path old = Files.writeString(folder.resolve("token-chat.example.org"), "old\n");
        assertEquals(Optional.empty(), logins.token(TLS));
        Files.writeString(folder.resolve("server"), TLS + "\n");
        assertEquals(Optional.of("old"), logins.token(TLS));
        assertEquals(Optional.empty(), logins.token(PLAIN));
        logins.keep(TLS, "new");
        assertEquals(Optional.of("new"), logins.token(TLS));
        assertFalse(Files.exists(old));
    }
}
