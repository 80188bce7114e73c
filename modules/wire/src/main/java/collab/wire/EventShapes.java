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
 * The event versions that this build supports, and the converters from each version to the one before it. The server uses
 * them for an older gateway, and the gateway uses them for an older client.
 */
public final class EventShapes {
    /** The version that the event log stores. */
    public static final int NATIVE_VERSION = 2;

    /** The versions of this build. */
    public static final EventShapes ALL = of(
            List.of(
                    EventShape.flat(1, collab.wire.event.v1.Event.getDefaultInstance()),
                    EventShape.of(NATIVE_VERSION, Event.getDefaultInstance())),
            List.of(new EventV2ToV1()));

    private final TreeMap<Integer, EventShape> shapes = new TreeMap<>();
    private final TreeMap<Integer, ShapeConverter> converters = new TreeMap<>();

    private EventShapes() {}

    /** A table in which every version except the oldest has a converter. */
    public static EventShapes of(List<EventShape> shapes, List<ShapeConverter> converters) {
        EventShapes table = new EventShapes();
        shapes.forEach(shape -> table.shapes.put(shape.version(), shape));
        converters.forEach(converter -> table.converters.put(converter.from(), converter));
        TreeSet<Integer> above = new TreeSet<>(table.shapes.navigableKeySet());
        above.pollFirst();
        if (!above.equals(table.converters.navigableKeySet())) {
            throw new IllegalArgumentException("versions " + table.shapes.keySet() + " require converters from " + above
                    + ", got " + table.converters.keySet());
        }
        return table;
    }

    public NavigableSet<Integer> versions() {
        return new TreeSet<>(shapes.navigableKeySet());
    }

    /**
     * The versions up to the given one, for a process that behaves like an older release.
     *
     * @throws IllegalArgumentException when this build does not know the version; the message lists the known versions
     */
    public NavigableSet<Integer> versionsUpTo(int newest) {
        if (!shapes.containsKey(newest)) {
            throw new IllegalArgumentException("event version must be one of " + versions() + ", got " + newest);
        }
        return versions().headSet(newest, true);
    }

    public EventShape shape(int version) {
        EventShape shape = shapes.get(version);
        if (shape == null)
            throw new IllegalArgumentException(
                    "unknown event version " + version + "; known versions are " + versions());
        return shape;
    }

    /** The newest version that both sides support. */
    public static Optional<Integer> newestCommon(NavigableSet<Integer> ours, Collection<Integer> theirs) {
        return ours.descendingSet().stream().filter(theirs::contains).findFirst();
    }

    /** The event in an older or the same version; empty when that version has no such event. */
    public Optional<Message> convert(Message event, int from, int to) {
        if (to > from)
            throw new IllegalArgumentException(
                    "events cannot be converted to a newer version: from " + from + " to " + to);
        Optional<Message> converted = Optional.of(event);
        for (int version = from; version > to && converted.isPresent(); version--) {
            converted = stepDown(version).convert(converted.get());
        }
        return converted;
    }

    /** The event in that version; empty when the version has no such event type. */
    public Optional<Message> told(Message event, int from, EventShape to) {
        return convert(event, from, to.version()).filter(ours -> to.type(ours).isPresent());
    }

    private ShapeConverter stepDown(int version) {
        ShapeConverter converter = converters.get(version);
        if (converter == null) throw new IllegalArgumentException("no converter from event version " + version);
        return converter;
    }
}
