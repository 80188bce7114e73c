package collab.e2e.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A random workspace of another product in every format that can be imported: names that fold to the same name, private
 * channels with names of public ones, guests, direct messages. Each text occurs once, so that the text says who may read it.
 */
final class SourceWorld {
    private static final List<String> USERNAMES =
            List.of("josé", "jose", "ann_", "ann", "here", "éva", "eva", "bob", "deploy bot", "deploy-bot");
    private static final List<String> CHANNELS = List.of("board", "plans", "general", "salaries", "v1.2", "v1-2");
    private static final long BEGIN = 1_700_000_000L;

    /** @param guest whether the person reads only the channels to which they were added */
    private record Member(String key, String username, boolean guest, boolean active) {}

    /** @param kind public, private or direct */
    private record Room(String key, String kind, String name, boolean archived, Set<String> members, String text) {}

    private final int number;
    private final List<Member> people = new ArrayList<>();
    private final List<Room> rooms = new ArrayList<>();

    SourceWorld(Random random, int number) {
        this.number = number;
        for (int i = 0; i < USERNAMES.size(); i++) {
            people.add(new Member("u" + number + i, USERNAMES.get(i), i % 4 == 3, random.nextInt(6) > 0));
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : CHANNELS) {
            if (!names.add(name)) continue;
            room(random, random.nextBoolean() ? "public" : "private", name, 1 + random.nextInt(4));
        }
        for (int size = 1; size <= 10; size += 1 + random.nextInt(3)) room(random, "direct", "", size);
    }

    private void room(Random random, String kind, String name, int size) {
        Set<String> members = new TreeSet<>();
        while (members.size() < size)
            members.add(people.get(random.nextInt(people.size())).key());
        boolean known = rooms.stream()
                .anyMatch(room -> room.kind().equals("direct") && room.members().equals(members));
        if (known) return;
        String key = (kind.equals("public") ? "C" : kind.equals("private") ? "G" : "D") + number + rooms.size();
        boolean archived = !kind.equals("direct") && random.nextInt(4) == 0;
        rooms.add(new Room(key, kind, name, archived, members, "text of " + key));
    }

    /** The keys of the people who may read each text. */
    Map<String, Set<String>> readers() {
        Map<String, Set<String>> readers = new LinkedHashMap<>();
        for (Room room : rooms) {
            Set<String> may = new TreeSet<>(room.members());
            if (room.kind().equals("public"))
                people.stream().filter(one -> !one.guest()).map(Member::key).forEach(may::add);
            readers.put(room.text(), may);
        }
        return readers;
    }

    /** Whether the person reads all public channels in the source. */
    boolean isMember(String key) {
        return people.stream().anyMatch(one -> one.key().equals(key) && !one.guest());
    }

    boolean isPublic(String text) {
        return rooms.stream()
                .anyMatch(room -> room.kind().equals("public") && room.text().equals(text));
    }

    // ---- Slack ----

