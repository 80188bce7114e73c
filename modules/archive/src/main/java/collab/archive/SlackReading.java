package collab.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** One reading of a Slack export, from beginning to end. */
final class SlackReading {
    /** Subtypes that people or bots wrote; the others describe changes of the channel. */
    private static final Set<String> SAID = Set.of(
            "",
            "me_message",
            "bot_message",
            "thread_broadcast",
            "file_share",
            "file_comment",
            "file_mention",
            "slackbot_response");

    /** A channel as the lists of the export describe it. */
    private record Listed(String key, String folder, ArchiveEntry.Kind kind, Set<String> pinned) {}

    private final LongConsumer passed;
    private final ZipFile zip;
    private final String root;
    private final Consumer<ArchiveEntry> sink;
    private final Map<String, String> people = new HashMap<>();
    private final String source;
    private final Map<String, String> channelNames = new HashMap<>();
    private final SlackMarkup text;

    /**
     * @param source the source of the archive
     * @param usernames the usernames here of people, for mentions; otherwise their usernames in Slack are used
     * @param passed receives the size of each file that was read
     */
    SlackReading(
            ZipFile zip,
            String root,
            String source,
            Consumer<ArchiveEntry> sink,
            Function<String, Optional<String>> usernames,
            LongConsumer passed) {
        this.source = source;
        this.passed = passed;
        this.zip = zip;
        this.root = root;
        this.sink = sink;
        this.text = new SlackMarkup(
                id -> usernames.apply(id).or(() -> Optional.ofNullable(people.get(id))),
                id -> channelNames.getOrDefault(id, id));
    }

    /** @param workspaceName the name of the workspace here */
    void all(String workspaceName) throws IOException {
        sink.accept(new ArchiveEntry.Workspace(SlackExport.WORKSPACE, workspaceName));
        each("users.json", this::person);
        List<Listed> channels = new ArrayList<>();
        each("channels.json", json -> channels.add(channel(json, ArchiveEntry.Kind.PUBLIC)));
        each("groups.json", json -> channels.add(channel(json, ArchiveEntry.Kind.PRIVATE)));
        each("mpims.json", json -> channels.add(channel(json, ArchiveEntry.Kind.DIRECT)));
        each("dms.json", json -> channels.add(channel(json, ArchiveEntry.Kind.DIRECT)));
        Map<String, List<String>> days = days();
        for (Listed channel : channels) {
            List<String> files = days.remove(channel.folder());
            if (files != null) for (String day : files) each(day, json -> message(channel, json));
        }
        days.forEach((folder, _) ->
                sink.accept(new ArchiveEntry.Skipped(folder, "a folder of a channel that is not listed")));
    }

