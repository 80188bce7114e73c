package collab.archive.mattermost;

import collab.archive.ArchiveEntry;
import collab.archive.text.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One reading of a bulk file, from beginning to end. */
final class MattermostReading {
    private static final String NOT_A_BULK_FILE =
            " is not a Mattermost bulk file: the first line must be {\"type\":\"version\",\"version\":1}";

    /** Every team has these public channels; old exports do not list them. */
    private static final Set<String> EVERYWHERE = Set.of("town-square", "off-topic");

    private final Path file;
    private final Consumer<ArchiveEntry> sink;
    private final MattermostPosts posts;
    private final Set<String> teams = new HashSet<>();
    private final Set<String> channels = new HashSet<>();
    private boolean begun;

    /** @param file is named in refusals */
    MattermostReading(Path file, Consumer<ArchiveEntry> sink) {
        this.file = file;
        this.sink = sink;
        this.posts = new MattermostPosts(sink);
    }

    void end() {
        if (!begun) throw new IllegalArgumentException(file + NOT_A_BULK_FILE);
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
            case "direct_post" -> posts.read(directChannel(members(body, "channel_members"), ""), body, where);
            case "emoji" ->
                skip(
                        where + " :" + JsonText.of(body, "name") + ":",
                        "a custom emoji; its name stays in texts and reactions");
            case "role", "scheme" -> skip(where + " " + JsonText.of(body, "name"), "a role or a scheme of permissions");
            default -> skip(where, "an unknown type " + type);
        }
    }

    private void begin(JsonNode json, String type) {
        if (!type.equals("version") || json.path("version").asInt() != 1) {
            throw new IllegalArgumentException(file + NOT_A_BULK_FILE);
        }
        begun = true;
    }

    private void skip(String what, String why) {
        sink.accept(new ArchiveEntry.Skipped(what, why));
    }

    /** Reports a text for which there is no place here. */
    private void lost(String key, String text, String what) {
        if (!text.isBlank()) skip(key + " " + text, what);
    }

    // ---- Teams and channels ----

    private void team(JsonNode team) {
        String key = name(team, "name");
        String name = JsonText.of(team, "display_name").strip();
        teams.add(key);
        sink.accept(new ArchiveEntry.Workspace(key, name.isEmpty() ? key : name));
        lost(key, JsonText.of(team, "description"), "the description of a team");
    }

    /** Names of teams, channels and people have no case in Mattermost. */
    static String name(JsonNode json, String member) {
        return JsonText.of(json, member).strip().toLowerCase(Locale.ROOT);
    }

    private static String channelKey(String team, String channel) {
        return team + "/" + channel;
    }

    private void channel(JsonNode channel) {
        String team = name(channel, "team");
        String name = name(channel, "name");
        String key = channelKey(team, name);
        ArchiveEntry.Kind kind = kind(channel, key);
        String header = JsonText.of(channel, "header");
        String purpose = JsonText.of(channel, "purpose");
        ArchiveEntry.Channel entry = new ArchiveEntry.Channel(
                key,
                team,
                kind,
                new ArchiveEntry.ChannelTitle(name, header.isBlank() ? purpose : header),
                channel.path("deleted_at").asLong() > 0,
                List.of());
        sink.accept(entry);
        if (!channels.add(key)) {
            skip(key, "a channel that is listed more than once; its most private kind counts");
            return;
        }
        if (!header.isBlank()) lost(key, purpose, "the purpose of a channel that has a header");
        String display = JsonText.of(channel, "display_name").strip();
        boolean same = display.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .equals(name.replaceAll("[^\\p{L}\\p{N}]+", "-"));
        if (!same) lost(key, display, "the display name of a channel; its name in addresses is kept");
    }

    /** A channel is public only if the file says so. */
    private ArchiveEntry.Kind kind(JsonNode channel, String key) {
        String type = JsonText.of(channel, "type").strip().toUpperCase(Locale.ROOT);
        boolean everywhere = type.isEmpty() && EVERYWHERE.contains(name(channel, "name"));
        if (type.equals("O") || everywhere) return ArchiveEntry.Kind.PUBLIC;
        if (!type.equals("P")) {
            skip(key + " " + type, "the kind of a channel, which is neither O nor P; it becomes a private channel");
        }
        return ArchiveEntry.Kind.PRIVATE;
    }

    /** A channel that posts name and the file does not list: only those who are listed as its members read it. */
    private String channelOf(JsonNode post) {
        String team = name(post, "team");
        String name = name(post, "channel");
        String key = channelKey(team, name);
        if (teams.contains(team) && !name.isEmpty() && channels.add(key)) {
            boolean everywhere = EVERYWHERE.contains(name);
            sink.accept(new ArchiveEntry.Channel(
                    key,
                    team,
                    everywhere ? ArchiveEntry.Kind.PUBLIC : ArchiveEntry.Kind.PRIVATE,
                    new ArchiveEntry.ChannelTitle(name, ""),
                    false,
                    List.of()));
            if (!everywhere) {
                skip(key, "the kind of a channel that the file does not list; it becomes a private channel");
            }
        }
        return key;
    }

    // ---- People ----

    private void user(JsonNode user) {
        String username = name(user, "username");
        boolean deactivated = user.path("delete_at").asLong() > 0;
        String nickname = JsonText.of(user, "nickname").strip();
        String full = (JsonText.of(user, "first_name") + " " + JsonText.of(user, "last_name")).strip();
        String display = !nickname.isEmpty() ? nickname : full.isEmpty() ? username : full;
        sink.accept(new ArchiveEntry.Person(
                username,
                username,
                display,
                deactivated ? ArchiveEntry.Account.DEACTIVATED : ArchiveEntry.Account.ACTIVE));
        if (!nickname.isEmpty()) lost(username, full, "the full name of a person who has a nickname");
        lost(username, JsonText.of(user, "position"), "the position of a person");
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
        lost(username, JsonText.of(bot, "description"), "the description of a program");
    }

    /** A guest of the server or of the team reads only the channels to which they were added. */
    private static ArchiveEntry.Role role(JsonNode user, JsonNode team) {
        String roles = " " + JsonText.of(user, "roles") + " " + JsonText.of(team, "roles") + " ";
        if (roles.contains("_guest ")) return ArchiveEntry.Role.GUEST;
        return roles.contains(" team_admin ") ? ArchiveEntry.Role.OWNER : ArchiveEntry.Role.MEMBER;
    }

    // ---- Direct messages ----

    private static Set<String> members(JsonNode channel, String... lists) {
        Set<String> members = new TreeSet<>();
        for (String list : lists) {
            for (JsonNode member : channel.path(list)) {
                String username = member.isObject()
                        ? name(member, "username")
                        : JsonText.of(member).strip().toLowerCase(Locale.ROOT);
                if (!username.isEmpty()) members.add(username);
            }
        }
        return members;
    }

    /** In Mattermost a direct message belongs to no team; the import chooses a workspace. */
    private String directChannel(Set<String> members, String header) {
        String key = "direct/" + String.join(",", members);
        if (channels.add(key)) {
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

    private void post(JsonNode post, String where) {
        posts.read(channelOf(post), post, where);
    }
}
