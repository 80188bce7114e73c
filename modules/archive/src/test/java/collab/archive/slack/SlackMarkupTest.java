package collab.archive.slack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fences beside text, emphasis in emphasis, addresses with parentheses and signs that Slack shows literally became other
 * text, or no text at all. A dollar sign stands for the end of a line.
 */
class SlackMarkupTest {
    private static final Map<String, String> PEOPLE = Map.of("U1", "alice");

    private static SlackNames names() {
        SlackNames names = new SlackNames(id -> Optional.ofNullable(PEOPLE.get(id)));
        names.addChannel("C1", "general");
        return names;
    }

    private static void translates(String mrkdwn, String markdown) {
        String text = new SlackMarkup(names()).translate(mrkdwn.replace('$', '\n'));
        assertEquals(markdown, text.replace('\n', '$'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "hi <@U1>, ask <@U9>→hi @alice, ask @U9",
                "ask <@U9|nina> or <@U8|Nina May>→ask @nina or \\@Nina May",
                "a<@U1>b→a @alice b",
                "<@U1|al> in <#C1|general> or <#C1> or <#C1|>→@alice in #general or #general or #general",
                "<#C9|ops> and <#C8>→#ops and #C8",
                "<!here> <!channel> <!everyone>→@here @channel @channel",
                "<!subteam^S1|@team> and <!subteam^S2>→@team and @S2",
                "<!date^1392734382^{date}|Feb 18, 2014>→Feb 18, 2014",
                "<!date^1392734382^Posted {date_num} {time_secs}>→Posted 2014-02-18 14:39 UTC",
                "<!date^1392734382^{date}^https://a.example|then>→[then](https://a.example)",
                "<!date^soon>→soon soon",
                "use <|sep|> here→use <|sep|> here",
                "a <> b→a <> b",
                "1 &lt; 2 &amp;&amp; 3 &gt; 2→1 < 2 && 3 > 2",
                "&lt;b&gt;x→\\<b>x",
                "&amp;lt; stays→&lt; stays",
            })
    void referencesAndEntitiesAreReplaced(String mrkdwn, String markdown) {
        translates(mrkdwn, markdown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "<https://a.example/?a=1&amp;b=2>→https://a.example/?a=1&b=2",
                "<https://a.example|see here>→[see here](https://a.example)",
                "<https://a.example|a.example>→[a.example](https://a.example)",
                "<https://a.example/w/A_(b)|page>→[page](https://a.example/w/A_%28b%29)",
                "<https://a.example/w/A_(b)>→[https://a.example/w/A\\_(b)](https://a.example/w/A_%28b%29)",
                "<https://a.example|a [b] *c*>→[a \\[b\\] \\*c\\*](https://a.example)",
                "see <https://a.example/x>.→see https://a.example/x.",
                "<https://a.example/x>foo→[https://a.example/x](https://a.example/x)foo",
                "<mailto:a@b.example|a@b.example>→a@b.example",
                "<mailto:a@b.example|write to us>→[write to us](mailto:a@b.example)",
                "<tel:+4912|call>→call (tel:+4912)",
                "call https://a.example/__x__/_y now→call https://a.example/__x__/_y now",
            })
    void linksKeepAddressAndLabel(String mrkdwn, String markdown) {
        translates(mrkdwn, markdown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "*bold* and _italic_ and ~gone~→**bold** and _italic_ and ~~gone~~",
                "_*both*_ *_both_*→**_both_** **_both_**",
                "*a _b_ c*→**a _b_ c**",
                "*a `b*c` d*→**a `b*c` d**",
                "(*bold*), *x*.→(**bold**), **x**.",
                "*see <https://a.example/a*b|x>*→**see [x](https://a.example/a*b)**",
                "2 * 3 * 4 and a*b*c→2 * 3 * 4 and a\\*b\\*c",
                "**not bold** __init__ snake_case→\\*\\*not bold\\*\\* \\_\\_init\\_\\_ snake_case",
                "¯\\_(ツ)_/¯→¯\\\\\\_(ツ)\\_/¯",
                "[a](b) [c]→\\[a\\](b) \\[c\\]",
                "[c] alone→[c] alone",
                "a ` b→a \\` b",
                "`*code* <https://a.example|x>`→`*code* x`",
                "`a&amp;b`→`a&b`",
            })
    void emphasisAndCodeStayWhatTheyWere(String mrkdwn, String markdown) {
        translates(mrkdwn, markdown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "```*not bold* &lt;tag&gt;``` *bold*→```$*not bold* <tag>$```$ **bold**",
                "look: ```a$b```$after→look: $```$a$b$```$after",
                "```first$second```→```$first$second$```",
                "```$a$```→```$a$```",
                "```a``` and ```b```→```$a$```$ and $```$b$```",
                "&gt; quoted$after→> quoted$$after",
                "&gt; a$&gt; b→> a$> b",
                "&gt; &gt; a→> \\> a",
                "&gt;&gt;&gt; a$b$*c*→> a$> b$> **c**",
                "&gt; see ```x```$after→> see $> ```$> x$> ```$$after",
                "• one$    ◦ two$• three$after→- one$    - two$- three$$after",
                "1. one$2. two$after→1. one$2. two$$after",
                "1. one$1. two→1. one$$1\\. two",
                "007. Bond→007\\. Bond",
                "# no heading$- no item$+ x$---→\\# no heading$\\- no item$\\+ x$\\---",
                "a|b$-|-→a|b$\\-|-",
            })
    void blocksStayWhatTheyWere(String mrkdwn, String markdown) {
        translates(mrkdwn, markdown);
    }

    /** Each sign that could open an emphasis was searched to the end of the line. */
    @Test
    @Timeout(10)
    void longLinesOfSignsTakeTimeByTheirLength() {
        for (String piece : List.of("*a ", "*a _b ", "<", "<@", "`", "``` ", "*_", "~", "&gt;", "https://e.test ")) {
            String text = piece.repeat(60_000 / piece.length());
            String shown = new SlackMarkup(names()).translate(text);
            assertEquals(letters(SlackMarkup.entities(text)), letters(shown), piece);
        }
    }

    private static String letters(String text) {
        return text.replaceAll("[^\\p{L}]", "");
    }

    /** Words of random texts without references stay complete and in their order. */
    @Test
    void randomTextsKeepTheirLetters() {
        List<String> pieces = List.of(
                "a",
                "Bc",
                "é",
                "你好",
                " ",
                " ",
                "\n",
                "*",
                "_",
                "~",
                "`",
                "```",
                "&gt; ",
                "&gt;&gt;&gt;",
                "• ",
                "    ◦ ",
                "1. ",
                "# ",
                "[x](y)",
                "&amp;",
                "&lt;b&gt;",
                "\\",
                "|",
                "---",
                ":+1:",
                ".",
                "(",
                ")");
        Random random = new Random(14);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) text.append(pieces.get(random.nextInt(pieces.size())));
            String mrkdwn = text.toString();
            String markdown = new SlackMarkup(names()).translate(mrkdwn);
            assertEquals(letters(SlackMarkup.entities(mrkdwn)), letters(markdown), mrkdwn);
        }
    }

    @Test
    void unknownNamesAreNoted() {
        SlackNames names = names();
        new SlackMarkup(names).translate("<@U1> <@U9> <@U8|nina> <#C1> <#C9> <!subteam^S1>");
        assertEquals(Set.of("U9", "C9", "S1"), names.takeUnknown());
        assertEquals(Set.of(), names.takeUnknown());
    }

    /** A text of many spaces, empty lines or signs took hours, or ended the import with a StackOverflowError. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "|", "a\n"})
    void longTextIsTranslated(String repeated) {
        String text = "|-" + repeated.repeat(320_000 / repeated.length()) + "x";
        SlackMarkup markup = new SlackMarkup(new SlackNames(_ -> Optional.empty()));
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            assertTrue(markup.translate(text).endsWith("x"));
            assertTrue(markup.line(text).endsWith("x"));
        });
    }
}
