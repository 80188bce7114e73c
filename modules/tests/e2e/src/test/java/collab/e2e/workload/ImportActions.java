package collab.e2e.workload;

import collab.api.RpcMethod;
import collab.e2e.harness.TestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What an actor imports. */
final class ImportActions {
    private static final String SOURCE = "workload";
    private static final int IMPORTED = 3;

    private final Actor actor;
    private final ChannelActions channels;

    ImportActions(Actor actor, ChannelActions channels) {
        this.actor = actor;
        this.channels = channels;
    }

    void workspace() {
        String name = actor.fresh("Imported");
        actor.run(RpcMethod.WORKSPACE_IMPORT, "source", SOURCE, "key", name, "name", name)
                .ifPresent(
                        result -> channels.temporary(result.get("workspace_id").longValue()));
    }

    /** Imports an account that is new, and sometimes a member of the team with another key. */
    void people() {
        List<Object> people = new ArrayList<>();
        String name = actor.fresh("imported");
        people.add(TestJson.params("key", name, "username", name, "display_name", "Imported"));
        if (actor.chance(30)) {
            Team.Member member = actor.team().someMember(actor.random());
            people.add(TestJson.params(
                    "key",
                    actor.fresh("member"),
                    "username",
                    member.name(),
                    "display_name",
                    member.name(),
                    "user_id",
                    member.id()));
        }
        actor.run(RpcMethod.USER_IMPORT, "source", SOURCE, "people", people);
    }

    /** Imports a channel without members, then messages, and then its members, as an import of an archive does. */
    void channel() {
        channels.temporaryWorkspace().ifPresent(workspace -> {
            List<Object> params = new ArrayList<>(List.of("workspace_id", workspace, "source", SOURCE));
            String name = actor.fresh("channel");
            params.addAll(List.of("key", name, "name", name, "kind", actor.chance(50) ? "public" : "private"));
            actor.run(RpcMethod.CHANNEL_IMPORT, params.toArray()).ifPresent(result -> {
                into(result.get("channel_id").longValue());
                params.addAll(List.of("user_ids", members(), "complete", actor.chance(50)));
                actor.run(RpcMethod.CHANNEL_IMPORT, params.toArray());
            });
        });
    }

    private List<Long> members() {
        TreeSet<Long> members = new TreeSet<>(List.of(actor.id()));
        members.add(actor.team().someMember(actor.random()).id());
        return List.copyOf(members);
    }

    /** Imports a thread into a channel of the team. */
    void messages() {
        actor.team().someChannel(actor.random(), channel -> true).ifPresent(channel -> into(channel.id()));
    }

    private void into(long channel) {
        String key = actor.fresh("import");
        List<Object> messages = new ArrayList<>();
        for (int i = 0; i < IMPORTED; i++) {
            long author = actor.team().someMember(actor.random()).id();
            String at = "2020-01-01T00:0" + i + ":00.000Z";
            List<Object> members = new ArrayList<>(
                    List.of("key", key + "." + i, "user_id", author, "text", key + " " + i, "created_at", at));
            if (i == 1) members.addAll(List.of("parent_key", key + ".0"));
            messages.add(TestJson.params(members.toArray()));
        }
        actor.run(RpcMethod.MESSAGE_IMPORT, "channel_id", channel, "messages", messages);
    }
}
