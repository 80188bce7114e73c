package collab.archive;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Entries as lines of our own archive format: one JSON object per line, with {@code type} first. */
final class ArchiveEntryJson {
    /** The first line of an archive. */
    static final ObjectNode HEADER =
            Json.object().put("type", "hero-collab-archive").put("version", 1);

    private ArchiveEntryJson() {}

    /** The first line of an archive of this source. */
    static ObjectNode header(String source) {
        return HEADER.deepCopy().put("source", source);
    }

    static ObjectNode write(ArchiveEntry entry) {
        ObjectNode json = Json.object();
        switch (entry) {
            case ArchiveEntry.Workspace(String key, String name) ->
                json.put("type", "workspace").put("key", key).put("name", name);
            case ArchiveEntry.Person person -> {
                json.put("type", "person").put("key", person.key()).put("username", person.username());
                json.put("display_name", person.displayName());
                json.put("deactivated", !person.account().isActive());
            }
            case ArchiveEntry.Channel channel -> {
                json.put("type", "channel").put("key", channel.key()).put("workspace", channel.workspace());
                json.put("kind", lowerCase(channel.kind()));
                json.put("name", channel.name()).put("topic", channel.topic()).put("archived", channel.archived());
                texts(json.putArray("members"), channel.members());
            }
            case ArchiveEntry.Membership(
                    String workspace,
                    Optional<String> channel,
                    String person,
                    ArchiveEntry.Role role) -> {
                json.put("type", "membership").put("workspace", workspace);
                channel.ifPresent(key -> json.put("channel", key));
                json.put("person", person);
                if (role != ArchiveEntry.Role.MEMBER) json.put("role", lowerCase(role));
            }
            case ArchiveEntry.Post post -> {
                json.put("type", "post").put("channel", post.channel()).put("key", post.key());
                json.put("author", post.author()).put("text", post.text());
                json.put("created_at", post.createdAt().toString());
                post.editedAt().ifPresent(at -> json.put("edited_at", at.toString()));
                post.parent().ifPresent(key -> json.put("parent", key));
                json.put("pinned", post.pinned());
                ArrayNode reactions = json.putArray("reactions");
                for (ArchiveEntry.Reaction reaction : post.reactions()) {
                    ObjectNode one = reactions.addObject().put("emoji", reaction.emoji());
                    texts(one.putArray("people"), reaction.people());
                }
            }
            case ArchiveEntry.DeletedPost(ArchiveEntry.PostKey id, String author, Instant createdAt) ->
                json.put("type", "deleted_post")
                        .put("channel", id.channel())
                        .put("key", id.key())
                        .put("author", author)
                        .put("created_at", createdAt.toString());
            case ArchiveEntry.Skipped(String what, String why) ->
                json.put("type", "skipped").put("what", what).put("why", why);
        }
        return json;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** @param where how the line is named in a report */
    static ArchiveEntry read(JsonNode json, String where) {
        try {
            return switch (json.path("type").asText()) {
                case "workspace" -> new ArchiveEntry.Workspace(text(json, "key"), text(json, "name"));
                case "person" ->
                    new ArchiveEntry.Person(
                            text(json, "key"),
                            text(json, "username"),
                            text(json, "display_name"),
                            json.path("deactivated").asBoolean()
                                    ? ArchiveEntry.Account.DEACTIVATED
                                    : ArchiveEntry.Account.ACTIVE);
                case "channel" ->
                    new ArchiveEntry.Channel(
                            text(json, "key"),
                            text(json, "workspace"),
                            constant("kind", text(json, "kind"), ArchiveEntry.Kind.values()),
                            new ArchiveEntry.ChannelTitle(
                                    json.path("name").asText(),
                                    json.path("topic").asText()),
                            json.path("archived").asBoolean(),
                            texts(json.path("members")));
                case "membership" ->
                    new ArchiveEntry.Membership(
                            text(json, "workspace"),
                            optional(json, "channel"),
                            text(json, "person"),
                            optional(json, "role")
                                    .map(role -> constant("role", role, ArchiveEntry.Role.values()))
                                    .orElse(ArchiveEntry.Role.MEMBER));
                case "post" ->
                    new ArchiveEntry.Post(
                            new ArchiveEntry.PostKey(
                                    text(json, "channel"), text(json, "key"), optional(json, "parent")),
                            text(json, "author"),
                            new ArchiveEntry.PostText(
                                    text(json, "text"),
                                    Instant.parse(text(json, "created_at")),
                                    optional(json, "edited_at").map(Instant::parse)),
                            json.path("pinned").asBoolean(),
                            reactions(json.path("reactions")));
                case "deleted_post" ->
                    new ArchiveEntry.DeletedPost(
                            new ArchiveEntry.PostKey(text(json, "channel"), text(json, "key"), Optional.empty()),
                            text(json, "author"),
                            Instant.parse(text(json, "created_at")));
                case "skipped" -> new ArchiveEntry.Skipped(text(json, "what"), text(json, "why"));
                default ->
                    new ArchiveEntry.Skipped(
                            where, "unknown entry type " + json.path("type").asText());
            };
        } catch (IllegalArgumentException | DateTimeException wrong) {
            return new ArchiveEntry.Skipped(where, "invalid entry: " + wrong.getMessage());
        }
    }

    private static <E extends Enum<E>> E constant(String name, String word, E[] constants) {
        for (E constant : constants) if (lowerCase(constant).equals(word)) return constant;
        throw new IllegalArgumentException(name + " must be one of "
                + Arrays.stream(constants).map(ArchiveEntryJson::lowerCase).toList() + ", got " + word);
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) throw new IllegalArgumentException(name + " must be a string");
        return value.textValue();
    }

    private static Optional<String> optional(JsonNode json, String name) {
        return json.has(name) ? Optional.of(text(json, name)) : Optional.empty();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static List<ArchiveEntry.Reaction> reactions(JsonNode array) {
        List<ArchiveEntry.Reaction> reactions = new ArrayList<>();
        array.forEach(
                item -> reactions.add(new ArchiveEntry.Reaction(text(item, "emoji"), texts(item.path("people")))));
        return reactions;
    }
}
