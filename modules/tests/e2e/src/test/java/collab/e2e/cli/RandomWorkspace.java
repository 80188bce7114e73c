package collab.e2e.cli;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * Makes a workspace with random content: people with every role, channels of every kind, threads, edits, deletions, reactions, pins
 * and imported messages. Alice is in each channel, so that she can export all of it.
 */
final class RandomWorkspace {
    private static final List<String> EMOJI = List.of("👍", ":wave:", "❤️", "🎉");
    private static final List<String> TEXTS = List.of(
            "plain",
            "Grüße 👋\nzwei Zeilen",
            "```\ncode\n```",
            "@bob und @channel",
            "<b>&amp;</b>",
            "  spaces  ",
            "日本語のテキスト",
            "\"quoted\\\"");
    private static final int STEPS = 80;

    private final RunningStart server;
    private final Random random;
    private final RpcCaller alice;
    private final Map<String, RpcCaller> people = new LinkedHashMap<>();
    private final List<Room> channels = new ArrayList<>();
    private long workspace;

    /** @param messages top-level ones that are not deleted */
    private record Room(long id, List<String> members, List<Said> messages, List<Said> replies) {}

    private record Said(long id, String author) {}

    RandomWorkspace(RunningStart server, Random random) {
        this.server = server;
        this.random = random;
        this.alice = server.signIn("alice");
        people.put("alice", alice);
    }

    /** Returns the id of the workspace. */
    long create(String name) {
        workspace =
                alice.call("workspace.create", "name", name).at("/workspace/id").longValue();
        people(name);
        channels();
        for (int step = 0; step < STEPS; step++) step();
        end();
        return workspace;
    }

    // ---- People and channels ----

    private void people(String name) {
        for (String username : List.of("bob", "carol")) {
            join(username, server.signIn(username), "member");
        }
        String prefix = name.toLowerCase(java.util.Locale.ROOT) + "-";
        List<String> roles = List.of("owner", "member", "guest", "guest", "member", "member");
        for (int i = 0; i < roles.size(); i++) {
            String username = prefix + i;
            alice.call("user.create", "username", username, "display_name", "Person " + i + " é");
            join(username, server.signIn(username), roles.get(i));
        }
    }

    private void join(String username, RpcCaller person, String role) {
        alice.call("workspace.members.add", "workspace_id", workspace, "user_id", person.userId(), "role", role);
        people.put(username, person);
    }

    private void channels() {
        alice.call("channel.list", "workspace_id", workspace).get("channels").forEach(channel -> {
            alice.call("channel.update", "channel_id", channel.get("id").longValue(), "topic", "the topic of general");
            List<String> members = new ArrayList<>();
            alice.call("channel.members.list", "channel_id", channel.get("id").longValue())
                    .get("members")
                    .forEach(
                            member -> members.add(username(member.get("user_id").longValue())));
            channels.add(new Room(channel.get("id").longValue(), members, new ArrayList<>(), new ArrayList<>()));
        });
        for (String kind : List.of("public", "private", "private", "public")) {
            ObjectNode params =
                    TestJson.params("workspace_id", workspace, "kind", kind, "name", kind + "-" + channels.size());
            if (random.nextBoolean()) params.put("topic", "topic of " + kind);
            Room room =
                    room(alice.call("channel.create", params).at("/channel/id").longValue());
            for (String person : some(people.size() - 1)) {
                alice.call(
                        "channel.members.add",
                        "channel_id",
                        room.id(),
                        "user_id",
                        people.get(person).userId());
                room.members().add(person);
                if (random.nextInt(4) == 0) {
                    alice.call(
                            "channel.members.set_role",
                            TestJson.params(
                                            "channel_id",
                                            room.id(),
                                            "user_id",
                                            people.get(person).userId())
                                    .put("role", "owner"));
                }
            }
        }
        direct("dm", List.of("alice"));
        direct("dm", some(1));
        direct("group_dm", some(3));
    }

    private Room room(long id) {
        Room room = new Room(id, new ArrayList<>(List.of("alice")), new ArrayList<>(), new ArrayList<>());
        channels.add(room);
        return room;
    }

