package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.TestAuthority;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
    private static final ConfigKey CERTIFICATE = ConfigKey.path("link.certificate-file", "", "File.");
    private static final ConfigKey KEY = ConfigKey.path("link.key-file", "", "File.");
    private static final ConfigKey TRUSTED = ConfigKey.path("link.trusted-file", "", "File.");

    @TempDir
    Path folder;

    private final Map<String, String> set = new HashMap<>();
    private TestAuthority.Identity machine = new TestAuthority.Identity(Path.of(""), Path.of(""));

    @BeforeEach
    void certify() {
        TestAuthority authority = new TestAuthority(folder, "ours");
        machine = authority.certify("machine", "127.0.0.1");
        set.put(CERTIFICATE.name(), machine.certificate().toString());
        set.put(KEY.name(), machine.key().toString());
        set.put(TRUSTED.name(), authority.certificate().toString());
    }

    private Optional<TlsIdentity> read() {
        Settings settings = Settings.read(List.of(CERTIFICATE, KEY, TRUSTED), Optional.empty(), Map.of(), set);
        return TlsIdentity.mutual(settings, CERTIFICATE, KEY, TRUSTED);
    }

    private String problem() {
        return assertThrows(SettingsException.class, this::read).getMessage();
    }

    @Test
    void threeFilesMakeAnIdentity() {
        TlsIdentity identity = read().orElseThrow();
        assertEquals("TLS", identity.context().getProtocol());
        assertEquals(1, identity.keyManagers().length);
        assertEquals(1, identity.trustManagers().length);
    }

    /** Clients could negotiate suites with CBC and TLS 1.2. */
    @Test
    void listenerAcceptsAuthenticatedEncryptionOnly() throws Exception {
        TlsIdentity identity = read().orElseThrow();
        WebServerConfig.Builder listener = WebServer.builder().host("127.0.0.1").port(0);
        identity.secure(listener);
        WebServer server = listener.build().start();
        try {
            for (String suite : identity.context().getDefaultSSLParameters().getCipherSuites()) {
                boolean modern = suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
                boolean expected = modern
                        || (suite.startsWith("TLS_ECDHE_ECDSA_")
                                && !suite.contains("_CBC_")); // the key is one for ECDSA
                assertEquals(expected, accepts(identity, server.port(), modern ? "TLSv1.3" : "TLSv1.2", suite), suite);
            }
        } finally {
            server.stop();
        }
    }

    private static boolean accepts(TlsIdentity identity, int port, String protocol, String suite) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) identity.context().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            return true;
        } catch (SSLException rejected) {
            return false;
        }
    }

    @Test
    void nothingSetIsNoTls() {
        set.clear();
        assertTrue(read().isEmpty());
    }

    @Test
    void missingFileIsAnError() {
        set.remove(TRUSTED.name());
        assertEquals(
                "link.trusted-file must be set, because link.certificate-file is set: TLS needs 3 files", problem());
        set.remove(CERTIFICATE.name());
        assertEquals("link.certificate-file must be set, because link.key-file is set: TLS needs 3 files", problem());
    }

    @Test
    void keyOfAnotherCertificateIsAnError() {
        Path other = new TestAuthority(folder, "other").certify("machine").key();
        set.put(KEY.name(), other.toString());
        assertTrue(problem().contains("does not belong to the certificate in " + machine.certificate()), this::problem);
    }

    @Test
    void fileWithOtherContentIsNamed() throws IOException {
        Path nonsense = Files.writeString(folder.resolve("nonsense"), "nothing of the kind");
        set.put(KEY.name(), nonsense.toString());
        assertTrue(
                problem().startsWith("link.key-file: file " + nonsense + " does not contain a private key"),
                this::problem);
        set.put(KEY.name(), folder.resolve("nowhere").toString());
        assertTrue(problem().startsWith("link.key-file: file"), this::problem);
        set.put(CERTIFICATE.name(), nonsense.toString());
        assertTrue(problem().startsWith("link.certificate-file: "), this::problem);
        assertFalse(problem().contains("nothing of the kind"), "the message must not contain the content of the file");
    }
}
