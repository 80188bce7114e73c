package collab.archive.slack;

import collab.archive.ArchiveEntry;
import collab.archive.text.JsonText;
import collab.archive.text.MarkdownText;
import collab.archive.text.Span;
import collab.archive.text.Span.Style;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the messages of a Slack export. What a message has and its post does not have is reported. */
final class SlackMessages {
    /** Subtypes that people or bots wrote; the others describe changes of the channel. */
    private static final Set<String> SAID = Set.of(
            "",
            "me_message",
            "bot_message",
            "thread_broadcast",
            "reply_broadcast",
            "file_share",
            "file_comment",
            "file_mention",
            "slackbot_response");

    private static final Set<String> BROADCAST = Set.of("thread_broadcast", "reply_broadcast");
    private static final int TS_MAX = 32;
    private static final String SLACKBOT = "USLACKBOT";

    private final Consumer<ArchiveEntry> sink;
    private final SlackNames names;
    private final SlackMessageText texts;

    SlackMessages(SlackNames names, Consumer<ArchiveEntry> sink) {
        this.names = names;
        this.sink = sink;
        this.texts = new SlackMessageText(names);
    }

    /**
     * A channel as the lists of the export describe it.
     *
     * @param pinned the keys of pinned messages
     */
    record Listed(String key, String folder, Set<String> pinned) {}

    void read(Listed channel, JsonNode json) {
        String ts = JsonText.of(json, "ts");
        String where = channel.folder() + " " + ts;
        String type = JsonText.of(json, "type");
        String why = notSaid(json);
        if (ts.length() > TS_MAX) skip(where, "a time of more than " + TS_MAX + " characters");
        else if (!type.isEmpty() && !type.equals("message")) skip(where, "not a message but " + type);
        else if (why.isEmpty()) said(channel, json, where);
        else if (hasReplies(json)) placeholder(channel, json, where, why);
        else skip(where, why);
    }

    private void skip(String what, String why) {
        sink.accept(new ArchiveEntry.Skipped(what, why));
    }

    /** Why the message was not written by a person or a bot; empty when it was. */
    private static String notSaid(JsonNode json) {
        String subtype = JsonText.of(json, "subtype");
        if (subtype.equals("tombstone")) return "deleted in Slack";
        if (json.path("hidden").asBoolean()) {
            return subtype.isEmpty() ? "hidden in Slack" : "hidden in Slack (" + subtype + ")";
        }
        return SAID.contains(subtype) ? "" : "written by Slack itself (" + subtype + ")";
    }

    private static boolean hasReplies(JsonNode json) {
        return json.path("reply_count").asInt() > 0
                || !json.path("replies").isEmpty()
                || (json.hasNonNull("thread_ts")
                        && JsonText.of(json, "thread_ts").equals(JsonText.of(json, "ts")));
    }

    // ---- Posts ----

    private void said(Listed channel, JsonNode json, String where) {
        String text = texts.of(json, why -> skip(where, why));
        names.takePrivate().forEach(id -> skip(where + " " + id, SlackNames.HIDDEN));
        names.takeUnknown()
                .forEach(
                        id -> skip(
                                where + " " + id,
                                "the name of a person, a channel or a group that the archive does not name; the id stands in the text"));
        Optional<String> author = author(json);
        if (author.isEmpty()) skip(where, "without an author");
        else if (!text.isBlank()) post(channel, json, author.get(), text);
        else if (hasReplies(json)) placeholder(channel, json, where, "without a text");
        else skip(where, "without a text");
        if (BROADCAST.contains(JsonText.of(json, "subtype"))) {
            skip(where, "the copy in the channel of a reply that was also sent to the channel");
        }
    }

    /**
     * A message that is not imported but has replies keeps its place, so that the replies stay in one thread. The text of
     * a hidden or deleted message is never imported.
     */
    private void placeholder(Listed channel, JsonNode json, String where, String why) {
        String subtype = JsonText.of(json, "subtype");
        boolean hidden = json.path("hidden").asBoolean();
        boolean deleted = subtype.equals("tombstone");
        String text = hidden || deleted ? "" : texts.of(json, _ -> {});
        names.takeUnknown();
        names.takePrivate().forEach(id -> skip(where + " " + id, SlackNames.HIDDEN));
        if (text.isBlank()) {
            String line = deleted
                    ? "This message was deleted."
                    : "("
                            + (!subtype.isEmpty()
                                    ? subtype.replace('_', ' ')
                                    : hidden ? "hidden message" : "message without a text")
                            + ")";
            text = MarkdownText.of(List.of(Span.text(line, Set.of(Style.ITALIC))));
        }
        post(channel, json, author(json).orElseGet(this::slackbot), text);
        skip(where, why + "; a line in its place keeps its replies together");
    }