    Path slack(Path folder) throws IOException {
        Path file = folder.resolve("slack-" + number + ".zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(
                    zip,
                    "users.json",
                    people.stream()
                            .map(one -> "{\"id\":\"" + one.key() + "\",\"team_id\":\"" + team(one) + "\",\"name\":\""
                                    + one.username() + "\",\"is_restricted\":" + one.guest() + ",\"deleted\":"
                                    + !one.active() + "}")
                            .collect(Collectors.joining(",", "[", "]")));
            for (String list : List.of("channels", "groups", "dms", "mpims")) {
                put(
                        zip,
                        list + ".json",
                        rooms.stream()
                                .filter(room -> list(room).equals(list))
                                .map(room -> "{\"id\":\"" + room.key() + "\",\"name\":\"" + room.name()
                                        + "\",\"is_archived\":" + room.archived() + ",\"members\":"
                                        + quoted(room.members()) + "}")
                                .collect(Collectors.joining(",", "[", "]")));
            }
            for (Room room : rooms) {
                String name = room.name().isEmpty() ? room.key() : room.name();
                put(
                        zip,
                        name + "/2023-11-14.json",
                        "[{\"type\":\"message\",\"user\":\""
                                + room.members().iterator().next() + "\",\"text\":\"" + room.text() + "\",\"ts\":\""
                                + BEGIN
                                + ".000100\"},{\"type\":\"message\",\"subtype\":\"bot_message\",\"bot_id\":\"B1\",\"username\":\"jose\",\"text\":\""
                                + room.text() + "\",\"ts\":\"" + BEGIN + ".000200\"}]");
            }
        }
        return file;
    }

    /** Some guests are people of another workspace in shared channels. */
    private String team(Member one) {
        return one.guest() && one.key().endsWith("3") ? "T9" + number : "T" + number;
    }

    private static String list(Room room) {
        return switch (room.kind()) {
            case "public" -> "channels";
            case "private" -> "groups";
            default -> room.members().size() == 2 ? "dms" : "mpims";
        };
    }

    private static void put(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static String quoted(Iterable<String> values) {
        List<String> all = new ArrayList<>();
        values.forEach(value -> all.add("\"" + value + "\""));
        return all.toString();
    }

    // ---- Mattermost: all worlds are teams of one server with the same display name ----

    /** The usernames are the keys: they are unique on a server. */
    static Path mattermost(List<SourceWorld> teams, Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of("{\"type\":\"version\",\"version\":1}"));
        for (SourceWorld team : teams) {
            lines.add("{\"type\":\"team\",\"team\":{\"name\":\"" + team.name() + "\",\"display_name\":\"Acme\"}}");
            for (Room room : team.rooms) {
                if (room.kind().equals("direct")) continue;
                lines.add("{\"type\":\"channel\",\"channel\":{\"team\":\"" + team.name() + "\",\"name\":\""
                        + room.name() + "\",\"type\":\"" + (room.kind().equals("public") ? "O" : "P") + "\"}}");
            }
        }
        for (SourceWorld team : teams) team.people.forEach(one -> lines.add(team.mattermost(one)));
        for (SourceWorld team : teams) team.rooms.forEach(room -> lines.add(team.mattermost(room)));
        return Files.write(folder.resolve("mattermost.jsonl"), lines);
    }

    private String name() {
        return "team" + number;
    }

    private String mattermost(Member one) {
        String channels = rooms.stream()
                .filter(room -> !room.kind().equals("direct") && room.members().contains(one.key()))
                .map(room -> "{\"name\":\"" + room.name() + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"type\":\"user\",\"user\":{\"username\":\"" + one.key() + "\",\"delete_at\":" + (one.active() ? 0 : 1)
                + ",\"teams\":[{\"name\":\"" + name() + "\",\"roles\":\"" + (one.guest() ? "team_guest" : "team_user")
                + "\",\"channels\":" + channels + "}]}}";
    }

    private String mattermost(Room room) {
        String post = "\"user\":\"" + room.members().iterator().next() + "\",\"message\":\"" + room.text()
                + "\",\"create_at\":" + BEGIN * 1_000;
        return room.kind().equals("direct")
                ? "{\"type\":\"direct_post\",\"direct_post\":{\"channel_members\":" + quoted(room.members()) + ","
                        + post + "}}"
                : "{\"type\":\"post\",\"post\":{\"team\":\"" + name() + "\",\"channel\":\"" + room.name() + "\"," + post
                        + "}}";
    }

    // ---- Our own ----

    Path collab(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("{\"type\":\"hero-collab-archive\",\"version\":1,\"source\":\"collab:1@" + (BEGIN + number) + "\"}");
        lines.add("{\"type\":\"workspace\",\"key\":\"1\",\"name\":\"Acme\"}");
        for (Member one : people) {
            lines.add("{\"type\":\"person\",\"key\":\"" + one.key() + "\",\"username\":\"" + one.username()
                    + "\",\"display_name\":\"x\",\"deactivated\":" + !one.active() + "}");
            lines.add("{\"type\":\"membership\",\"workspace\":\"1\",\"person\":\"" + one.key() + "\",\"role\":\""
                    + (one.guest() ? "guest" : "member") + "\"}");
        }
        for (Room room : rooms) {
            lines.add(
                    "{\"type\":\"channel\",\"key\":\"" + room.key() + "\",\"workspace\":\"1\",\"kind\":\"" + room.kind()
                            + "\",\"name\":\"" + room.name() + "\",\"topic\":\"\",\"archived\":" + room.archived()
                            + ",\"members\":"
                            + quoted(room.members()) + "}");
            lines.add("{\"type\":\"post\",\"channel\":\"" + room.key() + "\",\"key\":\"p" + room.key()
                    + "\",\"author\":\""
                    + room.members().iterator().next() + "\",\"text\":\"" + room.text()
                    + "\",\"created_at\":\"2023-11-14T22:13:20Z\",\"pinned\":false,\"reactions\":[]}");
        }
        return Files.write(folder.resolve("collab-" + number + ".jsonl"), lines);
    }
}
