package collab.rpc.credential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B: the last six of the eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void vectorsOfTheStandardPass(long second, String code) {
        assertEquals(code, Totp.code(SECRET, second / 30));
        assertEquals(OptionalLong.of(second / 30), Totp.step(SECRET, code, Instant.ofEpochSecond(second), 0));
    }

    @Test
    void codeOfTheStepBesideIsAcceptedAndNoOther() {
        Instant now = Instant.ofEpochSecond(1_234_567_890);
        long present = 1_234_567_890 / 30;
        for (long step = present - 3; step <= present + 3; step++) {
            boolean near = Math.abs(step - present) <= 1;
            assertEquals(
                    near, Totp.step(SECRET, Totp.code(SECRET, step), now, 0).isPresent(), "step " + (step - present));
        }
    }

    @Test
    void codeOfAnEarlierStepThanTheLastIsWrong() {
        Instant now = Instant.ofEpochSecond(1_234_567_890);
        long present = 1_234_567_890 / 30;
        assertTrue(
                Totp.step(SECRET, Totp.code(SECRET, present), now, present - 1).isPresent());
        assertFalse(Totp.step(SECRET, Totp.code(SECRET, present), now, present).isPresent());
        assertFalse(
                Totp.step(SECRET, Totp.code(SECRET, present - 1), now, present).isPresent());
    }

    @Test
    void textOfASecretIsThatOfRfc4648() {
        assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.text(SECRET));
        assertArrayEquals(SECRET, Base32.decode(Totp.text(SECRET)).orElseThrow());
        assertEquals("MZXW6YQ", Base32.encode("foob".getBytes(StandardCharsets.US_ASCII)));
        assertTrue(Base32.decode("abc1").isEmpty());
    }

    @Test
    void uriNamesServerAndAccount() {
        assertEquals(
                "otpauth://totp/Hero%20Collab:ana.maria?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hero%20Collab",
                Totp.uri(SECRET, "Hero Collab", "ana.maria"));
    }

    @Test
    void secretsAndRecoveryCodesAreRandom() {
        assertNotEquals(Totp.text(Totp.newSecret()), Totp.text(Totp.newSecret()));
        List<String> codes = RecoveryCode.newCodes();
        assertEquals(RecoveryCode.COUNT, Set.copyOf(codes).size());
        codes.forEach(code -> assertTrue(code.matches("([a-z2-7]{4}-){3}[a-z2-7]{4}"), code));
        assertEquals("abcdefgh", RecoveryCode.normalized(" ABCD-efgh "));
        assertFalse(Totp.isCode("abcdefgh"));
        assertFalse(Totp.isCode("١٢٣٤٥٦"));
        assertTrue(Totp.isCode("012345"));
    }
}
