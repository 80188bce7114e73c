package collab.e2e.judge;

import collab.e2e.checker.Findings;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.TreeMap;

/** At rest, the messages of a channel by the events of the log equal those that a member reads from the server. */
final class MessageJudge {
    private static final int PAGE = 200;

    private final RpcCaller member;
    private final MessageStates states;
    private final Findings findings;

    private MessageJudge(RpcCaller member, MessageStates states, Findings findings) {
        this.member = member;
        this.states = states;
        this.findings = findings;
    }

    static void check(RpcCaller member, long channel, MessageStates states, Findings findings) {
        MessageJudge judge = new MessageJudge(member, states, findings);
        SortedMap<Long, JsonNode> expected = states.topLevel(channel);
        judge.compare("channel " + channel, expected, judge.all("message.list", "channel_id", channel));
        SortedMap<Long, JsonNode> pinned = new TreeMap<>(expected);
        pinned.values().removeIf(message -> !message.get("pinned").booleanValue());
        judge.comparePins(channel, pinned.keySet().toString());
        expected.forEach((id, message) -> {
            if (message.get("reply_count").intValue() == 0) return;
            judge.compare("the thread of message " + id, states.replies(id), judge.all("thread.list", "parent_id", id));
        });
        for (long id : states.deletedParents(channel)) {
            SortedMap<Long, JsonNode> replies = states.replies(id);
            judge.compare("the thread of deleted message " + id, replies, judge.all("thread.list", "parent_id", id));
        }
    }

    private SortedMap<Long, JsonNode> all(String method, String place, long id) {
        SortedMap<Long, JsonNode> all = new TreeMap<>();
        ObjectNode params = TestJson.params(place, id, "limit", PAGE);
        for (JsonNode page = page(method, params); !page.isEmpty(); page = page(method, params)) {
            page.forEach(message -> all.put(message.get("id").longValue(), message));
            params.put(
                    "before_id", page.get(0).get("id").longValue()); // ids do not ascend where messages were imported
        }
        return all;
    }

    private JsonNode page(String method, ObjectNode params) {
        return member.call(method, params).get("messages");
    }

    private void comparePins(long channel, String expected) {
        SortedMap<Long, JsonNode> pins = new TreeMap<>();
        member.call("message.pins", "channel_id", channel)
                .get("messages")
                .forEach(message -> pins.put(message.get("id").longValue(), message));
        String seen = pins.keySet().toString();
        // a pinned reply is in the list as well
        SortedMap<Long, JsonNode> topLevel = new TreeMap<>(pins);
        topLevel.values().removeIf(message -> message.has("parent_id"));
        if (topLevel.keySet().toString().equals(expected)) return;
        findings.add(
                JudgeRule.STATE,
                "user %d reads the pins %s of channel %d; by the log they are %s",
                member.userId(),
                seen,
                channel,
                expected);
    }

    private void compare(String place, SortedMap<Long, JsonNode> expected, SortedMap<Long, JsonNode> seen) {
        TreeMap<Long, JsonNode> ids = new TreeMap<>(expected);
        ids.putAll(seen);
        for (long id : ids.keySet()) {
            JsonNode byLog = expected.get(id);
            JsonNode stored = seen.get(id);
            if (byLog != null && stored != null && EventText.hash(byLog) == EventText.hash(kept(stored))) continue;
            findings.add(
                    JudgeRule.STATE,
                    "user %d reads message %d of %s as %s; by the log it is %s",
                    member.userId(),
                    id,
                    place,
                    stored == null ? "absent" : kept(stored),
                    byLog == null ? "absent" : byLog);
        }
    }

    /** A message with its text in the form in which the judge keeps the texts of the log. */
    private static JsonNode kept(JsonNode message) {
        ObjectNode copy = message.deepCopy();
        return copy.put("text", LogRow.kept(message.path("text").asText()));
    }
}
