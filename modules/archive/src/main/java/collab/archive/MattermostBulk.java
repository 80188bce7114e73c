package collab.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
    private static final Set<String> NOT_OURS = Set.of("role", "scheme", "emoji");

    private final JsonLines lines;
    private final long total;

    private MattermostBulk(Path file) throws IOException {
        this.lines = new JsonLines(file);
        this.total = lines.total();
    }

    public static MattermostBulk open(Path file) throws IOException {
        return new MattermostBulk(file);
    }

    /** A bulk file does not name its server. Another name can be given for the files of a second server. */
    @Override
    public String source() {
        return "mattermost";
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
        private final Set<String> direct = new LinkedHashSet<>();
        private boolean begun;

        Reading(Consumer<ArchiveEntry> sink) {
            this.sink = sink;
        }

        void line(JsonNode json, String where) {
            String type = JsonText.of(json, "type");
            if (!begun) {
                begin(json, type);
                return;
            }
            JsonNode body = json.path(type);
            switch (type) {
                case "team" -> team(body);
                case "channel" -> channel(body);
                case "user" -> user(body);
                case "bot" -> bot(body);
                case "post" -> post(body, where);
                case "direct_channel" ->
                    directChannel(members(body, "members", "participants"), JsonText.of(body, "header"));
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
            String key = name(team, "name");
            sink.accept(new ArchiveEntry.Workspace(key, named(team, key)));
        }

        private static String named(JsonNode thing, String key) {
            String name = JsonText.of(thing, "display_name").strip();
            return name.isEmpty() ? key : name;
        }

        /** Names of teams, channels and people have no case in Mattermost. */
        private static String name(JsonNode json, String member) {
            return JsonText.of(json, member).toLowerCase(Locale.ROOT);
        }

        private static String channelKey(String team, String channel) {
            return team + "/" + channel;
        }

        private void channel(JsonNode channel) {
            String team = name(channel, "team");
            String name = name(channel, "name");
            String topic = JsonText.of(channel, "header");
            sink.accept(new ArchiveEntry.Channel(
                    channelKey(team, name),
                    team,
                    JsonText.of(channel, "type").equals("P") ? ArchiveEntry.Kind.PRIVATE : ArchiveEntry.Kind.PUBLIC,
                    new ArchiveEntry.ChannelTitle(name, topic.isBlank() ? JsonText.of(channel, "purpose") : topic),
                    channel.path("deleted_at").asLong() > 0,
                    List.of()));
        }

        private void user(JsonNode user) {
            String username = name(user, "username");
            boolean deactivated = user.path("delete_at").asLong() > 0;
            sink.accept(new ArchiveEntry.Person(
                    username,
                    username,
                    displayName(user, username),
                    deactivated ? ArchiveEntry.Account.DEACTIVATED : ArchiveEntry.Account.ACTIVE));
            for (JsonNode team : user.path("teams")) {
                String workspace = name(team, "name");
                sink.accept(ArchiveEntry.Membership.inWorkspace(workspace, username, role(user, team)));
                for (JsonNode channel : team.path("channels")) {
                    String key = channelKey(workspace, name(channel, "name"));
                    sink.accept(ArchiveEntry.Membership.inChannel(workspace, key, username));
                }
            }
        }

        private void bot(JsonNode bot) {
            String username = name(bot, "username");
            String name = JsonText.first(bot, "display_name", "username");
            sink.accept(new ArchiveEntry.Person(username, username, name, ArchiveEntry.Account.BOT));
        }

        /** A guest of the server or of the team reads only the channels to which they were added. */
        private static ArchiveEntry.Role role(JsonNode user, JsonNode team) {
            String roles = " " + JsonText.of(user, "roles") + " " + JsonText.of(team, "roles") + " ";
            if (roles.contains("_guest ")) return ArchiveEntry.Role.GUEST;
            return roles.contains(" team_admin ") ? ArchiveEntry.Role.OWNER : ArchiveEntry.Role.MEMBER;
        }

        private static String displayName(JsonNode user, String username) {
            String nickname = JsonText.of(user, "nickname").strip();
            if (!nickname.isEmpty()) return nickname;
            String full = (JsonText.of(user, "first_name") + " " + JsonText.of(user, "last_name")).strip();
            return full.isEmpty() ? username : full;
        }

        private static Set<String> members(JsonNode channel, String... lists) {
            Set<String> members = new TreeSet<>();
            for (String list : lists) {
                for (JsonNode member : channel.path(list)) {
                    String username = member.isObject()
                            ? name(member, "username")
                            : JsonText.of(member).toLowerCase(Locale.ROOT);
                    if (!username.isEmpty()) members.add(username);
                }
            }
            return members;
        }

        /** In Mattermost a direct message belongs to no team; the import chooses a workspace. */
        private String directChannel(Set<String> members, String header) {
            String key = "direct/" + String.join(",", members);
            if (direct.add(key)) {
                sink.accept(new ArchiveEntry.Channel(
                        key,
                        "",
                        ArchiveEntry.Kind.DIRECT,
                        new ArchiveEntry.ChannelTitle("", header),
                        false,
                        List.copyOf(members)));
            }
            return key;
        }

        // ---- Posts ----

        private void post(JsonNode post, String where) {
            said(channelKey(name(post, "team"), name(post, "channel")), post, Optional.empty(), where);
        }

        private void directPost(JsonNode post, String where) {
            said(directChannel(members(post, "channel_members"), ""), post, Optional.empty(), where);
        }

        private void said(String channel, JsonNode post, Optional<String> parent, String where) {
            String author = name(post, "user");
            long createdMs = post.path("create_at").asLong();
            String text = whole(post);
            String key = TargetNames.hash(channel, parent.orElse(""), author, Long.toString(createdMs), text);
            if (author.isEmpty() || createdMs <= 0) {
                sink.accept(new ArchiveEntry.Skipped(where, "a post without an author or a time"));
            } else if (JsonText.of(post, "type").startsWith("system_")) {
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
            StringBuilder text = new StringBuilder(JsonText.of(post, "message"));
            for (JsonNode attachment : post.path("attachments")) {
                String path = JsonText.of(attachment, "path");
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
                        where + " " + JsonText.of(attachment, "path"), "an attached file; its name is in the text"));
            }
        }

        private static List<ArchiveEntry.Reaction> reactions(JsonNode json) {
            Map<String, Set<String>> people = new LinkedHashMap<>();
            json.forEach(reaction -> people.computeIfAbsent(
                            ":" + JsonText.of(reaction, "emoji_name") + ":", _ -> new LinkedHashSet<>())
                    .add(name(reaction, "user")));
            List<ArchiveEntry.Reaction> reactions = new ArrayList<>();
            people.forEach((emoji, who) -> reactions.add(new ArchiveEntry.Reaction(emoji, List.copyOf(who))));
            return reactions;
        }
    }
}
