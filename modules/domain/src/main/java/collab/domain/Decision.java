package collab.domain;

import collab.domain.model.Entity;
import collab.domain.rules.DecisionContext;
import java.util.List;

/** What the rules answer to a command. */
public sealed interface Decision {
    /**
     * The change. The i-th event stands at {@link DecisionContext#next()} plus i.
     *
     * @param result the entity after the change, for the reply
     */
    record Accepted(List<Event> events, List<Effect> effects, Entity result) implements Decision {
        public Accepted {
            events = List.copyOf(events);
            effects = List.copyOf(effects);
        }
    }

    /** Nothing changes. */
    record Rejected(Rejection why) implements Decision {}
}
