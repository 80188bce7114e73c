package collab.fanout.routing;

import collab.domain.id.LogPosition;
import collab.persistence.LoggedEvent;
import collab.wire.EventShapes;
import collab.wire.link.v1.Envelope;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Puts events into envelopes. The bytes of an event are encoded once per version and shared by every envelope: the
 * native version uses the bytes of the log, and converted versions are cached for the streams at the same position.
 */
public final class EnvelopeFactory {
    /** Converted events that are cached for other streams; a stream further behind converts again. */
    static final int CACHED_MAX = 1_024;

    private record Key(LogPosition seq, int version) {}

    private final EventShapes shapes;
    private final NavigableSet<Integer> supportedVersions;

    /** Oldest first. */
    @GuardedBy("this")
    private final LinkedHashMap<Key, Optional<ByteString>> converted = new LinkedHashMap<>();

    /** @param versionMax the newest supported version that may be sent */
    public EnvelopeFactory(EventShapes shapes, int versionMax) {
        this.shapes = shapes;
        this.supportedVersions = Collections.unmodifiableNavigableSet(shapes.versionsUpTo(versionMax));
    }

    public NavigableSet<Integer> supportedVersions() {
        return supportedVersions;
    }

    /**
     * @param addressed carries the recipients
     * @return empty when the version has no such event
     */
    public Optional<Envelope> event(LoggedEvent event, Envelope addressed, int version) {
        return inVersion(event, version)
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

    private Optional<ByteString> inVersion(LoggedEvent event, int version) {
        if (version == EventShapes.NATIVE_VERSION) {
            return Optional.of(event.event());
        }
        Key key = new Key(event.seq(), version);
        synchronized (this) {
            Optional<ByteString> cached = converted.get(key);
            if (cached != null) return cached;
        }
        Optional<ByteString> result = convert(event.event(), version);
        cache(key, result);
        return result;
    }

    private synchronized void cache(Key key, Optional<ByteString> result) {
        converted.put(key, result);
        if (converted.size() > CACHED_MAX) {
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
            throw new IllegalStateException("the logged or signalled bytes are not an event", broken);
        }
    }
}
