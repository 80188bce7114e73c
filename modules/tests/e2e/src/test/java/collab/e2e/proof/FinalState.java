package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the product answers after the run: what the store contains, what users without membership are shown, and what the
 * log replays to each user.
 */
final class FinalState {
    private final History history;
    private final ProofChannels channels;
    private final Map<String, RpcCaller> people;

    FinalState(History history, ProofChannels channels, Map<String, RpcCaller> people) {
        this.history = history;
        this.channels = channels;
        this.people = people;
    }

    /**
     * @param publicChannel the channel that users without membership may read
     * @param firstTabs per user the tab that was open for the whole run
     */
    void record(long publicChannel, List<HistoryEntry> entries, Map<String, String> firstTabs) {
        for (long channel : channels.all()) {
            people.values().stream()
                    .filter(person -> channels.isMember(channel, person.userId()))
                    .forEach(person -> hold(person, channel));
            if (channel == publicChannel) continue;
            people.values().stream()
                    .filter(person -> !channels.isMember(channel, person.userId()))
                    .forEach(person -> readAsNonMember(person, channel));
        }
        Map<String, HistoryEntry.Booted> firstBoots = new TreeMap<>();
        entries.forEach(entry -> {
            if (entry instanceof HistoryEntry.Booted booted) firstBoots.putIfAbsent(booted.tab(), booted);
        });
        people.forEach((name, person) -> pull(person, firstBoots.get(firstTabs.get(name))));
    }

    private void hold(RpcCaller person, long channel) {
        String digest = person.call("session.digest", "channel_id", channel)
                .get("digest")
                .textValue();
        List<HistoryEntry.Item> items = new ArrayList<>();
        ObjectNode params = TestJson.params("channel_id", channel, "limit", 200);
        for (JsonNode page = list(person, params); !page.isEmpty(); page = list(person, params)) {
            items.addAll(0, page.valueStream().map(FinalState::item).toList());
            params.put("before_id", items.getFirst().id());
        }
        history.add(new HistoryEntry.StoredChannel(history.now(), person.userId(), channel, digest, items));
    }

    private static JsonNode list(RpcCaller person, ObjectNode params) {
        return person.call("message.list", params).get("messages");
    }

    private static HistoryEntry.Item item(JsonNode message) {
        return new HistoryEntry.Item(
                message.get("id").longValue(),
                message.get("ver").longValue(),
                ProofWriter.op(message.path("text").asText()));
    }

    private void readAsNonMember(RpcCaller person, long channel) {
        boolean shown = false;
        for (String method : List.of("message.list", "session.digest", "channel.get", "message.pins")) {
            try {
                person.call(method, "channel_id", channel);
                shown = true;
            } catch (RpcCallRejected refused) {
                if (refused.code() != -32003 && refused.code() != -32002) throw refused;
            }
        }
        history.add(new HistoryEntry.NonMemberRead(history.now(), person.userId(), channel, shown));
    }

    /** The whole run again, as the log replays it to one user: a socket that was never lost. */
    private void pull(RpcCaller person, HistoryEntry.Booted boot) {
        String tab = "log-of-" + person.userId();
        String epoch = person.call("session.bootstrap").get("epoch").textValue();
        history.add(new HistoryEntry.Booted(history.now(), tab, person.userId(), boot.seq()));
        history.add(new HistoryEntry.Opened(history.now(), tab, 1, "session.pull"));
        long from = boot.seq();
        boolean complete = false;
        while (!complete) {
            JsonNode page = person.call("session.pull", "epoch", epoch, "from", from, "limit", 200);
            for (JsonNode event : page.get("events")) {
                history.add(
                        EventEntry.of(history.now(), tab, 1, event.path("prev").asLong(), event));
            }
            from = page.get("to").longValue();
            history.add(new HistoryEntry.Resumed(history.now(), tab, 1, from));
            complete = page.get("complete").booleanValue();
        }
        history.add(new HistoryEntry.Ended(history.now(), tab, 1, 1000));
    }
}
