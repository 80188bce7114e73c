package collab.runtime;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.ListenerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate chain, the private key (PKCS #8, without a password) and the trusted authorities of one end of a TLS connection,
 * read from PEM files at the start. The chain begins with the certificate of this end, followed by the intermediate ones. A renewed
 * certificate takes effect at the next start.
 */
public final class TlsIdentity {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = {};

    private final List<Certificate> chain;
    private final PrivateKey key;
    private final List<Certificate> trusted;

    private TlsIdentity(List<Certificate> chain, PrivateKey key, List<Certificate> trusted) {
        this.chain = chain;
        this.key = key;
        this.trusted = trusted;
    }

    /**
     * For a listener that does not ask clients for a certificate.
     *
     * @return empty when neither key is set
     * @throws SettingsException when only one key is set, or a file has another content
     */
    public static Optional<TlsIdentity> of(Settings settings, ConfigKey certificate, ConfigKey key) {
        return read(settings, certificate, key, List.of(certificate, key), List.of());
    }

    /** For an end that also requires a certificate of its peer. */
    public static Optional<TlsIdentity> mutual(
            Settings settings, ConfigKey certificate, ConfigKey key, ConfigKey trusted) {
        List<Certificate> authorities =
                settings.path(trusted).map(file -> certificates(trusted, file)).orElse(List.of());
        return read(settings, certificate, key, List.of(certificate, key, trusted), authorities);
    }

    private static Optional<TlsIdentity> read(
            Settings settings,
            ConfigKey certificate,
            ConfigKey key,
            List<ConfigKey> together,
            List<Certificate> trusted) {
        List<ConfigKey> unset =
                together.stream().filter(one -> settings.path(one).isEmpty()).toList();
        if (unset.size() == together.size()) return Optional.empty();
        if (!unset.isEmpty()) {
            throw new SettingsException(unset.getFirst().name() + " must be set, because "
                    + together.stream()
                            .filter(one -> !unset.contains(one))
                            .findFirst()
                            .orElseThrow()
                            .name() + " is set: TLS needs "
                    + together.size() + " files");
        }
        List<Certificate> chain =
                certificates(certificate, settings.path(certificate).orElseThrow());
        PublicKey certified = chain.getFirst().getPublicKey();
        PrivateKey secret = privateKey(key, settings.path(key).orElseThrow(), certified.getAlgorithm());
        if (!belongs(secret, certified)) {
            throw new SettingsException(key.name() + ": the key in " + settings.required(key)
                    + " does not belong to the certificate in " + settings.required(certificate));
        }
        return Optional.of(new TlsIdentity(chain, secret, trusted));
    }

    // ---- Files ----

    private static List<Certificate> certificates(ConfigKey key, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (certificates.isEmpty())
                throw new SettingsException(key.name() + ": file " + file + " contains no certificate");
            return certificates;
        } catch (IOException unreadable) {
            throw new SettingsException(key.name() + ": file " + file + " cannot be read", unreadable);
        } catch (GeneralSecurityException broken) {
            throw new SettingsException(
                    key.name() + ": file " + file + " does not contain certificates in PEM format", broken);
        }
    }

    private static PrivateKey privateKey(ConfigKey key, Path file, String algorithm) {
        try {
            Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!pem.find()) {
                throw new SettingsException(key.name() + ": file " + file
                        + " does not contain a private key in PKCS #8 format without a password (BEGIN PRIVATE KEY); "
                        + "openssl pkcs8 -topk8 -nocrypt converts a key");
            }
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IOException unreadable) {
            throw new SettingsException(key.name() + ": file " + file + " cannot be read", unreadable);
        } catch (GeneralSecurityException broken) {
            throw new SettingsException(
                    key.name() + ": the key in " + file + " is not a key for " + algorithm
                            + ", the algorithm of its certificate",
                    broken);
        }
    }

    /** Whether the public key verifies a signature of the private key. */
    private static boolean belongs(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(certified.getEncoded());
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(certified.getEncoded());
            return signature.verify(signed);
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }

    // ---- Use ----

    public KeyManager[] keyManagers() {
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(own, NO_PASSWORD);
            return managers.getKeyManagers();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot use the certificate", impossible);
        }
    }

    /** Trust managers that accept only certificates of the configured authorities. */
    public TrustManager[] trustManagers() {
        try {
            KeyStore others = empty();
            for (int i = 0; i < trusted.size(); i++) others.setCertificateEntry("authority-" + i, trusted.get(i));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(others);
            return managers.getTrustManagers();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot use the trusted authorities", impossible);
        }
    }

    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trusted.isEmpty() ? new TrustManager[0] : trustManagers(), null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot set up TLS", impossible);
        }
    }

    /** Enables TLS on a listener. Clients must present a certificate when authorities are configured. */
    public void secure(ListenerConfig.BuilderBase<?, ?> listener) {
        SSLContext context = context();
        listener.tls(Tls.builder()
                .sslContext(context)
                .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                .enabledCipherSuites(authenticatedSuites(context))
                .clientAuth(trusted.isEmpty() ? TlsClientAuth.NONE : TlsClientAuth.REQUIRED)
                .build());
        // on plain sockets, Helidon 4.5.0 does not ask clients for a certificate
        listener.useNio(true);
    }

    /** The suites with forward secrecy and authenticated encryption: of TLS 1.2, none with CBC (RFC 9325, section 4.2). */
    private static List<String> authenticatedSuites(SSLContext context) {
        return Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> !suite.contains("_CBC_"))
                .filter(suite -> !suite.contains("_WITH_") || suite.startsWith("TLS_ECDHE_"))
                .filter(suite -> !suite.equals("TLS_EMPTY_RENEGOTIATION_INFO_SCSV"))
                .toList();
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException impossible) {
            throw new GeneralSecurityException("cannot create an empty key store", impossible);
        }
    }

    /** Does not contain the key. */
    @Override
    public String toString() {
        return "TLS with " + chain.size() + " certificates and " + trusted.size() + " trusted authorities";
    }
}
