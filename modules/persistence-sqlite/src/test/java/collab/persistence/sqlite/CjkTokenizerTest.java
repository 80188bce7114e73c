package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CjkTokenizerTest {
    @Test
    void eachSignIsAWordAndWhatStandsBetweenRunsAGap() {
        assertEquals("明 日 は 東 京", CjkTokenizer.spaced("明日は東京"));
        assertEquals("東 京 0 タ ワ ー", CjkTokenizer.spaced("東京 the タワー!"));
        assertEquals("東 0 京", CjkTokenizer.spaced("東x京"));
        assertEquals("", CjkTokenizer.spaced("no signs, für Ждан 서울"));
    }

    @Test
    void marksUponLettersAreLeftOut() {
        assertEquals("ท น", CjkTokenizer.spaced("ที่นี่"));
    }

    @Test
    void signsBeyondTheBasicPlaneAreWhole() {
        assertEquals("\ud842\udfb7 野", CjkTokenizer.spaced("\ud842\udfb7野"));
        assertTrue(CjkTokenizer.in("a\ud842\udfb7"));
        assertFalse(CjkTokenizer.in("abc 😀"));
    }
}
