package collab.domain.emoji;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.access.DomainLimits;
import collab.domain.id.UserId;
import collab.domain.model.Reaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same picture had up to three reactions under one message: as a sign, as a sign with a variation selector, and as a name. Every spelling
 * of every emoji in the table has one canonical form.
 */
class CanonicalEmojiTest {
    private static final List<Line> LINES = new ArrayList<>();

    private record Line(String sign, List<String> names, Optional<String> variants) {
        static Line of(String text) {
            List<String> fields = List.of(text.split(" "));
            return new Line(
                    fields.getFirst(),
                    fields.stream()
                            .skip(1)
                            .filter(field -> !field.startsWith("~"))
                            .toList(),
                    Optional.of(fields.getLast()).filter(field -> field.startsWith("~")));
        }
    }

    @BeforeAll
    static void readTable() throws IOException {
        try (InputStream in = CanonicalEmoji.class.getResourceAsStream("emoji.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("= ") && !line.startsWith("# "))
                    .forEach(line -> LINES.add(Line.of(line)));
        }
    }

    // ---- Every emoji of the table ----

    @Test
    void everySpellingOfEveryEmojiHasOneForm() {
        assertTrue(LINES.size() > 1_900, () -> LINES.size() + " emoji");
        assertAll(LINES.stream().map(line -> () -> {
            for (String spelling : spellings(line)) {
                assertEquals(
                        Optional.of(line.sign()), CanonicalEmoji.of(spelling), () -> line + " as " + points(spelling));
            }
        }));
    }

    private static List<String> spellings(Line line) {
        List<String> spellings = new ArrayList<>(List.of(
                line.sign(),
                line.sign().replace("\ufe0f", ""),
                line.sign().replace('\ufe0f', '\ufe0e'),
                line.sign().replaceFirst("\ufe0f", "")));
        for (String name : line.names()) {
            spellings.add(name);
            spellings.add(":" + name + ":");
            spellings.add(":" + name.toUpperCase(Locale.ROOT) + ":");
        }
        if (line.names().getFirst().startsWith("skin-tone-")) return spellings;
        if (line.variants().isEmpty()) spellings.add(line.names().getFirst() + "::skin-tone-3");
        return spellings;
    }

    @Test
    void everyEmojiHasItsOwnSignAndNames() {
        Set<String> signs = new HashSet<>();
        Map<String, String> signByName = new HashMap<>();
        for (Line line : LINES) {
            assertTrue(signs.add(line.sign().replace("\ufe0f", "")), line.toString());
            assertTrue(!line.names().isEmpty(), line.toString());
            for (String name : line.names()) {
                assertEquals(null, signByName.put(name, line.sign()), name);
                assertTrue(name.matches("[a-z0-9_+-]+"), name);
            }
        }
    }

    @Test
    void everyVariantHasOneFormAndDiffersFromTheOthers() {
        List<String> mattermost = List.of("light", "medium_light", "medium", "medium_dark", "dark");
        for (Line line : LINES) {
            Set<String> forms = new HashSet<>(Set.of(line.sign()));
            for (int tone = 2; tone <= 6 && line.variants().isPresent(); tone++) {
                String name = line.names().getLast();
                String form = EmojiNames.signOf(name + "::skin-tone-" + tone).orElseThrow();
                assertTrue(forms.add(form), () -> line + ": " + form);
                assertTrue(form.codePoints().anyMatch(Character::isEmojiModifier), line.toString());
                assertEquals(Optional.of(form), CanonicalEmoji.of(form));
                assertEquals(Optional.of(form), CanonicalEmoji.of(form.replace("\ufe0f", "")));
                assertEquals(
                        Optional.of(form),
                        CanonicalEmoji.of(":" + name + "_" + mattermost.get(tone - 2) + "_skin_tone:"));
                assertTrue(form.length() <= DomainLimits.EMOJI_MAX, form);
            }
        }
    }

    @Test
    void everyPairOfSkinTonesHasOneForm() {
        List<Line> pairs = LINES.stream()
                .filter(line -> line.variants().orElse("~").length() > 2)
                .toList();
        assertEquals(19, pairs.size());
        for (Line line : pairs) {
            Set<String> forms = new HashSet<>();
            for (int i = 0; i < 25; i++) {
                int first = 2 + i / 5;
                int second = 2 + i % 5;
                String form = EmojiNames.signOf(line.names().getFirst() + "::skin-tone-" + first + "-" + second)
                        .orElseThrow();
                assertTrue(forms.add(form), () -> line + ": " + form);
                assertEquals(Optional.of(form), CanonicalEmoji.of(form));
            }
        }
    }

    // ---- Names and signs of people ----

    @ParameterizedTest
    @CsvSource({
        ":+1:,👍",
        "+1,👍",
        "thumbsup,👍",
        ":thumbsup:,👍",
        "👍,👍",
        "👍\ufe0f,👍",
        "👍\ufe0e,👍",
        ":THUMBSUP:,👍",
        "❤,❤\ufe0f",
        ":heart:,❤\ufe0f",
        "❤\ufe0f,❤\ufe0f",
        ":thinking_face:,🤔",
        ":thinking:,🤔",
        ":robot_face:,🤖",
        ":+1::skin-tone-2:,👍🏻",
        "+1::skin-tone-6,👍🏿",
        ":thumbsup_medium_dark_skin_tone:,👍🏾",
        "👍🏽,👍🏽",
        "☝\ufe0f🏽,☝🏽",
        ":tada::skin-tone-2:,🎉",
        ":flag-de:,🇩🇪",
        ":de:,🇩🇪",
        "1\u20e3,1\ufe0f\u20e3",
        ":handshake::skin-tone-2-3:,🫱🏻\u200d🫲🏼",
        ":handshake_light_skin_tone_medium_light_skin_tone:,🫱🏻\u200d🫲🏼",
        "🫱🏻\u200d🫲🏻,🤝🏻",
        ":people_holding_hands::skin-tone-2:,🧑🏻\u200d🤝\u200d🧑🏻",
        ":skin-tone-3:,🏼",
        "👁\u200d🗨,👁\ufe0f\u200d🗨\ufe0f",
        "🏳\u200d🌈,🏳\ufe0f\u200d🌈",
        ":eye-in-speech-bubble:,👁\ufe0f\u200d🗨\ufe0f",
        "👨\u200d❤\u200d👨,👨\u200d❤\ufe0f\u200d👨",
        "©,©\ufe0f",
        ":distorted_face:,\ud83e\udeea",
    })
    void spellingHasForm(String spelling, String form) {
        assertEquals(Optional.of(form), CanonicalEmoji.of(spelling));
        assertEquals(Optional.of(form), CanonicalEmoji.of(form));
    }

    @ParameterizedTest
    @CsvSource({
        ":party_parrot:,:party_parrot:", ":Party-Parrot:,:party-parrot:", ":fête:,:fête:", ":fe\u0302te:,:fête:",
                ":了解:,:了解:",
        ":ありがとう:,:ありがとう:", ":my_parrot::skin-tone-4:,:my_parrot:", ":+:,:+:", ":2fa:,:2fa:", ":हिन्दी:,:हिन्दी:",
    })
    void otherNameStaysName(String name, String form) {
        assertEquals(Optional.of(form), CanonicalEmoji.of(name));
        assertEquals(Optional.of(form), CanonicalEmoji.of(form));
    }

    /** U+1FAEA and the others are pictographs of a later version of Unicode than that of Java, or of none yet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud83e\udeea",
                "\ud83e\udeea\ud83c\udffd",
                "\ud83d\udefa",
                "👩\u200d\ud83e\udeea",
                "🇽🇽",
                "👍🏽\u200d🚀"
            })
    void unknownEmojiIsAccepted(String sign) {
        assertEquals(Optional.of(sign), CanonicalEmoji.of(sign));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "1", "#", "1\ufe0f", "\ufe0f", "\ufe0f👍", "👍\ufe0f\ufe0f", "\u200d", "👍\u200d", "\u200d👍",
                        "👍👍", "👍 ", "a👍",
                "👍🏽🏽", "👍\u0301", "🇩", "🇩🇪🇩", "★", "☺☺", "::", ":::", ":a b:", ":a.b:", ":a:b:", ":tada",
                        "tada:", "unknown_name",
                ":\u0301:", "🏴\udb40\udc67", "<b>", ":<b>:", "\u20e3", "\ud83d", "::skin-tone-2", ":::skin-tone-2:"
            })
    void otherTextIsNone(String text) {
        assertEquals(Optional.empty(), CanonicalEmoji.of(text));
    }

    @Test
    void formIsStableForRandomTexts() {
        Random random = new Random(94);
        int[] points = {
            0x1f44d, 0x2764, 0xfe0f, 0xfe0e, 0x200d, 0x1f3fb, 0x1f3fd, 0x1f1e9, 0x1f1ea, '1', '#', 0x20e3, 0x1f3f4,
            0xe0067, 0xe007f, ':', 'a', 'v', '_', '+', '1', 'é', 0x301, 0x4e86, 0x1faea, 0xd83d, 0x1f91d, 0x1faf1,
            0x1faf2, ' '
        };
        int forms = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(6); length > 0; length--) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            Optional<String> form = CanonicalEmoji.of(text.toString());
            if (form.isEmpty()) continue;
            forms++;
            assertEquals(form, CanonicalEmoji.of(form.get()), () -> points(text.toString()));
        }
        assertTrue(forms > 5_000, "forms: " + forms);
    }

    // ---- Reactions ----

    @Test
    void spellingsOfOneEmojiAreMerged() {
        List<Reaction> merged = CanonicalEmoji.merged(List.of(
                reaction(":+1:", 1, 2),
                reaction("❤", 3),
                reaction("👍", 2, 4),
                reaction("👍🏽", 1),
                reaction("❤\ufe0f", 3, 1),
                reaction("no emoji", 5)));
        assertEquals(
                List.of(
                        reaction("👍", 1, 2, 4),
                        reaction("❤\ufe0f", 3, 1),
                        reaction("👍🏽", 1),
                        reaction("no emoji", 5)),
                merged);
        assertEquals(merged, CanonicalEmoji.merged(merged));
        assertNotEquals(CanonicalEmoji.of("👍"), CanonicalEmoji.of("👍🏽"));
    }

    private static Reaction reaction(String emoji, int... users) {
        return new Reaction(emoji, IntStream.of(users).mapToObj(UserId::new).toList());
    }

    private static String points(String text) {
        return text.codePoints().mapToObj("U+%04X"::formatted).toList().toString();
    }
}
