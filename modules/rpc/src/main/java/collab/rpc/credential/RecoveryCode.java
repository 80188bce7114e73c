package collab.rpc.credential;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Codes that stand in for an authenticator app: 80 random bits each, as four groups of four letters and digits. */
public final class RecoveryCode {
    /** A person gets so many at once. */
    public static final int COUNT = 10;

    private static final int BYTES = 10;
    private static final int GROUP = 4;

    private static final SecureRandom RANDOM = new SecureRandom();

    private RecoveryCode() {}

    public static List<String> newCodes() {
        return Stream.generate(RecoveryCode::newCode).limit(COUNT).toList();
    }

    private static String newCode() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        String text = Base32.encode(bits).toLowerCase(Locale.ROOT);
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < text.length(); i += GROUP) {
            code.append(i == 0 ? "" : "-").append(text, i, i + GROUP);
        }
        return code.toString();
    }

    /** What a person typed, without spaces and hyphens, in lower case. */
    public static String normalized(String typed) {
        return typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    }
}
