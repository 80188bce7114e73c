package collab.rpc.credential;

import collab.persistence.LedgerUnavailable;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id and a salt. The hash is a PHC string, which contains its own parameters.
 *
 * <p>Bounds: each hash needs 19 MiB and tens of milliseconds of processor time, so only a few are computed at the same
 * time, on platform threads: on a virtual thread, a hash would hold a carrier thread from the queries of others. A call that waits
 * longer than the timeout, or that finds {@value #WAITING_MAX} others waiting, fails with {@code unavailable} and a retry delay.
 */
public final class PasswordHasher {
    /** The parameters of Argon2id. */
    record Cost(int memoryKib, int passes, int lanes) {}

    /** For new hashes. */
    static final Cost COST = new Cost(19 * 1024, 2, 1);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Calls that wait for their turn. */
    static final int WAITING_MAX = 100;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final SecureRandom random = new SecureRandom();
    private final Semaphore permits;
    private final Duration timeout;

    /** Compared when there is no account or no password, so that the comparison takes as long as with one. */
    private final String placeholder;

    /** @return the configured number, at most all processors but one, so that one remains for other calls */
    public static int parallel(int configured, int processors) {
        return Math.min(configured, Math.max(1, processors - 1));
    }

    /**
     * @param parallel hashes computed at the same time
     * @param timeout how long a call waits for its turn before it fails with {@code unavailable}
     */
    public PasswordHasher(int parallel, Duration timeout) {
        this.permits = new Semaphore(parallel, true);
        this.timeout = timeout;
        this.placeholder = phc(COST, salt(), new byte[HASH_BYTES]);
    }

    public String hash(String password) {
        byte[] salt = salt();
        return phc(COST, salt, computed(password, COST, salt, HASH_BYTES));
    }

    /** Takes the same time with and without a stored hash. */
    public boolean matches(String password, Optional<String> stored) {
        Matcher phc = PHC.matcher(stored.orElse(placeholder));
        if (!phc.matches()) {
            throw new IllegalStateException("a stored password hash is not a PHC string of Argon2id version 19");
        }
        Cost cost = new Cost(
                Integer.parseInt(phc.group(1)), Integer.parseInt(phc.group(2)), Integer.parseInt(phc.group(3)));
        byte[] expected = Base64.getDecoder().decode(phc.group(5));
        byte[] actual = computed(password, cost, Base64.getDecoder().decode(phc.group(4)), expected.length);
        return MessageDigest.isEqual(expected, actual) && stored.isPresent();
    }

    /** A random password that the user should change. */
    public String randomPassword() {
        byte[] bits = new byte[15];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    private byte[] computed(String password, Cost cost, byte[] salt, int length) {
        if (!acquired()) throw unavailable();
        try {
            return onPlatformThread(() -> argon2id(bytes(password), cost, salt, length));
        } finally {
            permits.release();
        }
    }

    private static RpcFailure unavailable() {
        return new RpcFailure(RpcError.unavailable(LedgerUnavailable.Outcome.NOT_EXECUTED, RETRY_AFTER));
    }

    private static byte[] onPlatformThread(Supplier<byte[]> computation) {
        CompletableFuture<byte[]> hash = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().name("password-hash").daemon().unstarted(() -> {
            try {
                hash.complete(computation.get());
            } catch (RuntimeException | Error failed) {
                hash.completeExceptionally(failed);
            }
        });
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            throw unavailable(); // only this call needs it
        }
        return hash.join();
    }

    /** The number of calls that wait for their turn. */
    int waiting() {
        return permits.getQueueLength();
    }

    private boolean acquired() {
        if (waiting() >= WAITING_MAX) return false;
        try {
            return permits.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Normalized, so that the same characters entered on another keyboard give the same bytes. */
    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] argon2id(byte[] password, Cost cost, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    }

    private static String phc(Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.memoryKib() + ",t=" + cost.passes() + ",p=" + cost.lanes() + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
