package collab.domain;

import collab.domain.model.Entity;
import collab.domain.rules.DecisionContext;
import java.util.List;

/** The decision of the rules about a command. */
public sealed interface Decision {
    /**
     * The command is accepted. The i-th event has position {@link DecisionContext#next()} plus i.
     *
     * @param result the entity after the change, for the reply
     */
    record Accepted(List<Event> events, List<Effect> effects, Entity result) implements Decision {
        public Accepted {
            events = List.copyOf(events);
            effects = List.copyOf(effects);
        }
    }

    /** The command is rejected; nothing changes. */
    record Rejected(Rejection why) implements Decision {}
}
