package collab.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Rejection.Reason;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({"general, general", "' Plans ', plans", "a-b_c9, a-b_c9", "ÄRGER, ärger", "会議室, 会議室", "हिन्दी, हिन्दी"})
    void channelNamesAreKeptInOneForm(String given, String kept) {
        assertEquals(kept, passed(Values.channelName(given)));
    }

    @Test
    void namesThatLookAlikeAreComposedAlike() {
        assertEquals("caf\u00e9", passed(Values.channelName("cafe\u0301")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "a b", "a\tb", "a.b", "a#b", "@all", "a\u202eb", "a\u0000b", "a\ud800b", "\u200b", "😀"
            })
    void otherChannelNamesAreRefused(String given) {
        assertEquals(Reason.INVALID_VALUE, failed(Values.channelName(given)).reason());
    }

    @Test
    void namesEndAtEightyCharacters() {
        assertEquals("a".repeat(80), passed(Values.channelName("a".repeat(80))));
        Rejection why = failed(Values.channelName("a".repeat(81)));
        assertEquals("name has 81 characters; at most 80 are allowed", why.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "a", "a.b-c_d", "42", " Alice "})
    void usernamesAreWordsThatCanBeMentioned(String given) {
        String kept = passed(Values.username(given));
        assertEquals(Set.of(kept), MentionScanner.words("hi @" + kept + "."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".a", "a.", "_a", "a b", "a@b", "ä", "here", "Channel", "EVERYONE", "all"})
    void otherUsernamesAreRefused(String given) {
        assertEquals(Reason.INVALID_VALUE, failed(Values.username(given)).reason());
    }

    @Test
    void displayNamesMayHoldAlmostAnything() {
        assertEquals("Zoë O'Neil 👩‍💻 (ops)", passed(Values.name("display_name", " Zoë O'Neil 👩‍💻 (ops) ")));
        assertTrue(failed(Values.name("display_name", "a\nb")).detail().contains("\"a\\u000ab\""));
        assertTrue(failed(Values.name("display_name", "a\u2066b")).detail().contains("\\u2066"));
    }

    @Test
    void textKeepsItsLinesAndSpaces() {
        assertEquals(" a\n\tb ", passed(Values.text(" a\n\tb ")));
        assertEquals("😀", passed(Values.text("😀")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t ", "\u00a0", "\u200b\u200d", "\u2028", "a\u0000", "a\udc00"})
    void textOfNothingOrBrokenTextIsRefused(String given) {
        assertEquals(Reason.INVALID_VALUE, failed(Values.text(given)).reason());
    }

    @Test
    void textEndsAtItsCap() {
        assertEquals(16_000, passed(Values.text("a".repeat(16_000))).length());
        Rejection why = failed(Values.text("a".repeat(16_001)));
        assertEquals(Reason.TEXT_TOO_LONG, why.reason());
        assertEquals("text has 16001 characters; at most 16000 are allowed", why.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "👍",
                "👍🏽",
                "❤️",
                "❤",
                "👨‍👩‍👧‍👦",
                "🏳️‍🌈",
                "🇩🇪",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                "1️⃣",
                "#️⃣",
                ":tada:",
                ":+1:",
                ":e-mail_2:"
            })
    void emojiAreOneClusterOrAShortName(String given) {
        assertEquals(given, passed(Values.emoji(given)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "1",
                "#",
                "👍👍",
                "👍 ",
                "a👍",
                "👍\u0301",
                "::",
                ":Tada:",
                ":ta da:",
                "tada",
                ":a:b:",
                "\u200d",
                "🇩",
                "\ufe0f",
                "<b>"
            })
    void otherEmojiAreRefused(String given) {
        assertEquals(Reason.INVALID_VALUE, failed(Values.emoji(given)).reason());
    }

    @Test
    void emojiEndAtTheirCap() {
        assertEquals(64, passed(Values.emoji(":" + "a".repeat(62) + ":")).length());
        assertEquals(
                Reason.INVALID_VALUE,
                failed(Values.emoji(":" + "a".repeat(63) + ":")).reason());
    }

    @Test
    void avatarsLiveInTheWeb() {
        assertEquals(Optional.empty(), passed(Values.avatarUrl("")));
        assertEquals(
                Optional.of("https://pictures.example/a?b=c"),
                passed(Values.avatarUrl("https://pictures.example/a?b=c")));
        for (String wrong :
                new String[] {"javascript:alert(1)", "data:image/png;base64,", "/a", "https:///a", "http://a b/", "x"
                }) {
            assertEquals(Reason.INVALID_VALUE, failed(Values.avatarUrl(wrong)).reason(), wrong);
        }
    }

    @Test
    void whatIsQuotedIsShortAndHarmless() {
        String quoted = Refusals.quoted("\u001b[31m" + "a".repeat(100) + "\r\n");
        assertTrue(quoted.startsWith("\"\\u001b[31m"), quoted);
        assertTrue(quoted.length() < 60, quoted);
        assertFalse(quoted.contains("\n"));
    }

    private static <T> T passed(Checked<T> checked) {
        return switch (checked) {
            case Checked.Passed<T>(T value) -> value;
            case Checked.Failed<T>(Rejection why) -> throw new AssertionError(why.toString());
        };
    }

    private static Rejection failed(Checked<?> checked) {
        return assertInstanceOf(Checked.Failed.class, checked, checked.toString())
                .why();
    }
}
