package collab.archive.slack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.api.Json;
import collab.api.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Attachments of a message with a text, all blocks, the options of polls and files of the old form were lost, and no
 * report named them. Apostrophes stand for quotation marks of JSON, a dollar sign for the end of a line.
 */
class SlackMessageTextTest {
    private final List<String> lost = new ArrayList<>();

    private String text(String message) throws MalformedJson {
        SlackNames names = new SlackNames(id -> id.equals("U1") ? Optional.of("ann") : Optional.empty());
        names.addChannel("C1", "general");
        String json = "{" + message.replace('\'', '"').replace("$", "\\n") + "}";
        return new SlackMessageText(names)
                .of(Json.parse(json.getBytes(StandardCharsets.UTF_8)), lost::add)
                .replace('\n', '$');
    }

    private static String rich(String elements) {
        return "'blocks':[{'type':'rich_text','elements':[" + elements + "]}]";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '^',
            value = {
                "{'type':'text','text':'a '},{'type':'text','text':'b','style':{'bold':true,'italic':true}}→a **_b_**",
                "{'type':'text','text':'x*y','style':{'code':true}},{'type':'text','text':' *raw* _raw_'}→`x*y` \\*raw\\* \\_raw\\_",
                "{'type':'link','url':'https://e.test/a_(b)','text':'see'},{'type':'text','text':' '},{'type':'link','url':'https://e.test/x'}→[see](https://e.test/a_%28b%29) https://e.test/x",
                "{'type':'user','user_id':'U1'},{'type':'text','text':' '},{'type':'user','user_id':'U9'},{'type':'text','text':' in '},{'type':'channel','channel_id':'C1'}→@ann @U9 in #general",
                "{'type':'usergroup','usergroup_id':'S1'},{'type':'text','text':' '},{'type':'broadcast','range':'here'},{'type':'text','text':' '},{'type':'broadcast','range':'everyone'}→@S1 @here @channel",
                "{'type':'emoji','name':'wave','skin_tone':3},{'type':'emoji','name':'tada'}→:wave::skin-tone-3::tada:",
                "{'type':'date','timestamp':1392734382,'format':'{date_num} at {time}','fallback':'Feb 18'},{'type':'text','text':' '},{'type':'date','timestamp':1392734382,'format':'{date_num} at {time}'}→Feb 18 2014-02-18 at 14:39 UTC",
                "{'type':'color','value':'#F00'}→#F00",
                "{'type':'hologram','text':'new kind'}→new kind",
            })
    void richTextElementsAreKept(String elements, String markdown) throws MalformedJson {
        assertEquals(markdown, text(rich("{'type':'rich_text_section','elements':[" + elements + "]}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '^',
            value = {
                "{'type':'rich_text_list','style':'bullet','elements':[{'type':'rich_text_section','elements':[{'type':'text','text':'one'}]}]},{'type':'rich_text_list','style':'bullet','indent':1,'elements':[{'type':'rich_text_section','elements':[{'type':'text','text':'# two'}]}]}→- one$    - \\# two",
                "{'type':'rich_text_list','style':'ordered','offset':4,'elements':[{'type':'rich_text_section','elements':[{'type':'text','text':'five'}]},{'type':'rich_text_section','elements':[{'type':'text','text':'six'}]}]}→5. five$6. six",
                "{'type':'rich_text_quote','elements':[{'type':'text','text':'said$so'}]},{'type':'rich_text_section','elements':[{'type':'text','text':'after'}]}→> said$> so$$after",
                "{'type':'rich_text_preformatted','elements':[{'type':'text','text':'a ``` b$c'}]}→````$a ``` b$c$````",
                "{'type':'rich_text_preformatted','border':1,'elements':[{'type':'link','url':'https://e.test'}]}→> ```$> https://e.test$> ```",
            })
    void richTextBlocksAreKept(String elements, String markdown) throws MalformedJson {
        assertEquals(markdown, text(rich(elements)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '^',
            value = {
                "{'type':'header','text':{'type':'plain_text','text':'Where *to* eat?'}}→**Where \\*to\\* eat?**",
                "{'type':'section','text':{'type':'mrkdwn','text':'*Soup*$2 votes'},'fields':[{'type':'plain_text','text':'_x_'}],'accessory':{'type':'button','text':{'type':'plain_text','text':'Vote'}}}→**Soup**$2 votes$\\_x\\_$Vote",
                "{'type':'context','elements':[{'type':'image','image_url':'https://e.test/i.png','alt_text':'a cat'},{'type':'mrkdwn','text':'by <@U1>'}]}→[a cat](https://e.test/i.png) · by @ann",
                "{'type':'actions','elements':[{'type':'button','text':{'type':'plain_text','text':'Yes'}},{'type':'button','url':'https://e.test','text':{'type':'plain_text','text':'More'}},{'type':'static_select','placeholder':{'type':'plain_text','text':'Pick'},'options':[{'text':{'type':'plain_text','text':'A'},'value':'a'},{'text':{'type':'plain_text','text':'B'}}]}]}→Yes · [More](https://e.test) · Pick · A · B",
                "{'type':'image','title':{'type':'plain_text','text':'Chart'},'image_url':'https://e.test/c.png','alt_text':'sales'}→**Chart**$[sales](https://e.test/c.png)",
                "{'type':'input','label':{'type':'plain_text','text':'Name'},'hint':{'type':'plain_text','text':'full'},'element':{'type':'plain_text_input','placeholder':{'type':'plain_text','text':'yours'}}}→**Name**$yours$full",
                "{'type':'table','rows':[[{'type':'raw_text','text':'a|b'},{'type':'raw_text','text':'c'}],[{'type':'rich_text','elements':[{'type':'rich_text_section','elements':[{'type':'text','text':'d','style':{'bold':true}}]}]},{'type':'raw_text','text':'e'}]]}→| a\\|b | c |$| --- | --- |$| **d** | e |",
                "{'type':'video','title':{'type':'plain_text','text':'Clip'},'title_url':'https://e.test/v','description':{'type':'plain_text','text':'long'},'author_name':'Ann'}→[Clip](https://e.test/v)$Ann$long",
                "{'type':'markdown','text':'**as it is**'}→**as it is**",
                "{'type':'rating','text':{'type':'plain_text','text':'Stars'},'options':[{'label':'five'}]}→Stars five",
                "{'type':'section','text':{'type':'mrkdwn','text':'a'}},{'type':'divider'},{'type':'section','text':{'type':'mrkdwn','text':'b'}}→a$$b",
                "{'type':'section','text':{'type':'mrkdwn','text':null},'fields':null}→^^",
            })
    void blocksAreKept(String blocks, String markdown) throws MalformedJson {
        assertEquals(markdown, text("'blocks':[" + blocks + "]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '^',
            value = {
                "'text':'*a* b','blocks':[{'type':'rich_text','elements':[{'type':'rich_text_section','elements':[{'type':'text','text':'*a* b'}]}]}]→\\*a\\* b",
                "'text':'Vote now: soup','blocks':[{'type':'section','text':{'type':'mrkdwn','text':'soup'}}]→Vote now: soup$$soup",
                "'text':'soup','blocks':[{'type':'section','text':{'type':'mrkdwn','text':'*Soup* or salad'}}]→**Soup** or salad",
                "'text':'This content can^'t be displayed.','blocks':[{'type':'section','text':{'type':'mrkdwn','text':'soup'}}]→soup",
            })
    void textIsKeptUnlessBlocksRepeatIt(String message, String markdown) throws MalformedJson {
        assertEquals(markdown, text(message.replace("can^'t", "can\\u0027t")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '^',
            value = {
                "'text':'Build 7','attachments':[{'title':'Stage *failed*','title_link':'https://e.test/7','text':'step *3* of 5','fallback':'unused'}]→Build 7$$> **[Stage \\*failed\\*](https://e.test/7)**$> step **3** of 5",
                "'attachments':[{'fields':[{'title':'Branch','value':'main'},{'title':'Log','value':'a$b'}],'footer':'CI'}]→> **Branch**: main$> **Log**$> a$> b$> CI",
                "'attachments':[{'pretext':'*New*','author_name':'Ann','author_link':'https://e.test/ann','text':'x','image_url':'https://e.test/i.png'}]→**New**$$> [Ann](https://e.test/ann)$> x$> [image](https://e.test/i.png)",
                "'text':'fwd','attachments':[{'is_share':true,'author_name':'Bo','text':'the words','footer':'Posted in #plans'},{'fallback':'only _this_'}]→fwd$$> Bo$> the words$> Posted in #plans$$> only \\_this\\_",
                "'attachments':[{'text':'poll','actions':[{'type':'button','text':'Yes'},{'type':'select','name':'Which','options':[{'text':'A'},{'text':'B'}]}]}]→> poll$> Yes · Which · A · B",
                "'attachments':[{'blocks':[{'type':'section','text':{'type':'mrkdwn','text':'in a block'}}],'fallback':'[no preview available]'}]→> in a block",
                "'attachments':[{'message_blocks':[{'message':{'blocks':[{'type':'rich_text','elements':[{'type':'rich_text_section','elements':[{'type':'text','text':'shared'}]}]}]}}]}]→> shared",
                "'attachments':[{'text':null,'title':null,'fallback':null}]→^^",
            })
    void attachmentsAreKept(String message, String markdown) throws MalformedJson {
        assertEquals(markdown, text(message));
    }

    @Test
    void filesAreNamedAndCounted() throws MalformedJson {
        assertEquals(
                "see$[a \\[1\\].pdf](https://e.test/f)$[b.txt](https://e.test/g)",
                text(
                        "'text':'see','files':[{'title':'a [1].pdf','permalink':'https://e.test/f'},{'name':'b.txt','url_private':'https://e.test/g'},{'id':'F3'}]"));
        assertEquals(
                List.of(
                        "a file; its name and address are in the text",
                        "a file; its name and address are in the text",
                        "a file without a name or an address"),
                lost);
    }

    @Test
    void fileOfTheOldFormKeepsItsCommentOnce() throws MalformedJson {
        assertEquals(
                "here it is$[plan](https://e.test/p)",
                text(
                        "'subtype':'file_share','text':'here it is','file':{'title':'plan','permalink':'https://e.test/p','initial_comment':{'comment':'here it is'}}"));
        assertEquals(
                "on the plan: fine",
                text("'subtype':'file_comment','text':'','comment':{'user':'U1','comment':'on the plan: fine'}"));
    }

    @Test
    void gestureIsItalic() throws MalformedJson {
        assertEquals("_waves at @ann_", text("'subtype':'me_message','text':'waves at <@U1>'"));
    }
}
