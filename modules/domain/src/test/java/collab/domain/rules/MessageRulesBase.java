package collab.domain.rules;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.ChannelKind;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.util.Optional;

/** A workspace with the public channel "plans", of which Bob and Carol are members. */
abstract class MessageRulesBase {
    final RulesFixture rules = new RulesFixture();
    final UserId root = rules.holder("root", Right.ADMIN);
    final UserId alice = rules.holder("alice", Right.WORKSPACE_MANAGE);
    final UserId bob = rules.person("bob");
    final UserId carol = rules.person("carol");
    final WorkspaceId home = rules.workspace(alice, "Home");
    final ChannelId plans;

    MessageRulesBase() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
        plans = rules.channel(bob, home, ChannelKind.PUBLIC, "plans");
        rules.accepted(carol, new Command.JoinChannel(plans));
    }

    Command.SendMessage send(String text) {
        return new Command.SendMessage(plans, text, Optional.empty());
    }

    Message message(MessageId id) {
        return rules.world.message(id).orElseThrow();
    }

    ReadState readState(UserId user) {
        return rules.world.readState(user, plans);
    }
}
