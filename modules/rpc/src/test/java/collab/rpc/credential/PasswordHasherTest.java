package collab.rpc.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.ErrorCode;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
    private final PasswordHasher passwords = new PasswordHasher(2, Duration.ofMinutes(1));

    /**
     * A test vector of the reference implementation: version 0x13, 2 passes over 64 MiB, 1 lane, "password",
     * "somesalt".
     */
    @Test
    void hashMatchesArgon2idReferenceVector() {
        byte[] hash = PasswordHasher.argon2id(
                "password".getBytes(StandardCharsets.UTF_8),
                new PasswordHasher.Cost(65_536, 2, 1),
                "somesalt".getBytes(StandardCharsets.UTF_8),
                32);
        assertEquals(
                "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
                HexFormat.of().formatHex(hash));
    }

    @Test
    void onlySamePasswordMatches() {
        String stored = passwords.hash("correct horse");
        assertTrue(stored.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), stored);
        assertTrue(passwords.matches("correct horse", Optional.of(stored)));
        assertFalse(passwords.matches("correct horse ", Optional.of(stored)));
        assertFalse(passwords.matches("", Optional.of(stored)));
        assertFalse(passwords.matches("correct horse", Optional.empty()));
        assertNotEquals(stored, passwords.hash("correct horse"), "each hash has a new salt");
    }

    @Test
    void equivalentUnicodeFormsMatch() {
        assertTrue(passwords.matches("Cafe\u0301", Optional.of(passwords.hash("Caf\u00e9"))));
    }

    @Test
    void hashContainsItsParameters() {
        byte[] salt = new byte[16];
        Arrays.fill(salt, (byte) 7);
        byte[] cheap = PasswordHasher.argon2id(
                "secret".getBytes(StandardCharsets.UTF_8), new PasswordHasher.Cost(64, 1, 1), salt, 32);
        var base64 = java.util.Base64.getEncoder().withoutPadding();
        String stored =
                "$argon2id$v=19$m=64,t=1,p=1$" + base64.encodeToString(salt) + "$" + base64.encodeToString(cheap);
        assertTrue(passwords.matches("secret", Optional.of(stored)));
        assertThrows(IllegalStateException.class, () -> passwords.matches("secret", Optional.of("$2b$12$bcrypt")));
    }

    @Test
    void concurrentHashesWaitForPermit() throws InterruptedException {
        var results = new ConcurrentLinkedQueue<Boolean>();
        String stored = passwords.hash("secret");
        var threads = IntStream.range(0, 12)
                .mapToObj(i -> Thread.ofVirtual()
                        .start(() ->
                                results.add(passwords.matches(i % 2 == 0 ? "secret" : "wrong", Optional.of(stored)))))
                .toList();
        for (Thread thread : threads) thread.join();
        assertEquals(6, results.stream().filter(right -> right).count());
        assertEquals(12, results.size());
    }

    @Test
    void waitingTooLongFailsWithUnavailable() {
        PasswordHasher busy = new PasswordHasher(0, Duration.ofMillis(1));
        RpcError error =
                assertThrows(RpcFailure.class, () -> busy.hash("secret")).error();
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertEquals("not_executed", error.data().get("outcome").textValue());
    }

    @Test
    void oneProcessorRemainsForOtherCalls() {
        assertEquals(1, PasswordHasher.parallel(2, 1));
        assertEquals(1, PasswordHasher.parallel(2, 2));
        assertEquals(2, PasswordHasher.parallel(2, 8));
        assertEquals(7, PasswordHasher.parallel(64, 8));
    }

    /** 60 sign-ins at the same time held all carrier threads, and the queries of others took 0.9 s. */
    @Test
    void hashesRunOnPlatformThreads() throws InterruptedException {
        Thread hashing = Thread.ofVirtual().start(() -> passwords.hash("secret"));
        boolean seen = false;
        while (hashing.isAlive()) {
            seen |= Thread.getAllStackTraces().keySet().stream() // contains platform threads only
                    .anyMatch(thread -> thread.getName().equals("password-hash"));
        }
        hashing.join();
        assertTrue(seen);
    }

    @Test
    void queueOfWaitingCallsIsBounded() throws InterruptedException {
        PasswordHasher busy = new PasswordHasher(0, Duration.ofMinutes(1));
        List<Thread> waiting = IntStream.range(0, PasswordHasher.WAITING_MAX)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        busy.hash("secret");
                    } catch (RpcFailure interrupted) {
                        assertEquals(ErrorCode.UNAVAILABLE, interrupted.error().code());
                    }
                }))
                .toList();
        while (busy.waiting() < PasswordHasher.WAITING_MAX) Thread.onSpinWait();
        RpcError error =
                assertThrows(RpcFailure.class, () -> busy.hash("secret")).error();
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        for (Thread thread : waiting) {
            thread.interrupt();
            thread.join();
        }
    }
}
