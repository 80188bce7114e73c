package collab.fanout.routing;

import collab.domain.id.LogPosition;
import collab.persistence.LoggedEvent;
import collab.wire.EventShapes;
import collab.wire.link.v1.Envelope;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Puts events into envelopes. The bytes of an event are made once per version and shared by every envelope that carries them:
 * those of the native version are the log's own, converted ones are kept for the streams that are as far.
 */
public final class EnvelopeFactory {
    /** Converted events kept for other streams; a stream further back converts again. */
    static final int CONVERTED_MAX = 1_024;

    private record Key(LogPosition seq, int version) {}

    private final EventShapes shapes;
    private final NavigableSet<Integer> spoken;

    /** Guarded by this. Oldest first. */
    private final LinkedHashMap<Key, Optional<ByteString>> converted = new LinkedHashMap<>();

    /** @param versionMax the newest version that is spoken, of those that can be made */
    public EnvelopeFactory(EventShapes shapes, int versionMax) {
        this.shapes = shapes;
        this.spoken = Collections.unmodifiableNavigableSet(shapes.versionsUpTo(versionMax));
    }

    public NavigableSet<Integer> spoken() {
        return spoken;
    }

    /**
     * @param addressed carries the recipients
     * @return nothing when the version has no word for the event
     */
    public Optional<Envelope> event(LoggedEvent event, Envelope addressed, int version) {
        return shaped(event, version)
                .map(bytes -> addressed.toBuilder()
                        .setV(version)
                        .setSeq(event.seq().value())
                        .setEvent(bytes)
                        .build());
    }

    /** @param event in the native version */
    public Optional<Envelope> signal(ByteString event, Envelope addressed, int version) {
        return convert(event, version)
                .map(bytes ->
                        addressed.toBuilder().setV(version).setEvent(bytes).build());
    }

    private Optional<ByteString> shaped(LoggedEvent event, int version) {
        if (version == EventShapes.NATIVE_VERSION) {
            return Optional.of(event.event());
        }
        Key key = new Key(event.seq(), version);
        synchronized (this) {
            Optional<ByteString> known = converted.get(key);
            if (known != null) return known;
        }
        Optional<ByteString> made = convert(event.event(), version);
        keep(key, made);
        return made;
    }

    private synchronized void keep(Key key, Optional<ByteString> made) {
        converted.put(key, made);
        if (converted.size() > CONVERTED_MAX) {
            converted.pollFirstEntry();
        }
    }

    private Optional<ByteString> convert(ByteString event, int version) {
        if (version == EventShapes.NATIVE_VERSION) {
            return Optional.of(event);
        }
        try {
            return shapes.convert(
                            shapes.shape(EventShapes.NATIVE_VERSION).parse(event), EventShapes.NATIVE_VERSION, version)
                    .map(MessageLite::toByteString);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("what was logged or signalled is not an event", broken);
        }
    }
}
