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
 * What one end of a TLS connection proves itself with and whom it believes, read once from PEM files: its certificate, followed
 * by those between it and a root; the private key (PKCS #8, without a password); the authorities whose certificates count.
 * Files are read at the start: a renewed certificate counts from the next start on.
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
     * For an end that proves itself and believes nobody else's proof: a listener for everybody.
     *
     * @return empty when neither key is set
     * @throws SettingsException when one is set alone, or a file is not what it should be
     */
    public static Optional<TlsIdentity> of(Settings settings, ConfigKey certificate, ConfigKey key) {
        return read(settings, certificate, key, List.of(certificate, key), List.of());
    }

    /** The same for an end that asks the other one for a proof too. */
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
            throw new SettingsException(unset.getFirst().name() + " must be set, for "
                    + together.stream()
                            .filter(one -> !unset.contains(one))
                            .findFirst()
                            .orElseThrow()
                            .name() + " is: TLS takes "
                    + together.size() + " files");
        }
        List<Certificate> chain =
                certificates(certificate, settings.path(certificate).orElseThrow());
        PublicKey certified = chain.getFirst().getPublicKey();
        PrivateKey secret = privateKey(key, settings.path(key).orElseThrow(), certified.getAlgorithm());
        if (!belongs(secret, certified)) {
            throw new SettingsException(key.name() + ": the key in " + settings.required(key)
                    + " is not that of the certificate in " + settings.required(certificate));
        }
        return Optional.of(new TlsIdentity(chain, secret, trusted));
    }

    // ---- the files ----

    private static List<Certificate> certificates(ConfigKey key, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (certificates.isEmpty())
                throw new SettingsException(key.name() + ": there is no certificate in " + file);
            return certificates;
        } catch (IOException unreadable) {
            throw new SettingsException(key.name() + ": file " + file + " can not be read", unreadable);
        } catch (GeneralSecurityException broken) {
            throw new SettingsException(key.name() + ": file " + file + " does not hold certificates in PEM", broken);
        }
    }

    private static PrivateKey privateKey(ConfigKey key, Path file, String algorithm) {
        try {
            Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!pem.find()) {
                throw new SettingsException(key.name() + ": file " + file
                        + " does not hold a private key as PKCS #8 without a password (BEGIN PRIVATE KEY); "
                        + "openssl pkcs8 -topk8 -nocrypt makes one");
            }
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IOException unreadable) {
            throw new SettingsException(key.name() + ": file " + file + " can not be read", unreadable);
        } catch (GeneralSecurityException broken) {
            throw new SettingsException(
                    key.name() + ": the key in " + file + " is no " + algorithm + " key, as its certificate says",
                    broken);
        }
    }

    /** Whether what the one signs the other confirms. */
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

    // ---- what it is good for ----

    public KeyManager[] keyManagers() {
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(own, NO_PASSWORD);
            return managers.getKeyManagers();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the certificate can not be used", impossible);
        }
    }

    /** Believe the named authorities and nobody else. */
    public TrustManager[] trustManagers() {
        try {
            KeyStore others = empty();
            for (int i = 0; i < trusted.size(); i++) others.setCertificateEntry("authority-" + i, trusted.get(i));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(others);
            return managers.getTrustManagers();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the authorities can not be used", impossible);
        }
    }

    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trusted.isEmpty() ? new TrustManager[0] : trustManagers(), null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("TLS can not be set up", impossible);
        }
    }

    /** Puts a listener behind TLS; whoever connects has to prove itself too if there are authorities to prove it to. */
    public void secure(ListenerConfig.BuilderBase<?, ?> listener) {
        listener.tls(Tls.builder()
                .sslContext(context())
                .clientAuth(trusted.isEmpty() ? TlsClientAuth.NONE : TlsClientAuth.REQUIRED)
                .build());
        // on plain sockets, Helidon 4.5.0 does not ask clients for a certificate
        listener.useNio(true);
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException impossible) {
            throw new GeneralSecurityException("an empty store can not be made", impossible);
        }
    }

    /** Not the key. */
    @Override
    public String toString() {
        return "TLS with " + chain.size() + " certificates, believing " + trusted.size() + " authorities";
    }
}
