package collab.rpc.credential;

import collab.domain.id.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A sign-in whose password was right and whose code is missing. The client keeps it, sealed; the server keeps nothing.
 *
 * @param passwordMark of the password hash: a changed password ends the sign-in
 */
public record LoginChallenge(UserId userId, Instant expiresAt, long passwordMark) {
    private static final String PURPOSE = "sign-in";
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    public static LoginChallenge of(UserId user, String passwordHash, Instant now) {
        return new LoginChallenge(user, now.plus(LIFETIME), mark(passwordHash));
    }

    public String sealed(Sealer sealer) {
        return sealer.seal(
                PURPOSE,
                ByteBuffer.allocate(3 * Long.BYTES)
                        .putLong(userId.value())
                        .putLong(expiresAt.toEpochMilli())
                        .putLong(passwordMark)
                        .array());
    }

    /** Empty when this server did not seal it. */
    public static Optional<LoginChallenge> open(Sealer sealer, String sealed) {
        return sealer.open(PURPOSE, sealed)
                .map(ByteBuffer::wrap)
                .map(bytes -> new LoginChallenge(
                        new UserId(bytes.getLong()), Instant.ofEpochMilli(bytes.getLong()), bytes.getLong()));
    }

    public boolean isValid(Instant now, String passwordHash) {
        return now.isBefore(expiresAt) && mark(passwordHash) == passwordMark;
    }

    private static long mark(String passwordHash) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(passwordHash.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(Arrays.copyOf(digest, Long.BYTES)).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
