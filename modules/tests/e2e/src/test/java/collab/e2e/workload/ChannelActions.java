package collab.e2e.workload;

import collab.api.RpcMethod;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What an actor does with channels and workspaces. */
final class ChannelActions {
    private static final List<String> NAMES = List.of("amber", "birch", "cedar", "delta", "ember", "fjord");
    private static final int WORKSPACES_MAX = 4;

    private final Actor actor;

    ChannelActions(Actor actor) {
        this.actor = actor;
    }

    // ---- Channels ----

    /** In the workspace of the team only direct messages, whose number is bounded; others in a workspace that is deleted. */
    void create() {
        switch (actor.random().nextInt(4)) {
            case 0 -> directMessages("dm", 1);
            case 1 -> directMessages("group_dm", 2 + actor.random().nextInt(2));
            default -> {
                long workspace = temporaryWorkspace().orElse(actor.team().workspace());
                String kind = actor.chance(50) ? "public" : "private";
                if (workspace != actor.team().workspace()) createIn(workspace, kind);
            }
        }
    }

    private void createIn(long workspace, String kind) {
        String name = actor.fresh("channel");
        actor.run(
                RpcMethod.CHANNEL_CREATE,
                "workspace_id",
                workspace,
                "kind",
                kind,
                "name",
                name,
                "topic",
                "for a while");
    }

    private void directMessages(String kind, int peers) {
        TreeSet<Long> others = new TreeSet<>();
        while (others.size() < peers) {
            long other = actor.team().someMember(actor.random()).id();
            if (other != actor.id()) others.add(other);
        }
        actor.run(
                        RpcMethod.CHANNEL_CREATE,
                        "workspace_id",
                        actor.team().workspace(),
                        "kind",
                        kind,
                        "peer_ids",
                        List.copyOf(others))
                .ifPresent(result -> actor.run(
                        RpcMethod.MESSAGE_SEND,
                        "channel_id",
                        result.at("/channel/id").longValue(),
                        "text",
                        actor.fresh("direct")));
    }

    void update() {
        channel().ifPresent(channel -> rename(actor, channel));
    }

    private static void rename(Actor by, Team.Channel channel) {
        List<Object> params = new ArrayList<>(List.of("channel_id", channel.id()));
        if (by.chance(60)) params.addAll(List.of("topic", by.fresh("topic")));
        else params.addAll(List.of("name", NAMES.get(by.random().nextInt(NAMES.size()))));
        by.run(RpcMethod.CHANNEL_UPDATE, params.toArray());
    }

    /** Another actor unarchives it soon, because nothing can be written meanwhile. */
    void archive() {
        channel().ifPresent(channel -> {
            actor.team().archived().addLast(channel);
            actor.run(RpcMethod.CHANNEL_ARCHIVE, "channel_id", channel.id());
        });
    }

    void unarchive() {
        Optional.ofNullable(actor.team().archived().pollFirst())
                .or(this::channel)
                .ifPresent(channel -> actor.run(RpcMethod.CHANNEL_UNARCHIVE, "channel_id", channel.id()));
    }

    void join() {
        actor.team()
                .someChannel(
                        actor.random(),
                        channel -> channel.open() && !channel.members().contains(actor.id()))
                .or(() -> actor.team().someChannel(actor.random(), Team.Channel::open))
                .ifPresent(channel -> actor.run(RpcMethod.CHANNEL_JOIN, "channel_id", channel.id())
                        .ifPresent(done -> channel.members().add(actor.id())));
    }

    void leave() {
        actor.team()
                .someChannel(
                        actor.random(),
                        channel -> channel.open() && channel.members().contains(actor.id()))
                .ifPresent(channel -> {
                    channel.members().remove(actor.id());
                    actor.run(RpcMethod.CHANNEL_LEAVE, "channel_id", channel.id());
                });
    }

    void addMember() {
        channel().ifPresent(channel -> add(actor, channel, absent(channel)));
    }

    private Team.Member absent(Team.Channel channel) {
        return Team.some(
                        actor.team().members().stream()
                                .filter(member -> !channel.members().contains(member.id()))
                                .toList(),
                        actor.random())
                .orElseGet(() -> actor.team().someMember(actor.random()));
    }

    void removeMember() {
        channel().ifPresent(channel -> remove(actor, channel, actor.team().someMember(actor.random())));
    }

