package collab.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Mattermost's bulk format: JSON lines that begin with a version, then teams, channels, people, posts with their
 * replies and reactions, direct channels and direct posts. Teams become workspaces.
 *
 * <p>A post has no identifier in this format, so its key is a hash of its channel, author, time and text.
 */
public final class MattermostBulk implements Archive {
    private static final Set<String> NOT_OURS = Set.of("role", "scheme", "emoji", "bot");

    private final JsonLines lines;
    private final long total;

    private MattermostBulk(Path file) throws IOException {
        this.lines = new JsonLines(file);
        this.total = lines.total();
    }

    public static MattermostBulk open(Path file) throws IOException {
        return new MattermostBulk(file);
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long done() {
        return lines.done();
    }

    @Override
    public void read(Consumer<ArchiveEntry> sink) throws IOException {
        Reading reading = new Reading(sink);
        lines.read(reading::line, sink);
    }

    /** One reading from beginning to end. */
    private static final class Reading {
        private final Consumer<ArchiveEntry> sink;
        private final Set<String> teams = new LinkedHashSet<>();
        private final Set<String> direct = new LinkedHashSet<>();
        private boolean begun;

        Reading(Consumer<ArchiveEntry> sink) {
            this.sink = sink;
        }

        void line(JsonNode json, String where) {
            String type = json.path("type").asText();
            if (!begun) {
                begin(json, type);
                return;
            }
            JsonNode body = json.path(type);
            switch (type) {
                case "team" -> team(body);
                case "channel" -> channel(body);
                case "user" -> user(body);
                case "post" -> post(body, where);
                case "direct_channel" ->
                    directChannel(
                            members(body.path("members")), body.path("header").asText());
                case "direct_post" -> directPost(body, where);
                default ->
                    sink.accept(new ArchiveEntry.Skipped(
                            where,
                            NOT_OURS.contains(type) ? "a " + type + " cannot be imported" : "an unknown type " + type));
            }
        }

        private void begin(JsonNode json, String type) {
            if (!type.equals("version") || json.path("version").asInt() != 1) {
                throw new IllegalArgumentException(
                        "not a Mattermost bulk file: the first line must be {\"type\":\"version\",\"version\":1}");
            }
            begun = true;
        }

        // ---- Teams, channels, people ----

        private void team(JsonNode team) {
            String key = team.path("name").asText();
            teams.add(key);
            sink.accept(new ArchiveEntry.Workspace(key, named(team, key)));
        }

        private static String named(JsonNode thing, String key) {
            String name = thing.path("display_name").asText().strip();
            return name.isEmpty() ? key : name;
        }

        private static String channelKey(String team, String channel) {
            return team + "/" + channel;
        }

        private void channel(JsonNode channel) {
            String team = channel.path("team").asText();
            String name = channel.path("name").asText();
            String topic = channel.path("header").asText();
            sink.accept(new ArchiveEntry.Channel(
                    channelKey(team, name),
                    team,
                    channel.path("type").asText().equals("P") ? ArchiveEntry.Kind.PRIVATE : ArchiveEntry.Kind.PUBLIC,
                    new ArchiveEntry.ChannelTitle(
                            name, topic.isBlank() ? channel.path("purpose").asText() : topic),
                    channel.path("deleted_at").asLong() > 0,
                    List.of()));
        }

        private void user(JsonNode user) {
            String username = user.path("username").asText();
            boolean deactivated = user.path("delete_at").asLong() > 0;
            sink.accept(new ArchiveEntry.Person(username, username, displayName(user, username), deactivated));
            for (JsonNode team : user.path("teams")) {
                String workspace = team.path("name").asText();
                sink.accept(new ArchiveEntry.Membership(workspace, Optional.empty(), username));
                for (JsonNode channel : team.path("channels")) {
                    String key = channelKey(workspace, channel.path("name").asText());
                    sink.accept(new ArchiveEntry.Membership(workspace, Optional.of(key), username));
                }
            }
        }

        private static String displayName(JsonNode user, String username) {
            String nickname = user.path("nickname").asText().strip();
            if (!nickname.isEmpty()) return nickname;
            String full = (user.path("first_name").asText() + " "
                            + user.path("last_name").asText())
                    .strip();
            return full.isEmpty() ? username : full;
        }

        private static Set<String> members(JsonNode json) {
            Set<String> members = new TreeSet<>();
            json.forEach(member -> members.add(member.asText()));
            return members;
        }

        /** In Mattermost a direct message belongs to no team; here it belongs to the first workspace of the file. */
        private String directChannel(Set<String> members, String header) {
            String key = "direct/" + String.join(",", members);
            if (direct.add(key)) {
                String workspace = teams.isEmpty() ? "" : teams.iterator().next();
                sink.accept(new ArchiveEntry.Channel(
                        key,
                        workspace,
                        ArchiveEntry.Kind.DIRECT,
                        new ArchiveEntry.ChannelTitle("", header),
                        false,
                        List.copyOf(members)));
            }
            return key;
        }

        // ---- Posts ----

        private void post(JsonNode post, String where) {
            said(channelKey(post.path("team").asText(), post.path("channel").asText()), post, Optional.empty(), where);
        }

        private void directPost(JsonNode post, String where) {
            said(directChannel(members(post.path("channel_members")), ""), post, Optional.empty(), where);
        }

        private void said(String channel, JsonNode post, Optional<String> parent, String where) {
            String author = post.path("user").asText();
            long createdMs = post.path("create_at").asLong();
            String text = whole(post);
            String key = key(channel, parent.orElse(""), author, Long.toString(createdMs), text);
            if (author.isEmpty() || createdMs <= 0) {
                sink.accept(new ArchiveEntry.Skipped(where, "a post without an author or a time"));
            } else if (post.path("type").asText().startsWith("system_")) {
                sink.accept(new ArchiveEntry.Skipped(where, "written by Mattermost itself"));
            } else if (text.isBlank()) {
                sink.accept(new ArchiveEntry.Skipped(where, "without a text"));
            } else {
                long editedMs = post.path("edit_at").asLong();
                sink.accept(new ArchiveEntry.Post(
                        new ArchiveEntry.PostKey(channel, key, parent),
                        author,
                        new ArchiveEntry.PostText(
                                text,
                                Instant.ofEpochMilli(createdMs),
                                editedMs > createdMs ? Optional.of(Instant.ofEpochMilli(editedMs)) : Optional.empty()),
                        post.path("is_pinned").asBoolean(),
                        reactions(post.path("reactions"))));
            }
            attachments(post, where);
            for (JsonNode reply : post.path("replies")) said(channel, reply, Optional.of(key), where);
        }

        /** The names of attached files become text; the files beside the bulk file are not imported. */
        private static String whole(JsonNode post) {
            StringBuilder text = new StringBuilder(post.path("message").asText());
            for (JsonNode attachment : post.path("attachments")) {
                String path = attachment.path("path").asText();
                if (!text.isEmpty()) text.append('\n');
                text.append("(file: ")
                        .append(path.substring(path.lastIndexOf('/') + 1))
                        .append(')');
            }
            return text.toString();
        }

        private void attachments(JsonNode post, String where) {
            for (JsonNode attachment : post.path("attachments")) {
                sink.accept(new ArchiveEntry.Skipped(
                        where + " " + attachment.path("path").asText(), "an attached file; its name is in the text"));
            }
        }

        private static List<ArchiveEntry.Reaction> reactions(JsonNode json) {
            Map<String, Set<String>> people = new LinkedHashMap<>();
            json.forEach(reaction -> people.computeIfAbsent(
                            ":" + reaction.path("emoji_name").asText() + ":", _ -> new LinkedHashSet<>())
                    .add(reaction.path("user").asText()));
            List<ArchiveEntry.Reaction> reactions = new ArrayList<>();
            people.forEach((emoji, who) -> reactions.add(new ArchiveEntry.Reaction(emoji, List.copyOf(who))));
            return reactions;
        }

        private static String key(String... parts) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (String part : parts) {
                    digest.update(part.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                }
                return HexFormat.of().formatHex(digest.digest(), 0, 16);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
