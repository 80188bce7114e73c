package collab.rpc.auth;

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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as they are kept: Argon2id with a salt, in PHC form, so that a hash says how it was made.
 *
 * <p>Bounds: each costs 19 MiB and tens of milliseconds of a processor, so only a few are computed at a time; who waits too
 * long for a turn is told to come again.
 */
final class PasswordHasher {
    /** How much work a hash is. */
    record Cost(int memoryKib, int passes, int lanes) {}

    /** For new hashes. */
    static final Cost COST = new Cost(19 * 1024, 2, 1);

    private static final Duration COME_AGAIN = Duration.ofSeconds(1);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final SecureRandom random = new SecureRandom();
    private final Semaphore places;
    private final Duration patience;

    /** Of nobody: what is compared when there is no account, so that it takes as long. */
    private final String nobodys;

    /** @param patience for that long one waits for one's turn, then the call is unavailable */
    PasswordHasher(int parallel, Duration patience) {
        this.places = new Semaphore(parallel, true);
        this.patience = patience;
        this.nobodys = phc(COST, salt(), new byte[HASH_BYTES]);
    }

    String hash(String password) {
        byte[] salt = salt();
        return phc(COST, salt, computed(password, COST, salt, HASH_BYTES));
    }

    /** Takes the same time whether there is a hash or not. */
    boolean isRight(String password, Optional<String> kept) {
        Matcher phc = PHC.matcher(kept.orElse(nobodys));
        if (!phc.matches())
            throw new IllegalStateException("a password is kept in a form that this version does not know");
        Cost cost = new Cost(
                Integer.parseInt(phc.group(1)), Integer.parseInt(phc.group(2)), Integer.parseInt(phc.group(3)));
        byte[] expected = Base64.getDecoder().decode(phc.group(5));
        byte[] found = computed(password, cost, Base64.getDecoder().decode(phc.group(4)), expected.length);
        return MessageDigest.isEqual(expected, found) && kept.isPresent();
    }

    /** Something to give to a person who shall choose another one. */
    String random() {
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
        if (!entered()) {
            throw new RpcFailure(RpcError.unavailable(LedgerUnavailable.Outcome.NOT_EXECUTED, COME_AGAIN));
        }
        try {
            return argon2id(bytes(password), cost, salt, length);
        } finally {
            places.release();
        }
    }

    private boolean entered() {
        try {
            return places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same letters typed on another keyboard are the same password. */
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
