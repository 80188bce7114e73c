package collab.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SignsTest {
    @Test
    void eachSignIsAWordAndWhatStandsBetweenRunsAGap() {
        assertEquals("明 日 は 東 京", Signs.spaced("明日は東京"));
        assertEquals("東 京 0 タ ワ ー", Signs.spaced("東京 the タワー!"));
        assertEquals("東 0 京", Signs.spaced("東x京"));
        assertEquals("", Signs.spaced("no signs, für Ждан 서울"));
    }

    @Test
    void marksUponLettersAreLeftOut() {
        assertEquals("ท น", Signs.spaced("ที่นี่"));
    }

    @Test
    void signsBeyondTheBasicPlaneAreWhole() {
        assertEquals("\ud842\udfb7 野", Signs.spaced("\ud842\udfb7野"));
        assertTrue(Signs.in("a\ud842\udfb7"));
        assertFalse(Signs.in("abc 😀"));
    }
}
