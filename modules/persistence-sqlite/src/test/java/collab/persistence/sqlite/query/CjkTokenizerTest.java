package collab.persistence.sqlite.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CjkTokenizerTest {
    @Test
    void eachCharacterIsATokenAndRunsAreSeparatedByAGap() {
        assertEquals("明 日 は 東 京", CjkTokenizer.tokens("明日は東京"));
        assertEquals("東 京 0 タ ワ ー", CjkTokenizer.tokens("東京 the タワー!"));
        assertEquals("東 0 京", CjkTokenizer.tokens("東x京"));
        assertEquals("", CjkTokenizer.tokens("no such characters, für Ждан 서울"));
    }

    @Test
    void tokensOmitMarks() {
        assertEquals("ท น", CjkTokenizer.tokens("ที่นี่"));
    }

    @Test
    void tokensKeepCharactersOutsideTheBasicPlane() {
        assertEquals("\ud842\udfb7 野", CjkTokenizer.tokens("\ud842\udfb7野"));
        assertTrue(CjkTokenizer.appliesTo("a\ud842\udfb7"));
        assertFalse(CjkTokenizer.appliesTo("abc 😀"));
    }
}
