package collab.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Slack's export: {@code users.json}, {@code channels.json} (and {@code groups}, {@code dms}, {@code mpims} when
 * present), and a folder per channel with one file per day. Files are read one message at a time.
 *
 * <p>A message is identified by its {@code ts}, which is unique in its channel. Messages that Slack wrote itself (for
 * example about a member who joined) are skipped; files become links; a message that a bot wrote under another name
 * becomes a message of a person with that name.
 */
public final class SlackExport implements Archive {
    /** The key of the only workspace; an export does not contain its name. */
    static final String WORKSPACE = "slack";

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

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final String workspaceName;
    private final long total;
    private long done;

    private SlackExport(Path file, String workspaceName, long total) {
        this.file = file;
        this.workspaceName = workspaceName;
        this.total = total;
    }

    /** @param workspaceName the name of the workspace here */
    public static SlackExport open(Path file, String workspaceName) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (root(zip).isEmpty()) {
                throw new IllegalArgumentException(file + " is not a Slack export: it has no channels.json");
            }
            long total = zip.stream()
                    .mapToLong(entry -> Math.max(0, entry.getSize()))
                    .sum();
            return new SlackExport(file, workspaceName, total);
        }
    }

    /** The folder of {@code channels.json}: the top, or a folder around everything. */
    private static Optional<String> root(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.equals("channels.json") || name.endsWith("/channels.json"))
                .min(Comparator.comparingInt(String::length))
                .map(name -> name.substring(0, name.length() - "channels.json".length()));
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public void read(Consumer<ArchiveEntry> sink) throws IOException {
        done = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            new Reading(zip, root(zip).orElse(""), sink).all();
        }
    }

    /** A channel as the lists of the export describe it. */
    private record Listed(String key, String folder, ArchiveEntry.Kind kind, Set<String> pinned) {}

    /** One reading from beginning to end. */
    private final class Reading {
        private final ZipFile zip;
        private final String root;
        private final Consumer<ArchiveEntry> sink;
        private final Map<String, String> usernames = new HashMap<>();
        private final Map<String, String> channelNames = new HashMap<>();
        private final Set<String> bots = new HashSet<>();
        private final SlackMarkup text;

        Reading(ZipFile zip, String root, Consumer<ArchiveEntry> sink) {
            this.zip = zip;
            this.root = root;
            this.sink = sink;
            this.text = new SlackMarkup(id -> usernames.getOrDefault(id, id), id -> channelNames.getOrDefault(id, id));
        }

        void all() throws IOException {
            sink.accept(new ArchiveEntry.Workspace(WORKSPACE, workspaceName));
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
                            MAPPER.readerFor(JsonNode.class).readValues(in)) {
                while (elements.hasNextValue()) reader.accept(elements.nextValue());
            } catch (JsonProcessingException malformed) {
                sink.accept(new ArchiveEntry.Skipped(
                        name, "not JSON from line " + malformed.getLocation().getLineNr() + " on"));
            }
            done += Math.max(0, entry.getSize());
        }

        // ---- People and channels ----

        private void person(JsonNode json) {
            String id = json.path("id").asText();
            String username = json.path("name").asText(id);
            usernames.put(id, UsernameMapper.fitting(username));
            boolean deleted = json.path("deleted").asBoolean();
            sink.accept(new ArchiveEntry.Person(id, username, displayName(json, username), deleted));
            if (!deleted) sink.accept(new ArchiveEntry.Membership(WORKSPACE, Optional.empty(), id));
        }

        private static String displayName(JsonNode user, String username) {
            JsonNode profile = user.path("profile");
            for (String name : List.of(
                    profile.path("display_name").asText(),
                    profile.path("real_name").asText(),
                    user.path("real_name").asText())) {
                if (!name.isBlank()) return name.strip();
            }
            return username;
        }

        private Listed channel(JsonNode json, ArchiveEntry.Kind kind) {
            String id = json.path("id").asText();
            String name = json.path("name").asText();
            List<String> members = new ArrayList<>();
            json.path("members").forEach(member -> members.add(member.asText()));
            if (kind != ArchiveEntry.Kind.DIRECT) channelNames.put(id, name);
            String topic = json.at("/topic/value").asText();
            sink.accept(new ArchiveEntry.Channel(
                    id,
                    WORKSPACE,
                    kind,
                    new ArchiveEntry.ChannelTitle(
                            kind == ArchiveEntry.Kind.DIRECT ? "" : name,
                            text.translate(
                                    topic.isBlank() ? json.at("/purpose/value").asText() : topic)),
                    json.path("is_archived").asBoolean(),
                    members));
            Set<String> pinned = new HashSet<>();
            json.path("pins").forEach(pin -> pinned.add(pin.path("id").asText()));
            return new Listed(id, name.isEmpty() ? id : name, kind, pinned);
        }

        // ---- Messages ----

        private void message(Listed channel, JsonNode json) {
            String ts = json.path("ts").asText();
            String where = channel.folder() + " " + ts;
            String subtype = json.path("subtype").asText();
            if (!json.path("type").asText("message").equals("message")) {
                sink.accept(new ArchiveEntry.Skipped(
                        where, "not a message but " + json.path("type").asText()));
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
                Optional<String> parent = Optional.of(json.path("thread_ts").asText())
                        .filter(thread -> !thread.isEmpty() && !thread.equals(ts));
                sink.accept(new ArchiveEntry.Post(
                        new ArchiveEntry.PostKey(channel.key(), ts, parent),
                        author.get(),
                        new ArchiveEntry.PostText(
                                said,
                                createdAt.get(),
                                time(json.at("/edited/ts").asText())),
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

        private Optional<String> author(JsonNode json) {
            String user = json.path("user").asText();
            if (usernames.containsKey(user)) return Optional.of(user);
            String name =
                    json.path("username").asText(json.at("/user_profile/name").asText());
            if (!name.isBlank()) return Optional.of(unlistedAuthor("bot:" + name, name));
            String id = user.isEmpty() ? json.path("bot_id").asText() : user;
            return id.isEmpty() ? Optional.empty() : Optional.of(unlistedAuthor(id, id));
        }

        /** An author who is not in users.json. */
        private String unlistedAuthor(String key, String name) {
            if (bots.add(key)) {
                usernames.putIfAbsent(key, UsernameMapper.fitting(name));
                sink.accept(new ArchiveEntry.Person(key, name, name, false));
                sink.accept(new ArchiveEntry.Membership(WORKSPACE, Optional.empty(), key));
            }
            return key;
        }

        private String whole(JsonNode json) {
            StringBuilder whole =
                    new StringBuilder(text.translate(json.path("text").asText()));
            if (json.path("subtype").asText().equals("me_message"))
                whole.insert(0, '_').append('_');
            if (whole.toString().isBlank()) {
                json.path("attachments")
                        .forEach(attachment -> line(
                                whole,
                                text.translate(attachment
                                        .path("fallback")
                                        .asText(attachment.path("text").asText()))));
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
            String url = file.path("permalink").asText(file.path("url_private").asText());
            String name = file.path("title").asText(file.path("name").asText());
            if (url.isEmpty()) return name;
            return "[" + (name.isBlank() ? "file" : name.replace("]", "\\]")) + "](" + url + ")";
        }

        /** Skin tones are removed; reactions that differ only by them become one. */
        private List<ArchiveEntry.Reaction> reactions(JsonNode json) {
            Map<String, Set<String>> people = new LinkedHashMap<>();
            json.forEach(reaction -> {
                String emoji = ":" + reaction.path("name").asText().replaceFirst("::.*", "") + ":";
                reaction.path("users").forEach(user -> {
                    if (usernames.containsKey(user.asText())) {
                        people.computeIfAbsent(emoji, _ -> new LinkedHashSet<>())
                                .add(user.asText());
                    }
                });
            });
            return people.entrySet().stream()
                    .map(entry -> new ArchiveEntry.Reaction(entry.getKey(), List.copyOf(entry.getValue())))
                    .toList();
        }
    }
}
