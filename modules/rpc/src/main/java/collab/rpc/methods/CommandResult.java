package collab.rpc.methods;

import collab.api.ChannelView;
import collab.api.GroupView;
import collab.api.MessageView;
import collab.api.ReactionView;
import collab.api.UserView;
import collab.api.WorkspaceView;
import collab.domain.model.Channel;
import collab.domain.model.Entity;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.persistence.Commit;
import collab.rpc.view.EntityViews;
import java.util.List;

/** A committed command, and its entity as a view of the contract. */
record CommandResult(Commit commit) {
    /** The position of the command's last event. */
    long seq() {
        return commit.seq().value();
    }

    /** Whether the caller's event stream will contain an event of this command. */
    boolean await() {
        return commit.await();
    }

    UserView user() {
        return EntityViews.of(entity(User.class));
    }

    WorkspaceView workspace() {
        return EntityViews.of(entity(Workspace.class));
    }

    ChannelView channel() {
        return EntityViews.of(entity(Channel.class));
    }

    MessageView message() {
        return EntityViews.of(entity(Message.class));
    }

    List<ReactionView> reactions() {
        return EntityViews.reactions(entity(Message.class).reactions());
    }

    GroupView group() {
        return EntityViews.of(entity(Group.class));
    }

    ReadState readState() {
        return entity(ReadState.class);
    }

    ThreadState threadState() {
        return entity(ThreadState.class);
    }

    private <E extends Entity> E entity(Class<E> type) {
        if (type.isInstance(commit.result())) return type.cast(commit.result());
        throw new IllegalStateException("the commit at " + commit.seq() + " must contain a " + type.getSimpleName()
                + ", it contains a " + commit.result().getClass().getSimpleName());
    }
}
