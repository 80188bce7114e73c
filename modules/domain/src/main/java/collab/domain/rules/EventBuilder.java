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
 * Collects the events of one decision. The events get consecutive positions; the first is {@link DecisionContext#next()}. The
 * position of an event is therefore known before the event is created, and the event can contain it. Each call of the rules uses
 * an instance of its own.
 */
final class EventBuilder {
    private final LogPosition first;
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    EventBuilder(DecisionContext context) {
        this.first = context.next();
    }

    /** An accepted decision that changes nothing. */
    static Decision unchanged(Entity result) {
        return new Decision.Accepted(List.of(), List.of(), result);
    }

    static Decision rejected(Rejection why) {
        return new Decision.Rejected(why);
    }

    /** The position of the next event. */
    LogPosition next() {
        return first.plus(events.size());
    }

    EventBuilder add(Event event) {
        events.add(event);
        return this;
    }

    /** Adds the event that changes an entity, and returns the entity after the change. */
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