    private void post(Listed channel, JsonNode json, String author, String text) {
        String ts = JsonText.of(json, "ts");
        String where = channel.folder() + " " + ts;
        Optional<Instant> createdAt = time(ts);
        if (createdAt.isEmpty()) {
            skip(where, "without a time");
            return;
        }
        Optional<String> parent =
                Optional.of(JsonText.of(json, "thread_ts")).filter(thread -> !thread.isEmpty() && !thread.equals(ts));
        sink.accept(new ArchiveEntry.Post(
                new ArchiveEntry.PostKey(channel.key(), ts, parent),
                author,
                new ArchiveEntry.PostText(text, createdAt.get(), time(JsonText.of(json.at("/edited/ts")))),
                channel.pinned().contains(ts) || !json.path("pinned_to").isEmpty(),
                reactions(json.path("reactions"), where)));
    }

    /**
     * Seconds and a counter of six digits; three of these digits are used as milliseconds, and the whole is the
     * key.
     */
    private static Optional<Instant> time(String ts) {
        try {
            if (ts.length() > TS_MAX) return Optional.empty();
            long micros = new BigDecimal(ts).movePointRight(6).longValueExact();
            return Optional.of(Instant.ofEpochMilli(Math.floorDiv(micros, 1_000)));
        } catch (ArithmeticException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    // ---- Authors ----

    /**
     * Different programs and people are different authors, also when they have the same name. A program that writes under
     * another name for one message is another author.
     */
    private Optional<String> author(JsonNode json) {
        String user = JsonText.first(json, "user");
        if (user.isEmpty()) user = JsonText.of(json.path("comment"), "user");
        String bot = JsonText.of(json, "bot_id");
        String shown = JsonText.of(json, "username");
        boolean renamed = !bot.isEmpty()
                && !shown.isBlank()
                && JsonText.of(json, "subtype").equals("bot_message");
        if (!renamed && names.knowsPerson(user)) return Optional.of(user);
        JsonNode profile = json.path("user_profile");
        String program = JsonText.of(json.path("bot_profile"), "name");
        if (!renamed && user.equals(SLACKBOT)) return Optional.of(slackbot());
        if (!renamed && !user.isEmpty()) {
            String name = JsonText.first(profile, "name", "display_name", "real_name");
            String display = JsonText.first(profile, "display_name", "real_name", "name");
            if (name.isBlank()) name = program.isBlank() ? user : program;
            return Optional.of(unlisted(user, name, display.isBlank() ? program : display, kind(json)));
        }
        String name = shown.isBlank() ? program : shown;
        if (name.isBlank()) name = JsonText.of(profile, "name");
        if (bot.isEmpty() && name.isBlank()) return Optional.empty();
        String visible = name.isBlank() ? bot : SlackMarkup.entities(name);
        return Optional.of(unlisted("bot:" + bot + ":" + name, visible, visible, ArchiveEntry.Account.BOT));
    }

    private static ArchiveEntry.Account kind(JsonNode json) {
        return json.hasNonNull("bot_profile") ? ArchiveEntry.Account.BOT : ArchiveEntry.Account.UNLISTED;
    }

    private String slackbot() {
        return unlisted(SLACKBOT, "slackbot", "Slackbot", ArchiveEntry.Account.BOT);
    }

    /** An author who is not in users.json. */
    private String unlisted(String key, String username, String display, ArchiveEntry.Account account) {
        if (names.addPerson(key, username)) {
            sink.accept(new ArchiveEntry.Person(key, username, display.isBlank() ? username : display, account));
        }
        return key;
    }

    // ---- Reactions ----

    /** A name may contain a skin tone, as in {@code +1::skin-tone-2}. */
    private List<ArchiveEntry.Reaction> reactions(JsonNode json, String where) {
        Map<String, Set<String>> reactors = new LinkedHashMap<>();
        json.forEach(reaction -> {
            String name = JsonText.of(reaction, "name");
            String emoji = ":" + name + ":";
            JsonNode users = reaction.path("users");
            users.forEach(user ->
                    reactors.computeIfAbsent(emoji, _ -> new LinkedHashSet<>()).add(JsonText.of(user)));
            int more = reaction.path("count").asInt() - users.size();
            if (more > 0) {
                skip(
                        where + " " + emoji + " of " + more + " more",
                        "reactions of people whom the archive counts and does not name");
            }
        });
        return reactors.entrySet().stream()
                .map(entry -> new ArchiveEntry.Reaction(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }
}
