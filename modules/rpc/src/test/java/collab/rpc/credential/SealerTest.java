package collab.rpc.credential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class SealerTest {
    private static final byte[] SECRET = {1, 2, 3};

    private final Sealer sealer = Sealer.ofText(Sealer.newKey());

    @Test
    void sealedOpensForItsPurposeOnly() {
        String sealed = sealer.seal("user 1", SECRET);
        assertArrayEquals(SECRET, sealer.open("user 1", sealed).orElseThrow());
        assertTrue(sealer.open("user 2", sealed).isEmpty());
        assertNotEquals(sealed, sealer.seal("user 1", SECRET), "each has a new nonce");
    }

    @Test
    void anotherKeyDoesNotOpenItAndIsNoticed() {
        String sealed = sealer.seal("user 1", SECRET);
        Sealer other = Sealer.ofText(Sealer.newKey());
        assertTrue(sealer.knows(sealed));
        assertFalse(other.knows(sealed));
        assertTrue(other.open("user 1", sealed).isEmpty());
        assertNotEquals(sealer.mac("codes", "x"), other.mac("codes", "x"));
    }

    @Test
    void everyChangedBitIsNoticed() {
        byte[] sealed = Base64.getUrlDecoder().decode(sealer.seal("user 1", SECRET));
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertTrue(
                    sealer.open("user 1", Base64.getUrlEncoder().encodeToString(changed))
                            .isEmpty(),
                    "bit " + bit);
        }
        for (String text : new String[] {"", "x", "?", "AAAA"})
            assertTrue(sealer.open("user 1", text).isEmpty(), text);
    }

    @Test
    void keyedHashDependsOnPurposeAndText() {
        assertEquals(sealer.mac("codes", "x"), sealer.mac("codes", "x"));
        assertNotEquals(sealer.mac("codes", "x"), sealer.mac("codes", "y"));
        assertNotEquals(sealer.mac("codes", "x"), sealer.mac("names", "x"));
    }

    @Test
    void keyHas32Bytes() {
        assertThrows(IllegalArgumentException.class, () -> new Sealer(new byte[31]));
        assertThrows(IllegalArgumentException.class, () -> Sealer.ofText("not base64!"));
    }

    @Test
    void challengeEndsWithItsTimeAndThePassword() {
        Instant now = Instant.parse("2026-11-23T05:38:00Z");
        String sealed = LoginChallenge.of(new UserId(7), "hash", now).sealed(sealer);
        LoginChallenge opened = LoginChallenge.open(sealer, sealed).orElseThrow();
        assertEquals(new UserId(7), opened.userId());
        assertTrue(opened.isValid(now.plus(Duration.ofMinutes(5)).minusMillis(1), "hash"));
        assertFalse(opened.isValid(now.plus(Duration.ofMinutes(5)), "hash"));
        assertFalse(opened.isValid(now, "another hash"));
        assertEquals(Optional.empty(), LoginChallenge.open(Sealer.ofText(Sealer.newKey()), sealed));
    }
}
