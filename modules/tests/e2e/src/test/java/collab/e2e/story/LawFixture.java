package collab.e2e.story;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestJson;
import java.util.List;

/** The users of a running system, and the entities that the scenarios of methods need. */
class LawFixture {
    final RunningSystem system;
    final RpcCaller alice;
    final RpcCaller bob;
    final RpcCaller carol;
    final RpcCaller dave;

    /** The first workspace. All users are its members. */
    final long general;

    /** Makes names unique. */
    private int names;

    LawFixture(RunningSystem system) {
        this.system = system;
        alice = system.signIn("alice");
        bob = system.signIn("bob");
        carol = system.signIn("carol");
        dave = system.signIn("dave");
        general = alice.call("workspace.list").at("/workspaces/0/id").longValue();
    }

    List<RpcCaller> users() {
        return List.of(alice, bob, carol, dave);
    }

    String fresh(String prefix) {
        return prefix + "-" + ++names;
    }

    RpcCaller newUser() {
        String name = fresh("erin");
        long id = alice.call("user.create", "username", name, "display_name", "Erin")
                .at("/user/id")
                .longValue();
        alice.call("workspace.members.add", "workspace_id", general, "user_id", id);
        return system.signIn(name);
    }

    /** Creates a group with these members. */
    long groupOf(RpcCaller... members) {
        long id = alice.call("group.create", "name", fresh("group"))
                .at("/group/id")
                .longValue();
        for (RpcCaller member : members) alice.call("group.members.add", "group_id", id, "user_id", member.userId());
        return id;
    }

    void grant(long group, String right) {
        alice.call("group.rights.set", "group_id", group, "permissions", List.of(TestJson.params("right", right)));
    }

    /** Creates a workspace of Alice with these members. */
    long workspace(RpcCaller... members) {
        long id = alice.call("workspace.create", "name", fresh("Team"))
                .at("/workspace/id")
                .longValue();
        for (RpcCaller member : members)
            alice.call("workspace.members.add", "workspace_id", id, "user_id", member.userId());
        return id;
    }

    /** Creates a direct conversation of Alice with a user. */
    long directConversation(long workspace, RpcCaller peer) {
        return alice.call("channel.create", "workspace_id", workspace, "kind", "dm", "peer_ids", List.of(peer.userId()))
                .at("/channel/id")
                .longValue();
    }

    /** Creates a private channel of Alice with these members. */
    long privateChannel(RpcCaller... members) {
        long id = alice.call("channel.create", "workspace_id", general, "kind", "private", "name", fresh("private"))
                .at("/channel/id")
                .longValue();
        for (RpcCaller member : members)
            alice.call("channel.members.add", "channel_id", id, "user_id", member.userId());
        return id;
    }

    long publicChannel() {
        return alice.call("channel.create", "workspace_id", general, "kind", "public", "name", fresh("public"))
                .at("/channel/id")
                .longValue();
    }

    long send(RpcCaller author, long channel, String text) {
        return author.call("message.send", "channel_id", channel, "text", text)
                .at("/message/id")
                .longValue();
    }

    long reply(RpcCaller author, long parent, String text) {
        return author.call("thread.reply", "parent_id", parent, "text", text)
                .at("/message/id")
                .longValue();
    }
}
