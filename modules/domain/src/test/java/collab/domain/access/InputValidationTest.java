package collab.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.text.MentionScanner;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputValidationTest {
    @ParameterizedTest
    @CsvSource({"general, general", "' Plans ', plans", "a-b_c9, a-b_c9", "ÄRGER, ärger", "会議室, 会議室", "हिन्दी, हिन्दी"})
    void channelNamesAreNormalized(String given, String kept) {
        assertEquals(kept, passed(InputValidation.channelName(given)));
    }

    @Test
    void namesAreComposed() {
        assertEquals("caf\u00e9", passed(InputValidation.channelName("cafe\u0301")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "a b", "a\tb", "a.b", "a#b", "@all", "a\u202eb", "a\u0000b", "a\ud800b", "\u200b", "😀"
            })
    void invalidChannelNamesAreRejected(String given) {
        assertEquals(
                Reason.INVALID_VALUE, failed(InputValidation.channelName(given)).reason());
    }

    @Test
    void namesHaveAtMostEightyCharacters() {
        assertEquals("a".repeat(80), passed(InputValidation.channelName("a".repeat(80))));
        Rejection why = failed(InputValidation.channelName("a".repeat(81)));
        assertEquals("name has 81 characters; at most 80 are allowed", why.detail());
    }

    @Test
    void usernamesHaveAtMost32CharactersAndGroupNames80() {
        assertEquals("a".repeat(32), passed(InputValidation.username("a".repeat(32))));
        assertTrue(failed(InputValidation.username("a".repeat(33)))
                .detail()
                .endsWith("expected 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit at either end"));
        assertEquals("a".repeat(80), passed(InputValidation.groupName("a".repeat(80))));
        assertEquals(
                Reason.INVALID_VALUE,
                failed(InputValidation.groupName("a".repeat(81))).reason());
    }

    /** Display names of U+3164, U+115F or U+2800 were accepted, and their owner had no visible name. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x200b, 0x2060, 0x2800, 0x3164, 0xfe0f, 0xfeff,
                0xffa0, 0x1d173, 0xe0001, 0xe0100, 0x3000
            })
    void valuesOfInvisibleCharactersAreBlank(int invisible) {
        String blank = Character.toString(invisible).repeat(2);
        assertEquals(
                "display_name is blank; expected 1 to 80 characters, at least one of them visible",
                failed(InputValidation.name("display_name", blank)).detail());
        assertEquals(Reason.INVALID_VALUE, failed(InputValidation.text(blank)).reason());
        passed(InputValidation.name("display_name", "a" + Character.toString(invisible) + "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "a", "a.b-c_d", "42", " Alice "})
    void validUsernamesAreAccepted(String given) {
        String kept = passed(InputValidation.username(given));
        assertEquals(Set.of(kept), MentionScanner.names("hi @" + kept + "."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".a", "a.", "_a", "a b", "a@b", "ä", "here", "Channel", "EVERYONE", "all"})
    void invalidUsernamesAreRejected(String given) {
        assertEquals(
                Reason.INVALID_VALUE, failed(InputValidation.username(given)).reason());
    }

    @Test
    void displayNamesMayContainAlmostAnything() {
        assertEquals(
                "Zoë O'Neil 👩‍💻 (ops)", passed(InputValidation.name("display_name", " Zoë O'Neil 👩‍💻 (ops) ")));
        assertTrue(failed(InputValidation.name("display_name", "a\nb")).detail().contains("\"a\\u000ab\""));
        assertTrue(failed(InputValidation.name("display_name", "a\u2066b"))
                .detail()
                .contains("\\u2066"));
    }

    @Test
    void textKeepsItsLinesAndSpaces() {
        assertEquals(" a\n\tb ", passed(InputValidation.text(" a\n\tb ")));
        assertEquals("😀", passed(InputValidation.text("😀")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t ", "\u00a0", "\u200b\u200d", "\u2028", "a\u0000", "a\udc00"})
    void blankOrMalformedTextIsRejected(String given) {
        assertEquals(Reason.INVALID_VALUE, failed(InputValidation.text(given)).reason());
    }

    @Test
    void textIsBounded() {
        assertEquals(16_000, passed(InputValidation.text("a".repeat(16_000))).length());
        Rejection why = failed(InputValidation.text("a".repeat(16_001)));
        assertEquals(Reason.TEXT_TOO_LONG, why.reason());
        assertEquals("text has 16001 characters; at most 16000 are allowed", why.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "👍",
                "👍🏽",
                "❤️",
                "👨‍👩‍👧‍👦",
                "🏳️‍🌈",
                "🇩🇪",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                "1️⃣",
                "#️⃣",
                ":party_parrot:",
                ":e-mail_2:"
            })
    void emojiAreOneClusterOrAName(String given) {
        assertEquals(given, passed(InputValidation.emoji(given)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "q",
                "1",
                "#",
                "👍👍",
                "👍 ",
                "a👍",
                "👍\u0301",
                "::",
                ":ta da:",
                "no_emoji",
                ":a:b:",
                "\u200d",
                "🇩",
                "\ufe0f",
                "<b>"
            })
    void invalidEmojiAreRejected(String given) {
        assertEquals(Reason.INVALID_VALUE, failed(InputValidation.emoji(given)).reason());
    }

    @ParameterizedTest
    @CsvSource({":+1:,👍", "thumbsup,👍", ":Tada:,🎉", "❤,❤\ufe0f", ":wave::skin-tone-2:,👋🏻"})
    void emojiHasOneForm(String given, String form) {
        assertEquals(form, passed(InputValidation.emoji(given)));
    }

    @Test
    void emojiAreBounded() {
        assertEquals(
                64, passed(InputValidation.emoji(":" + "a".repeat(62) + ":")).length());
        assertEquals(
                Reason.INVALID_VALUE,
                failed(InputValidation.emoji(":" + "a".repeat(63) + ":")).reason());
    }

    @Test
    void avatarsAreHttpUrls() {
        assertEquals(Optional.empty(), passed(InputValidation.avatarUrl("")));
        assertEquals(
                Optional.of("https://pictures.example/a?b=c"),
                passed(InputValidation.avatarUrl("https://pictures.example/a?b=c")));
        for (String wrong :
                new String[] {"javascript:alert(1)", "data:image/png;base64,", "/a", "https:///a", "http://a b/", "x"
                }) {
            assertEquals(
                    Reason.INVALID_VALUE,
                    failed(InputValidation.avatarUrl(wrong)).reason(),
                    wrong);
        }
    }

    @Test
    void quotedInputIsShortAndEscaped() {
        String quoted = Rejections.quoted("\u001b[31m" + "a".repeat(100) + "\r\n");
        assertTrue(quoted.startsWith("\"\\u001b[31m"), quoted);
        assertTrue(quoted.length() < 60, quoted);
        assertFalse(quoted.contains("\n"));
    }

    private static <T> T passed(Validated<T> checked) {
        return switch (checked) {
            case Validated.Passed<T>(T value) -> value;
            case Validated.Failed<T>(Rejection why) -> throw new AssertionError(why.toString());
        };
    }

    private static Rejection failed(Validated<?> checked) {
        return assertInstanceOf(Validated.Failed.class, checked, checked.toString())
                .why();
    }
}