    private void direct(String kind, List<String> peers) {
        List<Long> ids = peers.stream().map(peer -> people.get(peer).userId()).toList();
        Room room = room(alice.call("channel.create", "workspace_id", workspace, "kind", kind, "peer_ids", ids)
                .at("/channel/id")
                .longValue());
        peers.stream().filter(peer -> !peer.equals("alice")).forEach(room.members()::add);
        say(room, 0); // a conversation without messages is not in an archive's target
    }

    private List<String> some(int count) {
        TreeSet<String> chosen = new TreeSet<>();
        List<String> all =
                people.keySet().stream().filter(name -> !name.equals("alice")).toList();
        while (chosen.size() < count) chosen.add(all.get(random.nextInt(all.size())));
        return List.copyOf(chosen);
    }

    private String username(long userId) {
        return people.entrySet().stream()
                .filter(entry -> entry.getValue().userId() == userId)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    // ---- Messages ----

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void step() {
        Room room = oneOf(channels);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> say(room, 0);
            case 3, 4, 5 -> {
                if (!room.messages().isEmpty()) say(room, oneOf(room.messages()).id());
            }
            case 6 -> edit(room);
            case 7 -> delete(room);
            case 8, 9 -> react(room);
            case 10 -> pin(room);
            default -> bringIn(room);
        }
    }

    private void say(Room room, long parent) {
        String author = oneOf(room.members());
        ObjectNode params = TestJson.params("channel_id", room.id());
        params.put("text", oneOf(TEXTS) + " " + random.nextInt(1_000));
        if (parent > 0) params.put("parent_id", parent);
        long id = people.get(author)
                .call("message.send", params)
                .at("/message/id")
                .longValue();
        (parent > 0 ? room.replies() : room.messages()).add(new Said(id, author));
    }

    private void edit(Room room) {
        List<Said> all = random.nextBoolean() ? room.messages() : room.replies();
        if (all.isEmpty()) return;
        Said one = oneOf(all);
        people.get(one.author()).call("message.update", "message_id", one.id(), "text", "edited " + random.nextInt());
    }

    /** The first message of a channel stays: a conversation with none is not imported. */
    private void delete(Room room) {
        List<Said> all = random.nextBoolean() ? room.messages() : room.replies();
        if (all.size() < 2) return;
        Said one = all.remove(1 + random.nextInt(all.size() - 1));
        people.get(one.author()).call("message.delete", "message_id", one.id());
    }

    private void react(Room room) {
        List<Said> all = random.nextBoolean() ? room.messages() : room.replies();
        if (all.isEmpty()) return;
        Said one = oneOf(all);
        people.get(oneOf(room.members())).call("message.toggle_react", "message_id", one.id(), "emoji", oneOf(EMOJI));
    }

    private void pin(Room room) {
        if (room.messages().isEmpty()) return;
        alice.call("message.pin", "message_id", oneOf(room.messages()).id());
    }

    /** Older messages, in no order, with replies that are older than their parents. */
    private void bringIn(Room room) {
        String parent = "p" + random.nextLong(1_000_000_000);
        List<ObjectNode> messages = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Instant at = Instant.parse("2020-01-01T00:00:00Z").plus(random.nextInt(1_000), ChronoUnit.MILLIS);
            ObjectNode message = TestJson.params(
                    "key",
                    i == 0 ? parent : parent + "." + i,
                    "user_id",
                    people.get(oneOf(room.members())).userId(),
                    "text",
                    "old " + random.nextInt(1_000));
            message.put(
                    "created_at", at.toString().length() == 20 ? at.toString().replace("Z", ".000Z") : at.toString());
            if (i > 1) message.put("parent_key", parent);
            messages.add(message);
        }
        ObjectNode params = TestJson.params("channel_id", room.id());
        messages.forEach(params.putArray("messages")::add);
        alice.call("message.import", params);
    }

    // ---- End ----

    /** One person leaves, one is deactivated, one channel is archived. */
    private void end() {
        List<String> all = List.copyOf(people.keySet());
        alice.call(
                "workspace.members.remove",
                "workspace_id",
                workspace,
                "user_id",
                people.get(all.get(3)).userId());
        alice.call(
                "user.deactivate",
                "user_id",
                people.get(all.get(all.size() - 1)).userId());
        alice.call("channel.archive", "channel_id", channels.get(1).id());
    }
}
