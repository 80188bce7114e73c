package collab.archive.mattermost;

import collab.api.Json;
import collab.api.MalformedJson;
import collab.archive.ArchiveEntry;
import collab.archive.text.AttachmentText;
import collab.archive.text.ContentHash;
import collab.archive.text.HashSet64;
import collab.archive.text.JsonText;
import collab.archive.text.MarkdownBuilder;
import collab.archive.text.MarkdownText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Reads the posts of a bulk file with their replies. What a post has and a message here does not have is reported. */
final class MattermostPosts {
    private static final AttachmentText ATTACHMENTS =
            new AttachmentText(UnaryOperator.identity(), UnaryOperator.identity());

    private final Consumer<ArchiveEntry> sink;
    private final Set<String> webhooks = new HashSet<>();
    private final HashSet64 keys = new HashSet64();

    MattermostPosts(Consumer<ArchiveEntry> sink) {
        this.sink = sink;
    }

    void read(String channel, JsonNode post, String where) {
        read(channel, post, Optional.empty(), where);
    }

    private void skip(String what, String why) {
        sink.accept(new ArchiveEntry.Skipped(what, why));
    }

    private void read(String channel, JsonNode post, Optional<String> parent, String where) {
        String user = MattermostReading.name(post, "user");
        long createdMs = post.path("create_at").asLong();
        String type = JsonText.of(post, "type");
        String key = key(channel, parent.orElse(""), user, createdMs);
        JsonNode props = props(post);
        String text = text(post, props);
        boolean answered = !post.path("replies").isEmpty();
        String why = "";
        if (user.isEmpty() || createdMs <= 0) why = "a post without an author or a time";
        else if (type.startsWith("system_")) why = "written by Mattermost itself (" + type + ")";
        else if (text.isBlank()) why = "without a text";
        boolean placed = !user.isEmpty() && createdMs > 0 && answered;
        if (why.isEmpty() || placed) {
            String shown = text.isBlank() ? "_(message without a text)_" : text;
            post(new ArchiveEntry.PostKey(channel, key, parent), author(user, props), post, shown);
        }
        if (!why.isEmpty()) skip(where, placed ? why + "; a line in its place keeps its replies together" : why);
        lost(post, where);
        for (JsonNode reply : post.path("replies")) {
            if (parent.isPresent()) skip(where, "a reply to a reply; it is imported as a reply to the first message");
            read(channel, reply, Optional.of(parent.orElse(key)), where);
        }
    }

    /**
     * The key of a post does not contain its text, which may be edited before the next export. Posts of a person in one
     * millisecond are numbered in the order of the file. The key of the parent consists of its author and its time.
     */
    private String key(String channel, String parent, String user, long createdMs) {
        String at = Long.toString(createdMs);
        if (keys.add(ContentHash.bitsOf(channel, parent, user, at))) return ContentHash.of(channel, parent, user, at);
        int number = 2;
        while (!keys.add(ContentHash.bitsOf(channel, parent, user, at, Integer.toString(number)))) number++;
        return ContentHash.of(channel, parent, user, at, Integer.toString(number));
    }

    private void post(ArchiveEntry.PostKey key, String author, JsonNode post, String text) {
        long createdMs = post.path("create_at").asLong();
        long editedMs = post.path("edit_at").asLong();
        sink.accept(new ArchiveEntry.Post(
                key,
                author,
                new ArchiveEntry.PostText(
                        text,
                        Instant.ofEpochMilli(createdMs),
                        editedMs > createdMs ? Optional.of(Instant.ofEpochMilli(editedMs)) : Optional.empty()),
                post.path("is_pinned").asBoolean(),
                reactions(post.path("reactions"))));
    }

    /** A post of a webhook names the person who made the webhook; the program is another author. */
    private String author(String user, JsonNode props) {
        String override = JsonText.of(props, "override_username").strip();
        boolean webhook = JsonText.of(props, "from_webhook").equalsIgnoreCase("true");
        if (!webhook && override.isEmpty()) return user;
        String name = JsonText.first(props, "override_username", "webhook_display_name")
                .strip();
        if (name.isEmpty()) name = user;
        String key = "webhook:" + user + ":" + name;
        if (webhooks.add(key)) sink.accept(new ArchiveEntry.Person(key, name, name, ArchiveEntry.Account.BOT));
        return key;
    }

    // ---- Texts ----

    private static String text(JsonNode post, JsonNode props) {
        MarkdownBuilder more = new MarkdownBuilder();
        for (JsonNode attachment : props.path("attachments")) ATTACHMENTS.write(attachment, "", more);
        String card = JsonText.of(props, "card");
        if (!card.isBlank()) more.gap().quote(card);
        String message = withFiles(post);
        if (more.isEmpty()) return message;
        return message.isBlank() ? more.toString() : message + "\n\n" + more;
    }

    /** The names of attached files become text; the files beside the bulk file are not imported. */
    private static String withFiles(JsonNode post) {
        StringBuilder text = new StringBuilder(JsonText.of(post, "message"));
        for (JsonNode attachment : post.path("attachments")) {
            if (!text.isEmpty()) text.append('\n');
            text.append("(file: ").append(fileName(attachment)).append(')');
        }
        return text.toString();
    }

    private static String fileName(JsonNode attachment) {
        String path = JsonText.of(attachment, "path");
        return MarkdownText.of(path.substring(path.lastIndexOf('/') + 1));
    }

    /** The members of {@code props}, which some versions write as text. */
    private static JsonNode props(JsonNode post) {
        JsonNode props = post.path("props");
        if (!props.isTextual()) return props;
        try {
            return Json.parse(props.textValue().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson _) {
            return MissingNode.getInstance();
        }
    }

    // ---- What is not carried ----

    private void lost(JsonNode post, String where) {
        for (JsonNode attachment : post.path("attachments")) {
            skip(where + " " + JsonText.of(attachment, "path"), "an attached file; its name is in the text");
        }
        post.path("flagged_by").forEach(user -> skip(where + " " + JsonText.of(user), "a message that a person saved"));
        post.path("thread_followers")
                .forEach(follower ->
                        skip(where + " " + JsonText.first(follower, "user", "username"), "a follower of a thread"));
    }

    private static List<ArchiveEntry.Reaction> reactions(JsonNode json) {
        Map<String, Set<String>> people = new LinkedHashMap<>();
        json.forEach(reaction -> people.computeIfAbsent(
                        ":" + JsonText.of(reaction, "emoji_name") + ":", _ -> new LinkedHashSet<>())
                .add(MattermostReading.name(reaction, "user")));
        List<ArchiveEntry.Reaction> reactions = new ArrayList<>();
        people.forEach((emoji, who) -> reactions.add(new ArchiveEntry.Reaction(emoji, List.copyOf(who))));
        return reactions;
    }
}
