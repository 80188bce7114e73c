package collab.rpc.credential;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes of authenticator apps: RFC 6238 with SHA-1, 6 digits and steps of 30 s, which every app knows. */
public final class Totp {
    private static final int STEP_S = 30;

    /** Clocks differ, and a person needs time to type: the steps beside the present one are accepted. */
    private static final int STEPS_BESIDE = 1;

    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;
    private static final int SECRET_BYTES = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Totp() {}

    /** A new secret of 160 bits. */
    public static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** The secret as people type it into an app. */
    public static String text(byte[] secret) {
        return Base32.encode(secret);
    }

    /** The secret for a QR code, by the convention of the apps. */
    public static String uri(byte[] secret, String issuer, String account) {
        return "otpauth://totp/" + escaped(issuer) + ":" + escaped(account) + "?secret=" + text(secret) + "&issuer="
                + escaped(issuer);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether the text has the form of a code. */
    public static boolean isCode(String text) {
        return text.length() == DIGITS && text.chars().allMatch(sign -> sign >= '0' && sign <= '9');
    }

    /**
     * The time step of a right code; empty when the code is wrong.
     *
     * @param after the step of the code that was accepted last: it and earlier ones are wrong
     */
    public static OptionalLong step(byte[] secret, String code, Instant now, long after) {
        long present = Math.floorDiv(now.getEpochSecond(), STEP_S);
        OptionalLong found = OptionalLong.empty();
        for (long step = present - STEPS_BESIDE; step <= present + STEPS_BESIDE; step++) {
            boolean equal = MessageDigest.isEqual(
                    code(secret, step).getBytes(StandardCharsets.US_ASCII), code.getBytes(StandardCharsets.UTF_8));
            if (equal && step > after) found = OptionalLong.of(step);
        }
        return found;
    }

    /** The code of a time step: RFC 4226. */
    public static String code(byte[] secret, long step) {
        byte[] hash = hmac(secret, step);
        int offset = hash[hash.length - 1] & 0xf;
        int bits = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        return ("%0" + DIGITS + "d").formatted(bits % MODULUS);
    }

    private static byte[] hmac(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA1", impossible);
        }
    }
}
