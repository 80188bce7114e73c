package collab.archive.slack;

import collab.archive.ArchiveEntry.Kind;
import collab.archive.text.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The channels in the lists of a Slack export. A channel is public only if every entry of it says so, and a folder
 * belongs to a channel only if no other channel has it.
 */
final class SlackChannels {
    private final BiConsumer<String, String> skip;
    private final Map<String, Entry> channels = new LinkedHashMap<>();
    private final Map<String, Set<String>> idsOfFolders = new HashMap<>();

    /** @param skip receives what is skipped, and why */
    SlackChannels(BiConsumer<String, String> skip) {
        this.skip = skip;
    }

    /** An entry of a list. */
    record Entry(JsonNode json, Kind kind) {
        String id() {
            return JsonText.of(json, "id").strip();
        }

        String name() {
            return JsonText.of(json, "name");
        }

        String folder() {
            return name().isEmpty() ? id() : name();
        }
    }

    /** @param list the kind of the channels in the list */
    void add(JsonNode json, Kind list) {
        Entry entry = new Entry(json, mostPrivate(list, stated(json)));
        if (entry.id().isEmpty()) {
            skip.accept(entry.name(), "a channel without an id; who could read it is unknown");
            // A folder of this name can be the folder of this channel.
            idsOfFolders.computeIfAbsent(entry.name(), _ -> new HashSet<>()).add("");
            return;
        }
        idsOfFolders.computeIfAbsent(entry.folder(), _ -> new HashSet<>()).add(entry.id());
        Entry before = channels.putIfAbsent(entry.id(), entry);
        if (before == null) return;
        skip.accept(
                entry.id() + " " + entry.name(),
                "a channel that is listed more than once; its most private kind counts");
        if (entry.kind().compareTo(before.kind()) > 0) channels.put(entry.id(), entry);
    }

    private static Kind mostPrivate(Kind one, Kind other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** The kind that the entry itself states. */
    private static Kind stated(JsonNode json) {
        if (json.path("is_im").asBoolean() || json.path("is_mpim").asBoolean()) return Kind.DIRECT;
        boolean open = json.path("is_channel").asBoolean(true);
        return open
                        && !json.path("is_private").asBoolean()
                        && !json.path("is_group").asBoolean()
                ? Kind.PUBLIC
                : Kind.PRIVATE;
    }

    /** Each channel once. */
    Collection<Entry> all() {
        return channels.values();
    }

    /** Whether the folder can contain the messages of more than one channel. */
    boolean isShared(String folder) {
        return idsOfFolders.getOrDefault(folder, Set.of()).size() > 1;
    }
}
