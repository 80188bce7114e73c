package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.id.LogPosition;
import collab.domain.model.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The events of one decision while it is being made. Each stands one behind the other from {@link DecisionContext#next()}, so an event
 * can carry the position it will have. Lives within one call of the rules.
 */
final class EventBuilder {
    private final LogPosition first;
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    EventBuilder(DecisionContext turn) {
        this.first = turn.next();
    }

    /** An acceptance that changes nothing. */
    static Decision unchanged(Entity result) {
        return new Decision.Accepted(List.of(), List.of(), result);
    }

    static Decision refused(Rejection why) {
        return new Decision.Rejected(why);
    }

    /** Where the next event will stand. */
    LogPosition next() {
        return first.plus(events.size());
    }

    EventBuilder add(Event event) {
        events.add(event);
        return this;
    }

    /** Adds the event that changes an entity, and answers the entity as it then is. */
    <T> T change(Function<LogPosition, T> entityAt, Function<T, Event> event) {
        T entity = entityAt.apply(next());
        events.add(event.apply(entity));
        return entity;
    }

    EventBuilder add(Effect effect) {
        effects.add(effect);
        return this;
    }

    Decision accepted(Entity result) {
        return new Decision.Accepted(events, effects, result);
    }
}
