package collab.domain.emoji;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of {@code emoji.txt}. */
final class EmojiTable {
    private static final int TONES = 5;
    private static final int TONE_FIRST = 0x1f3fb;
    private static final String EMOJI_PRESENTATION = "\ufe0f";

    private final Map<String, String> signByName = new HashMap<>();
    private final Map<String, Variants> variantsBySign = new HashMap<>();
    /** Variants with the same tone twice, which look like the variant with one tone. */
    private final Map<String, String> oneTone = new HashMap<>();

    /** Patterns in which 1 and 2 stand for the tones; {@code two} is empty for an emoji of one person. */
    private record Variants(String one, String two) {
        String with(int first, int second) {
            return two.isEmpty() || first == second ? filled(one, first, first) : filled(two, first, second);
        }

        static String filled(String pattern, int first, int second) {
            return pattern.replace("1", tone(first)).replace("2", tone(second));
        }

        private static String tone(int tone) {
            return Character.toString(TONE_FIRST + tone - 1);
        }
    }

    private EmojiTable() {}

    private static final class Holder {
        static final EmojiTable TABLE = read();
    }

    /** The table, which is read at its first use. */
    static EmojiTable get() {
        return Holder.TABLE;
    }

    private static EmojiTable read() {
        EmojiTable table = new EmojiTable();
        try (InputStream in = EmojiTable.class.getResourceAsStream("emoji.txt")) {
            if (in == null) throw new IllegalStateException("the table of emoji is missing in this program");
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("= ") && !line.startsWith("# "))
                    .map(line -> List.of(line.split(" ")))
                    .forEach(table::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    private void add(List<String> fields) {
        String sign = fields.getFirst();
        fields.stream().skip(1).filter(field -> !field.startsWith("~")).forEach(name -> signByName.put(name, sign));
        if (fields.getLast().startsWith("~")) addVariants(sign, fields.getLast());
    }

    private void addVariants(String sign, String field) {
        String two = field.replace("~", "");
        if (field.startsWith("~~")) {
            variantsBySign.put(sign, new Variants(two.replace('2', '1'), two));
            return;
        }
        int rest = sign.offsetByCodePoints(0, 1);
        Variants variants = new Variants(
                sign.substring(0, rest) + "1" + sign.substring(rest).replaceFirst("^" + EMOJI_PRESENTATION, ""), two);
        variantsBySign.put(sign, variants);
        for (int tone = 1; !two.isEmpty() && tone <= TONES; tone++) {
            oneTone.put(Variants.filled(two, tone, tone), variants.with(tone, tone));
        }
    }

    Optional<String> sign(String name) {
        return Optional.ofNullable(signByName.get(name));
    }

    /** The variant with skin tones from 1 (light) to 5 (dark); the sign itself if it has no variants. */
    String toned(String sign, int first, int second) {
        Variants variants = variantsBySign.get(sign);
        return variants == null ? sign : variants.with(first, second);
    }

    /** The one of several sequences with the same picture that is canonical. */
    String canonical(String qualified) {
        return oneTone.getOrDefault(qualified, qualified);
    }
}
