package collab.archive.slack;

import collab.archive.ArchiveEntry;
import collab.archive.text.JsonText;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private static final List<String> LISTS =
            List.of("users.json", "channels.json", "groups.json", "mpims.json", "dms.json");

    private final LongConsumer passed;
    private final ZipFile zip;
    private final String root;
    private final Consumer<ArchiveEntry> sink;
    private final String source;
    private final SlackNames names;
    private final SlackMarkup text;
    private final SlackMessages messages;

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
        this.names = new SlackNames(usernames);
        this.text = new SlackMarkup(names);
        this.messages = new SlackMessages(names, sink);
    }

    /** @param workspaceName the name of the workspace here */
    void all(String workspaceName) throws IOException {
        sink.accept(new ArchiveEntry.Workspace(SlackExport.WORKSPACE, workspaceName));
        each("users.json", this::person);
        List<SlackMessages.Listed> channels = new ArrayList<>();
        each("channels.json", json -> channels.add(channel(json, ArchiveEntry.Kind.PUBLIC)));
        each("groups.json", json -> channels.add(channel(json, ArchiveEntry.Kind.PRIVATE)));
        each("mpims.json", json -> channels.add(channel(json, ArchiveEntry.Kind.DIRECT)));
        each("dms.json", json -> channels.add(channel(json, ArchiveEntry.Kind.DIRECT)));
        Map<String, List<String>> days = days();
        for (SlackMessages.Listed channel : channels) {
            List<String> files = days.remove(channel.folder());
            if (files != null) for (String day : files) each(day, json -> messages.read(channel, json));
        }
        for (Map.Entry<String, List<String>> folder : days.entrySet()) unlisted(folder.getKey(), folder.getValue());
        others();
    }

    private void skip(String what, String why) {
        sink.accept(new ArchiveEntry.Skipped(what, why));
    }

    /** Who could read the channel is unknown. */
    private void unlisted(String folder, List<String> files) throws IOException {
        skip(folder, "a folder of a channel that is not listed");
        for (String day : files) {
            each(
                    day,
                    json -> skip(folder + " " + JsonText.of(json, "ts"), "a message in a channel that is not listed"));
        }
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
                    if (isDay(inside)) {
                        days.computeIfAbsent(inside.substring(0, slash), _ -> new ArrayList<>())
                                .add(inside);
                    }
                });
        return days;
    }

    private static boolean isDay(String name) {
        int slash = name.indexOf('/');
        return slash > 0 && slash == name.lastIndexOf('/') && name.endsWith(".json");
    }

    /** Lists of other things and files beside the messages. */
    private void others() {
        zip.stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .sorted()
                .forEach(name -> {
                    String inside = name.startsWith(root) ? name.substring(root.length()) : name;
                    boolean read = name.startsWith(root) && (LISTS.contains(inside) || isDay(inside));
                    if (!read) skip(inside, "a file of the export that is not imported");
                });
    }

    /** Every element of the array in a file; none when the file is missing. */
    private void each(String name, Consumer<JsonNode> reader) throws IOException {
        ZipEntry entry = zip.getEntry(root + name);
        if (entry == null) return;
        int read = 0;
        try (BoundedStream in = new BoundedStream(zip.getInputStream(entry));
                MappingIterator<JsonNode> elements =
                        SlackExport.MAPPER.readerFor(JsonNode.class).readValues(in)) {
            while (elements.hasNextValue()) {
                JsonNode element = elements.nextValue();
                in.next();
                if (JsonText.of(element, "type").equals("message")) read++;
                reader.accept(element);
            }
        } catch (JsonProcessingException malformed) {
            JsonLocation location = malformed.getLocation(); // absent for what is beyond the bounds of the parser
            if (location == null)
                skip(name, "a part of a file with an element over 8 MiB, 1,000 levels or 1,000 digits");
            else skip(name + " from line " + location.getLineNr() + " on", "a part of a file that is not JSON");
            damaged(entry, name, read);
        }
        passed.accept(Math.max(0, entry.getSize()));
    }

    /** Names every message after those that were read. */
    private void damaged(ZipEntry entry, String name, int read) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            DamagedMessages.read(
                    in, read, ts -> skip(name + " " + ts, "a message in a part of a file that is not JSON"));
        }
    }

    // ---- People and channels ----

    private void person(JsonNode json) {
        String id = JsonText.of(json, "id");
        String username = JsonText.first(json, "name", "id");
        if (!names.addPerson(id, username)) return;
        ArchiveEntry.Account account = account(json);
        sink.accept(new ArchiveEntry.Person(id, username, displayName(json, username), account));
        if (account == ArchiveEntry.Account.ACTIVE) {
            sink.accept(ArchiveEntry.Membership.inWorkspace(SlackExport.WORKSPACE, id, role(json)));
        }
        if (!JsonText.first(json.path("profile"), "title", "phone", "status_text")
                .isBlank()) {
            skip(username, "the title, the phone number and the status of a person");
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

    private SlackMessages.Listed channel(JsonNode json, ArchiveEntry.Kind kind) {
        String id = JsonText.of(json, "id");
        String name = JsonText.of(json, "name");
        List<String> members = new ArrayList<>();
        json.path("members").forEach(member -> members.add(JsonText.of(member)));
        if (kind != ArchiveEntry.Kind.DIRECT) names.addChannel(id, name);
        String topic = JsonText.of(json.at("/topic/value"));
        String purpose = JsonText.of(json.at("/purpose/value"));
        if (!topic.isBlank() && !purpose.isBlank() && !purpose.equals(topic)) {
            skip(name + " " + purpose, "the purpose of a channel that has a topic");
        }
        sink.accept(new ArchiveEntry.Channel(
                id,
                SlackExport.WORKSPACE,
                kind,
                new ArchiveEntry.ChannelTitle(
                        kind == ArchiveEntry.Kind.DIRECT ? "" : name, text.line(topic.isBlank() ? purpose : topic)),
                json.path("is_archived").asBoolean(),
                members));
        Set<String> pinned = new HashSet<>();
        json.path("pins").forEach(pin -> pinned.add(JsonText.of(pin, "id")));
        return new SlackMessages.Listed(id, name.isEmpty() ? id : name, pinned);
    }
}
