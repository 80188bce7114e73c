package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackMarkupTest {
    private static final Map<String, String> PEOPLE = Map.of("U1", "alice");
    private static final Map<String, String> CHANNELS = Map.of("C1", "general");

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "hi <@U1>, ask <@U9>→hi @alice, ask @U9",
                "<@U1|al> in <#C1|general> or <#C1> or <#C1|>→@alice in #general or #general or #general",
                "<!here> <!channel> <!everyone>→@here @channel @channel",
                "<!subteam^S1|@team> and <!subteam^S2>→@team and @subteam^S2",
                "<!date^1392734382^{date}|Feb 18, 2014>→Feb 18, 2014",
                "<https://a.example/?a=1&amp;b=2>→https://a.example/?a=1&b=2",
                "<https://a.example|see here>→[see here](https://a.example)",
                "<mailto:a@b.example|a@b.example>→a@b.example",
                "*bold* and _italic_ and ~gone~→**bold** and _italic_ and ~~gone~~",
                "2 * 3 * 4 and a*b*c→2 * 3 * 4 and a*b*c",
                "1 &lt; 2 &amp;&amp; 3 &gt; 2→1 < 2 && 3 > 2",
                "`*code* <https://a.example|x>`→`*code* x`",
                "```*not bold* &lt;tag&gt;``` *bold*→```*not bold* <tag>``` **bold**",
                "&amp;lt; stays→&lt; stays",
            })
    void mrkdwnBecomesMarkdown(String mrkdwn, String markdown) {
        SlackMarkup text =
                new SlackMarkup(id -> Optional.ofNullable(PEOPLE.get(id)), id -> CHANNELS.getOrDefault(id, id));
        assertEquals(markdown, text.translate(mrkdwn));
    }
}
