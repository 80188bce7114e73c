package collab.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for tests. It writes its certificate, and those that it issues, as PEM files. The JDK can
 * read certificates but cannot create them, so this class encodes X.509.
 */
public final class TestAuthority {
    private static final String EC_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String name;
    private final KeyPair keys = newKeys();
    private final Path certificate;
    private int serialNumber = 1;

    /** @param folder the folder of its files */
    public TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        this.certificate = write(name + ".crt", "CERTIFICATE", certify(name, keys.getPublic(), List.of(), true));
    }

    /** The file with the certificate of the authority. */
    public Path certificate() {
        return certificate;
    }

    /** A certificate and its key. */
    public record Identity(Path certificate, Path key) {}

    /** @param hosts the names and addresses of the machine */
    public Identity certify(String machine, String... hosts) {
        KeyPair own = newKeys();
        byte[] encoded = certify(machine, own.getPublic(), List.of(hosts), false);
        String file = name + "-" + machine;
        return new Identity(
                write(file + ".crt", "CERTIFICATE", encoded),
                write(file + ".key", "PRIVATE KEY", own.getPrivate().getEncoded()));
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Path write(String file, String what, byte[] encoded) {
        String pem = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
        try {
            return Files.writeString(folder.resolve(file), pem);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    // ---- X.509 ----

    private byte[] certify(String subject, PublicKey key, List<String> hosts, boolean authority) {
        byte[] algorithm = sequence(objectId(EC_SHA256));
        byte[] toBeSigned = sequence(
                tagged(0xa0, integer(2)), // version 3
                integer(serialNumber++),
                algorithm,
                distinguished(name),
                sequence(time("2020-01-01T00:00:00Z"), time("2099-12-31T00:00:00Z")),
                distinguished(subject),
                key.getEncoded(),
                tagged(0xa3, extensions(hosts, authority)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(toBeSigned);
            byte[] encoded = sequence(toBeSigned, algorithm, bitString(signature.sign()));
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            return encoded;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] extensions(List<String> hosts, boolean authority) {
        List<byte[]> extensions = new ArrayList<>();
        byte[] mayCertify = authority ? sequence(tagged(0x01, new byte[] {-1})) : sequence();
        extensions.add(sequence(objectId(BASIC_CONSTRAINTS), tagged(0x01, new byte[] {-1}), octets(mayCertify)));
        if (!hosts.isEmpty()) {
            byte[][] names = hosts.stream().map(TestAuthority::alternative).toArray(byte[][]::new);
            extensions.add(sequence(objectId(ALTERNATIVE_NAMES), octets(sequence(names))));
        }
        return sequence(extensions.toArray(byte[][]::new));
    }

    private static byte[] alternative(String host) {
        boolean address = host.matches("[0-9.]+");
        return address
                ? tagged(0x87, InetAddress.ofLiteral(host).getAddress())
                : tagged(0x82, host.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] distinguished(String commonName) {
        byte[] text = tagged(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(objectId(COMMON_NAME), text)));
    }

    // ---- DER ----

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) content.writeBytes(part);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() < 0x80) {
            out.write(content.size());
        } else {
            byte[] length = BigInteger.valueOf(content.size()).toByteArray();
            int leading = length[0] == 0 ? 1 : 0;
            out.write(0x80 | length.length - leading);
            out.write(length, leading, length.length - leading);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    private static byte[] octets(byte[] content) {
        return tagged(0x04, content);
    }

    private static byte[] bitString(byte[] content) {
        return tagged(0x03, new byte[] {0}, content);
    }

    private static byte[] integer(long value) {
        return tagged(0x02, BigInteger.valueOf(value).toByteArray());
    }

    private static byte[] time(String when) {
        return tagged(0x18, TIME.format(Instant.parse(when)).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] objectId(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) out.write(0x80 | arc >>> shift & 0x7f);
            }
            out.write(arc & 0x7f);
        }
        return tagged(0x06, out.toByteArray());
    }
}
