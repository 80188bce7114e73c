package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.access.InputValidation;
import collab.domain.access.Validated;
import collab.domain.emoji.CanonicalEmoji;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One odd name, topic, text or reaction ended an import, again at each repetition. */
class FittedValueTest {
    private static final List<String> PIECES = List.of(
            "a", "Z", "9", "_", ".", "-", " ", "é", "🎉", "開発", "・", "\u2028", "\u2068", "\u200b", "\n", "\u0000",
            "\ud83c", "İ", "ß", "ﬀ");

    @ParameterizedTest
    @CsvSource({
        "a1x_,a1x",
        "josé,jose",
        "Bob.Builder,bob.builder",
        "'a very long bot name that is pq- at a dash',a-very-long-bot-name-that-is-pq",
        "..,person-"
    })
    void usernameFits(String name, String fitted) {
        assertTrue(FittedValue.username(name, "U1").startsWith(fitted), FittedValue.username(name, "U1"));
    }

    @ParameterizedTest
    @CsvSource({"v1.2,v1-2", "開発・雑談,開発-雑談", "🎉,channel-", "A  B,a-b"})
    void channelNameFits(String name, String fitted) {
        assertTrue(FittedValue.channelName(name, "C1").startsWith(fitted), FittedValue.channelName(name, "C1"));
    }

    @ParameterizedTest
    @CsvSource({"Alice,alice", "Bob.Builder,bob.builder", "Jörg Müller,jorg-muller", "_x_,x", "a1x_,a1x"})
    void usernameIsExactlyTheFittedOne(String there, String here) {
        assertEquals(here, FittedValue.username(there, "U1"));
    }

    @Test
    void randomValuesFitTheRules() {
        Random random = new Random(14);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder any = new StringBuilder();
            for (int n = random.nextInt(120); n > 0; n--) any.append(PIECES.get(random.nextInt(PIECES.size())));
            String value = any.toString();
            String username = FittedValue.username(value, "U" + i);
            assertTrue(username.matches("[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?"), () -> value + " became " + username);
            String other = FittedValue.username(username, 12);
            assertTrue(other.matches("[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?"), () -> username + " became " + other);
            String channel = FittedValue.channelName(value, "C" + i);
            assertTrue(
                    channel.length() <= 80 && channel.matches("[\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}_-]+"),
                    () -> value + " became " + channel);
            for (String line : List.of(FittedValue.name(value, "x"), FittedValue.topic(value))) {
                assertTrue(line.length() <= 250 && line.codePoints().noneMatch(Character::isISOControl), line);
                assertTrue(line.indexOf('\u2028') < 0 && line.indexOf('\u2068') < 0, line);
            }
            assertTrue(FittedValue.name(value, "x").length() <= 80, value);
        }
    }

    @Test
    void lengthsAreCountedInUtf16Units() {
        assertEquals(79, FittedValue.name("🎉".repeat(60), "x").length());
        assertEquals(249, FittedValue.topic("🎉".repeat(200)).length());
    }

    @Test
    void longTextContinuesInFurtherMessages() {
        List<String> parts = FittedValue.texts("🎉".repeat(9_000));
        assertEquals(2, parts.size());
        assertEquals("🎉".repeat(9_000), String.join("", parts));
        assertEquals(List.of("hello�"), FittedValue.texts("\u0000hello\ud83c"));
        assertEquals(List.of(), FittedValue.texts(" \u200b\n"));
    }

    @ParameterizedTest
    @CsvSource({
        ":fête:,:fête:",
        ":thumbsup:,👍",
        ":thinking_face:,🤔",
        ":+1::skin-tone-2:,👍🏻",
        ":wave_medium_dark_skin_tone:,👋🏾",
        ":日本:,:日本:",
        "🎉,🎉",
        "❤,❤\ufe0f",
        ":Party Parrot:,:party_parrot:",
        ":ship.it!:,:_ship_it:",
        ":wave.:,:_wave:",
        ":it's_fine:,:it_s_fine:",
        ":party parrot::skin-tone-2:,:party_parrot:",
        ":!?:,''",
        "★,''",
        "'',''"
    })
    void reactionNameFits(String emoji, String fitted) {
        assertEquals(fitted, FittedValue.emoji(emoji));
    }

    /** A reaction with a name that the server does not accept dropped the post and its thread. */
    @Test
    void everyReactionNameFits() {
        Random random = new Random(94);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder(":");
            for (int length = 1 + random.nextInt(80); length > 0; length--) {
                name.appendCodePoint(random.nextBoolean() ? 'a' + random.nextInt(26) : random.nextInt(0x2ffff));
            }
            String fitted = FittedValue.emoji(name.append(':').toString());
            assertEquals(fitted, fitted.isEmpty() ? "" : FittedValue.emoji(fitted), name::toString);
            assertTrue(fitted.length() <= 64, fitted);
            assertTrue(fitted.isEmpty() || CanonicalEmoji.of(fitted).equals(Optional.of(fitted)), fitted);
        }
    }

    /** A name or a text of invisible letters such as U+3164 was sent as it is, and its rejection ended the import. */
    @Test
    void eachCodePointIsFittedAsTheServerExpects() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += step(point)) {
            String value = Character.toString(point);
            String code = Integer.toHexString(point);
            String name = FittedValue.name(value, "x");
            assertTrue(InputValidation.name("name", name) instanceof Validated.Passed<String>, code);
            assertTrue(
                    InputValidation.line("topic", FittedValue.topic(value), FittedValue.TOPIC_MAX)
                            instanceof Validated.Passed<String>,
                    code);
            assertTrue(
                    InputValidation.channelName(FittedValue.channelName(value, code))
                            instanceof Validated.Passed<String>,
                    code);
            for (String text : FittedValue.texts(value)) {
                assertTrue(InputValidation.text(text) instanceof Validated.Passed<String>, code);
            }
        }
    }

    /** A team without a name was created with an empty name, and its rejection ended the import. */
    @Test
    void workspaceWithoutNameGetsOne() {
        for (String key : List.of("", "\u3164", "\ud800", "x".repeat(500))) {
            String name = FittedValue.name(key, FittedValue.workspaceName(key));
            assertTrue(InputValidation.name("name", name) instanceof Validated.Passed<String>, name);
        }
    }

    /** Half of a surrogate pair in a key ended the import, and as a hash all halves were one person. */
    @Test
    void keysWithHalvesOfSurrogatePairsAreDifferentHashes() {
        assertEquals("U1", ImportPlan.key("U1"));
        assertEquals(32, ImportPlan.key("U\ud800").length());
        assertNotEquals(ImportPlan.key("U\ud800"), ImportPlan.key("U\ud801"));
        assertNotEquals(ImportPlan.key("U\ud800"), ImportPlan.key("U?"));
    }

    /** Each code point of the planes with names and invisible signs, and some of the others. */
    private static int step(int point) {
        return point < 0x10000 || (point >= 0xe0000 && point < 0xe1100) ? 1 : 16;
    }
}
