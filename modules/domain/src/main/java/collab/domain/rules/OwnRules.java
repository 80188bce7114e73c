package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.OwnCommand;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.model.Entity;
import java.util.Optional;

/** Rules for what only the caller has; decides every command about it. */
record OwnRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(OwnCommand command) {
        return switch (command) {
            case OwnCommand.MarkUnread mark ->
                new MessageAccess(policy)
                        .member(mark.channelId())
                        .then(membership ->
                                new ReadStateRules(policy, context).markUnread(membership, mark.messageId()));
            case OwnCommand.MarkThreadUnread mark ->
                new ThreadRules(policy, context).markUnread(mark.parentId(), mark.messageId());
            case OwnCommand.MarkAllRead mark -> markAllRead(mark);
            case OwnCommand.SetDraft set -> new DraftRules(policy, context).set(set);
            case OwnCommand.SetPreference set -> new PreferenceRules(policy, context).set(set);
        };
    }

    /** One event, however many channels and threads are unread: what it marks follows from its position. */
    private Decision markAllRead(OwnCommand.MarkAllRead mark) {
        return policy.personOrRejection()
                .then(user -> Validated.of(
                                Optional.of(user)
                                        .filter(_ -> policy.roleIn(mark.workspaceId())
                                                .isPresent()),
                                () -> Rejections.noWorkspace(mark.workspaceId()))
                        .then(_ -> {
                            EventBuilder events = new EventBuilder(context);
                            events.add(new Event.AllRead(
                                    user,
                                    mark.workspaceId(),
                                    mark.what(),
                                    policy.world().newestMessage()));
                            return events.accepted(Entity.NONE);
                        }));
    }
}
