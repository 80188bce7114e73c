package collab.rpc.credential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what the server must read again, with AES-256-GCM, and makes keyed hashes of what it only compares. Both keys are derived by
 * HKDF from one key that is not in the database. What is sealed for one purpose does not open for another.
 */
public final class Sealer {
    public static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int FINGERPRINT_BYTES = 8;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec encryption;
    private final SecretKeySpec hashing;

    /** Begins everything that is sealed: tells another key from a damaged text. */
    private final byte[] fingerprint;

    public Sealer(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key has " + key.length + " bytes; expected " + KEY_BYTES);
        }
        this.encryption = new SecretKeySpec(derived(key, "encryption"), "AES");
        this.hashing = new SecretKeySpec(derived(key, "hashing"), "HmacSHA256");
        this.fingerprint = Arrays.copyOf(derived(key, "fingerprint"), FINGERPRINT_BYTES);
    }

    /** The text of a new key, for a file. */
    public static String newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** @throws IllegalArgumentException when the text is not that of a key */
    public static Sealer ofText(String text) {
        return new Sealer(Base64.getDecoder().decode(text));
    }

    private static byte[] derived(byte[] key, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(key)
                            .thenExpand(("hero-collab " + purpose).getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java 25 platform has HKDF-SHA256", impossible);
        }
    }

    /** @param purpose what it is for and whose it is */
    public String seal(String purpose, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(secret);
            byte[] sealed = ByteBuffer.allocate(FINGERPRINT_BYTES + NONCE_BYTES + encrypted.length)
                    .put(fingerprint)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-GCM", impossible);
        }
    }

    /** Empty when the text was not sealed with this key for this purpose. */
    public Optional<byte[]> open(String purpose, String sealed) {
        return decoded(sealed).filter(this::isOfThisKey).flatMap(bytes -> opened(purpose, bytes));
    }

    /** Whether the text was sealed with this key, for any purpose. */
    public boolean knows(String sealed) {
        return decoded(sealed).filter(this::isOfThisKey).isPresent();
    }

    private static Optional<byte[]> decoded(String sealed) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(sealed));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private boolean isOfThisKey(byte[] sealed) {
        return sealed.length >= FINGERPRINT_BYTES + NONCE_BYTES + TAG_BITS / Byte.SIZE
                && Arrays.equals(fingerprint, Arrays.copyOf(sealed, FINGERPRINT_BYTES));
    }

    private Optional<byte[]> opened(String purpose, byte[] sealed) {
        int begin = FINGERPRINT_BYTES + NONCE_BYTES;
        byte[] nonce = Arrays.copyOfRange(sealed, FINGERPRINT_BYTES, begin);
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, purpose, nonce).doFinal(sealed, begin, sealed.length - begin));
        } catch (AEADBadTagException changedOrForAnotherPurpose) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-GCM", impossible);
        }
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** A keyed hash, in hex. */
    public String mac(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(hashing);
            return HexFormat.of().formatHex(mac.doFinal((purpose + "\0" + text).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }
}
