package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import collab.e2e.harness.TestJson;
import collab.testkit.ContractValidator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventTextTest {
    /** The judge writes events on its own; the contract is what both it and the product must keep. */
    @Test
    void everyTypeIsWrittenAsInTheContract() {
        for (LogRow row : LogScript.story().log().rows()) {
            ContractValidator.event(
                    row.type(), EventText.frame(row.event()).get("event").toString());
        }
    }

    @Test
    void hashDoesNotDependOnTheOrderOfMembers() {
        assertEquals(hash("{\"a\":1,\"b\":[true,\"x\"]}"), hash("{\"b\":[true,\"x\"],\"a\":1}"));
    }

    @Test
    void hashDiffersForEveryKindOfDifference() {
        Set<Long> hashes = new HashSet<>();
        String[] different = {
            "{}",
            "[]",
            "{\"a\":1}",
            "{\"a\":2}",
            "{\"a\":\"1\"}",
            "{\"a\":true}",
            "{\"a\":false}",
            "{\"a\":null}",
            "{\"b\":1}",
            "{\"a\":[1,2]}",
            "{\"a\":[2,1]}",
            "{\"a\":[[1],2]}",
            "{\"a\":1,\"b\":1}",
            "{\"a\":{\"b\":1}}"
        };
        for (String text : different) hashes.add(hash(text));
        assertEquals(different.length, hashes.size());
    }

    private static long hash(String text) {
        return EventText.hash(TestJson.parse(text));
    }

    @Test
    void frameHashCoversTypeTimeAndEventOnly() {
        LogRow row = LogScript.story().log().at(1).orElseThrow();
        ObjectNode frame = EventText.frame(row.event());
        frame.put("seq", 1).put("prev", 0).put("v", 2);
        assertEquals(row.hash(), EventText.frameHash(frame));
        for (String member : new String[] {"type", "at", "event"}) {
            JsonNode changed = frame.deepCopy().put(member, "another");
            assertNotEquals(row.hash(), EventText.frameHash(changed), member);
        }
    }

    @Test
    void longTextsAreKeptAsTheirHash() {
        String text = "x".repeat(1_000);
        assertNotEquals(LogRow.kept(text + "a"), LogRow.kept(text + "b"));
        assertEquals("short", LogRow.kept("short"));
    }
}