    /** The files of each folder, in the order of their names, which are dates. */
    private Map<String, List<String>> days() {
        Map<String, List<String>> days = new LinkedHashMap<>();
        zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(root))
                .sorted()
                .forEach(name -> {
                    String inside = name.substring(root.length());
                    int slash = inside.indexOf('/');
                    if (slash > 0 && inside.endsWith(".json")) {
                        days.computeIfAbsent(inside.substring(0, slash), _ -> new ArrayList<>())
                                .add(inside);
                    }
                });
        return days;
    }

    /** Every element of the array in a file; none when the file is missing. */
    private void each(String name, Consumer<JsonNode> reader) throws IOException {
        ZipEntry entry = zip.getEntry(root + name);
        if (entry == null) return;
        try (InputStream in = zip.getInputStream(entry);
                MappingIterator<JsonNode> elements =
                        SlackExport.MAPPER.readerFor(JsonNode.class).readValues(in)) {
            while (elements.hasNextValue()) reader.accept(elements.nextValue());
        } catch (JsonProcessingException malformed) {
            sink.accept(new ArchiveEntry.Skipped(
                    name, "not JSON from line " + malformed.getLocation().getLineNr() + " on"));
        }
        passed.accept(Math.max(0, entry.getSize()));
    }

    // ---- People and channels ----

    private void person(JsonNode json) {
        String id = JsonText.of(json, "id");
        String username = JsonText.first(json, "name", "id");
        if (people.putIfAbsent(id, username) != null) return;
        ArchiveEntry.Account account = account(json);
        sink.accept(new ArchiveEntry.Person(id, username, displayName(json, username), account));
        if (account == ArchiveEntry.Account.ACTIVE) {
            sink.accept(ArchiveEntry.Membership.inWorkspace(SlackExport.WORKSPACE, id, role(json)));
        }
    }

    private static ArchiveEntry.Account account(JsonNode json) {
        if (json.path("is_bot").asBoolean() || JsonText.of(json, "id").equals("USLACKBOT")) {
            return ArchiveEntry.Account.BOT;
        }
        return json.path("deleted").asBoolean() ? ArchiveEntry.Account.DEACTIVATED : ArchiveEntry.Account.ACTIVE;
    }

    /** Guests, and people of other workspaces in shared channels, read only the channels to which they were added. */
    private ArchiveEntry.Role role(JsonNode json) {
        String team = JsonText.of(json, "team_id");
        boolean elsewhere = !team.isEmpty() && source.startsWith("slack:T") && !source.equals("slack:" + team);
        if (elsewhere
                || json.path("is_restricted").asBoolean()
                || json.path("is_ultra_restricted").asBoolean()
                || json.path("is_stranger").asBoolean()) {
            return ArchiveEntry.Role.GUEST;
        }
        return json.path("is_owner").asBoolean()
                        || json.path("is_primary_owner").asBoolean()
                ? ArchiveEntry.Role.OWNER
                : ArchiveEntry.Role.MEMBER;
    }

    private static String displayName(JsonNode user, String username) {
        JsonNode profile = user.path("profile");
        String name = JsonText.first(profile, "display_name", "real_name");
        if (name.isBlank()) name = JsonText.of(user, "real_name");
        return name.isBlank() ? username : name.strip();
    }

    private Listed channel(JsonNode json, ArchiveEntry.Kind kind) {
        String id = JsonText.of(json, "id");
        String name = JsonText.of(json, "name");
        List<String> members = new ArrayList<>();
        json.path("members").forEach(member -> members.add(JsonText.of(member)));
        if (kind != ArchiveEntry.Kind.DIRECT) channelNames.put(id, name);
        String topic = JsonText.of(json.at("/topic/value"));
        sink.accept(new ArchiveEntry.Channel(
                id,
                SlackExport.WORKSPACE,
                kind,
                new ArchiveEntry.ChannelTitle(
                        kind == ArchiveEntry.Kind.DIRECT ? "" : name,
                        text.translate(topic.isBlank() ? JsonText.of(json.at("/purpose/value")) : topic)),
                json.path("is_archived").asBoolean(),
                members));
        Set<String> pinned = new HashSet<>();
        json.path("pins").forEach(pin -> pinned.add(JsonText.of(pin, "id")));
        return new Listed(id, name.isEmpty() ? id : name, kind, pinned);
    }

    // ---- Messages ----

    private void message(Listed channel, JsonNode json) {
        String ts = JsonText.of(json, "ts");
        String where = channel.folder() + " " + ts;
        String subtype = JsonText.of(json, "subtype");
        if (json.hasNonNull("type") && !JsonText.of(json, "type").equals("message")) {
            sink.accept(new ArchiveEntry.Skipped(where, "not a message but " + JsonText.of(json, "type")));
        } else if (json.path("hidden").asBoolean() || subtype.equals("tombstone")) {
            sink.accept(new ArchiveEntry.Skipped(where, "deleted in Slack"));
        } else if (!SAID.contains(subtype)) {
            sink.accept(new ArchiveEntry.Skipped(where, "written by Slack itself (" + subtype + ")"));
        } else {
            said(channel, json, ts, where);
        }
    }

    private void said(Listed channel, JsonNode json, String ts, String where) {
        Optional<Instant> createdAt = time(ts);
        Optional<String> author = author(json);
        String said = whole(json);
        if (createdAt.isEmpty()) sink.accept(new ArchiveEntry.Skipped(where, "without a time"));
        else if (author.isEmpty()) sink.accept(new ArchiveEntry.Skipped(where, "without an author"));
        else if (said.isBlank()) sink.accept(new ArchiveEntry.Skipped(where, "without a text"));
        else {
            Optional<String> parent = Optional.of(JsonText.of(json, "thread_ts"))
                    .filter(thread -> !thread.isEmpty() && !thread.equals(ts));
            sink.accept(new ArchiveEntry.Post(
                    new ArchiveEntry.PostKey(channel.key(), ts, parent),
                    author.get(),
                    new ArchiveEntry.PostText(said, createdAt.get(), time(JsonText.of(json.at("/edited/ts")))),
                    channel.pinned().contains(ts) || json.has("pinned_to"),
                    reactions(json.path("reactions"))));
        }
    }

    /**
     * Seconds and a counter of six digits; three of these digits are used as milliseconds, and the whole is the
     * key.
     */
    private static Optional<Instant> time(String ts) {
        try {
            long micros = new BigDecimal(ts).movePointRight(6).longValueExact();
            return Optional.of(Instant.ofEpochMilli(Math.floorDiv(micros, 1_000)));
        } catch (ArithmeticException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Different programs and people are different authors, also when they have the same name. */
    private Optional<String> author(JsonNode json) {
        String user = JsonText.of(json, "user");
        if (people.containsKey(user)) return Optional.of(user);
        JsonNode profile = json.path("user_profile");
        if (!user.isEmpty()) {
            String name = JsonText.first(profile, "name", "display_name", "real_name");
            String display = JsonText.first(profile, "display_name", "real_name", "name");
            return Optional.of(unlisted(user, name.isBlank() ? user : name, display, ArchiveEntry.Account.UNLISTED));
        }
        String bot = JsonText.of(json, "bot_id");
        String name = JsonText.of(json, "username");
        if (name.isBlank()) name = JsonText.of(json.path("bot_profile"), "name");
        if (name.isBlank()) name = JsonText.of(profile, "name");
        if (bot.isEmpty() && name.isBlank()) return Optional.empty();
        String shown = name.isBlank() ? bot : name;
        return Optional.of(unlisted("bot:" + bot + ":" + name, shown, shown, ArchiveEntry.Account.BOT));
    }

    /** An author who is not in users.json. */
    private String unlisted(String key, String username, String display, ArchiveEntry.Account account) {
        if (people.putIfAbsent(key, username) == null) {
            sink.accept(new ArchiveEntry.Person(key, username, display.isBlank() ? username : display, account));
        }
        return key;
    }

    private String whole(JsonNode json) {
        StringBuilder whole = new StringBuilder(text.translate(JsonText.of(json, "text")));
        if (JsonText.of(json, "subtype").equals("me_message"))
            whole.insert(0, '_').append('_');
        if (whole.toString().isBlank()) {
            json.path("attachments")
                    .forEach(attachment -> line(whole, text.translate(JsonText.first(attachment, "fallback", "text"))));
        }
        json.path("files").forEach(file -> line(whole, link(file)));
        return whole.toString();
    }

    private static void line(StringBuilder text, String line) {
        if (line.isBlank()) return;
        if (!text.isEmpty()) text.append('\n');
        text.append(line);
    }

    private static String link(JsonNode file) {
        String url = JsonText.first(file, "permalink", "url_private");
        String name = JsonText.first(file, "title", "name");
        if (url.isEmpty()) return name;
        return "[" + (name.isBlank() ? "file" : name.replace("]", "\\]")) + "](" + url + ")";
    }

    /** A name may contain a skin tone, as in {@code +1::skin-tone-2}. */
    private List<ArchiveEntry.Reaction> reactions(JsonNode json) {
        Map<String, Set<String>> reactors = new LinkedHashMap<>();
        json.forEach(reaction -> {
            String emoji = ":" + JsonText.of(reaction, "name") + ":";
            reaction.path("users")
                    .forEach(user -> reactors.computeIfAbsent(emoji, _ -> new LinkedHashSet<>())
                            .add(JsonText.of(user)));
        });
        return reactors.entrySet().stream()
                .map(entry -> new ArchiveEntry.Reaction(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }
}
