package collab.wire;

import collab.wire.event.v2.Event;
import com.google.protobuf.Message;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The versions this build can carry, and the steps down from each to the one before. The same table serves both hops: the
 * server renders for an older gateway with it, the gateway for an older browser.
 */
public final class EventShapes {
    /** The version the log stores. */
    public static final int NATIVE_VERSION = 2;

    /** What this build knows. */
    public static final EventShapes ALL = of(
            List.of(
                    EventShape.flat(1, collab.wire.event.v1.Event.getDefaultInstance()),
                    EventShape.of(NATIVE_VERSION, Event.getDefaultInstance())),
            List.of(new EventV2ToV1()));

    private final TreeMap<Integer, EventShape> shapes = new TreeMap<>();
    private final TreeMap<Integer, ShapeConverter> converters = new TreeMap<>();

    private EventShapes() {}

    /** A table in which every version but the oldest has a step down. */
    public static EventShapes of(List<EventShape> shapes, List<ShapeConverter> converters) {
        EventShapes table = new EventShapes();
        shapes.forEach(shape -> table.shapes.put(shape.version(), shape));
        converters.forEach(converter -> table.converters.put(converter.from(), converter));
        TreeSet<Integer> above = new TreeSet<>(table.shapes.navigableKeySet());
        above.pollFirst();
        if (!above.equals(table.converters.navigableKeySet())) {
            throw new IllegalArgumentException("versions " + table.shapes.keySet() + " need a converter each from "
                    + above + ", there are " + table.converters.keySet());
        }
        return table;
    }

    public NavigableSet<Integer> versions() {
        return new TreeSet<>(shapes.navigableKeySet());
    }

    /**
     * The versions up to one, which must be among them: for a process that is to speak as an older release did.
     *
     * @throws IllegalArgumentException naming what there is
     */
    public NavigableSet<Integer> versionsUpTo(int newest) {
        if (!shapes.containsKey(newest)) {
            throw new IllegalArgumentException("an event version must be one of " + versions() + ", is " + newest);
        }
        return versions().headSet(newest, true);
    }

    public EventShape shape(int version) {
        EventShape shape = shapes.get(version);
        if (shape == null) throw new IllegalArgumentException("no event version " + version + " here");
        return shape;
    }

    /** The newest version that both sides carry. */
    public static Optional<Integer> newestCommon(NavigableSet<Integer> ours, Collection<Integer> theirs) {
        return ours.descendingSet().stream().filter(theirs::contains).findFirst();
    }

    /** An event in an older version, or the same; empty when there is no such event there. */
    public Optional<Message> convert(Message event, int from, int to) {
        if (to > from) throw new IllegalArgumentException("events are not converted upwards: " + from + " to " + to);
        Optional<Message> converted = Optional.of(event);
        for (int version = from; version > to && converted.isPresent(); version--) {
            converted = stepDown(version).convert(converted.get());
        }
        return converted;
    }

    /** An event as that version tells it; empty when it has no word for it. */
    public Optional<Message> told(Message event, int from, EventShape to) {
        return convert(event, from, to.version()).filter(ours -> to.type(ours).isPresent());
    }

    private ShapeConverter stepDown(int version) {
        ShapeConverter converter = converters.get(version);
        if (converter == null) throw new IllegalArgumentException("no way down from event version " + version);
        return converter;
    }
}