    void setRole() {
        channel().ifPresent(channel -> setRole(actor, channel, actor.team().someMember(actor.random())));
    }

    private static void add(Actor by, Team.Channel channel, Team.Member member) {
        by.run(RpcMethod.CHANNEL_MEMBERS_ADD, "channel_id", channel.id(), "user_id", member.id())
                .ifPresent(done -> channel.members().add(member.id()));
    }

    private static void remove(Actor by, Team.Channel channel, Team.Member member) {
        channel.members().remove(member.id());
        by.run(RpcMethod.CHANNEL_MEMBERS_REMOVE, "channel_id", channel.id(), "user_id", member.id());
    }

    private static void setRole(Actor by, Team.Channel channel, Team.Member member) {
        String role = by.chance(50) ? "owner" : "member";
        by.run(RpcMethod.CHANNEL_MEMBERS_SET_ROLE, "channel_id", channel.id(), "user_id", member.id(), "role", role);
    }

    private Optional<Team.Channel> channel() {
        return actor.team().someChannel(actor.random(), channel -> true);
    }

    /** All owners change one channel at once, and the membership of one user in it. */
    void contend() {
        Team.Member member = actor.team().someMember(actor.random());
        channel()
                .ifPresent(channel -> Branches.runAll(actor.team().owners().stream()
                        .map(owner -> new Actor(
                                owner,
                                actor.team(),
                                actor.operations(),
                                new Random(actor.random().nextLong())))
                        .<Runnable>map(owner -> () -> changeOnce(owner, channel, member))
                        .toList()));
    }

    private static void changeOnce(Actor owner, Team.Channel channel, Team.Member member) {
        switch (owner.random().nextInt(6)) {
            case 0, 1 -> add(owner, channel, member);
            case 2, 3 -> remove(owner, channel, member);
            case 4 -> rename(owner, channel);
            default -> setRole(owner, channel, member);
        }
    }

    // ---- Workspaces ----

    void createWorkspace() {
        newWorkspace();
    }

    private Optional<Long> newWorkspace() {
        Optional<Long> created = actor.run(RpcMethod.WORKSPACE_CREATE, "name", actor.fresh("Project"))
                .map(result -> result.at("/workspace/id").longValue());
        created.ifPresent(this::temporary);
        return created;
    }

    /** Remembers a new workspace, which actors change and delete. */
    void temporary(long workspace) {
        actor.team().workspaces().addLast(workspace);
        if (actor.team().workspaces().size() > WORKSPACES_MAX) deleteWorkspace();
    }

    /** One of another owner may have been left by its creator; then only a new one can be changed. */
    Optional<Long> temporaryWorkspace() {
        if (actor.chance(30)) return newWorkspace();
        return Team.some(List.copyOf(actor.team().workspaces()), actor.random()).or(this::newWorkspace);
    }

    void updateWorkspace() {
        temporaryWorkspace()
                .ifPresent(workspace -> actor.run(
                        RpcMethod.WORKSPACE_UPDATE, "workspace_id", workspace, "name", actor.fresh("Renamed")));
    }

    void deleteWorkspace() {
        Optional.ofNullable(actor.team().workspaces().pollFirst())
                .or(() -> actor.run(RpcMethod.WORKSPACE_CREATE, "name", actor.fresh("Short"))
                        .map(result -> result.at("/workspace/id").longValue()))
                .ifPresent(workspace -> actor.run(RpcMethod.WORKSPACE_DELETE, "workspace_id", workspace));
    }

    void addToWorkspace() {
        String role = Stream.of("member", "guest", "owner")
                .skip(actor.random().nextInt(3))
                .findFirst()
                .orElseThrow();
        temporaryWorkspace().ifPresent(workspace -> addTo(workspace, someMember(), role));
    }

    private long someMember() {
        return actor.team().someMember(actor.random()).id();
    }

    private Optional<JsonNode> addTo(long workspace, long user, String role) {
        return actor.run(RpcMethod.WORKSPACE_MEMBERS_ADD, "workspace_id", workspace, "user_id", user, "role", role);
    }

    void removeFromWorkspace() {
        temporaryWorkspace().ifPresent(workspace -> {
            long user = someMember();
            if (actor.chance(50)) addTo(workspace, user, "member");
            actor.run(RpcMethod.WORKSPACE_MEMBERS_REMOVE, "workspace_id", workspace, "user_id", user);
        });
    }
}
