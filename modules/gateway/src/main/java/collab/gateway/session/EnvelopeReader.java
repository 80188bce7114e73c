package collab.gateway.session;

import collab.gateway.protocol.SharedEvent;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import collab.wire.link.v1.Envelope;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;

/** Parses envelopes. An envelope that cannot be parsed or has an unknown type is counted and skipped; it does not stop the others. */
public final class EnvelopeReader {
    private static final System.Logger LOG = System.getLogger(EnvelopeReader.class.getName());

    private final EventShapes shapes;
    private final GatewayMetrics metrics;

    public EnvelopeReader(EventShapes shapes, GatewayMetrics metrics) {
        this.shapes = shapes;
        this.metrics = metrics;
    }

    List<SharedEvent> read(List<Envelope> envelopes) {
        return envelopes.stream().map(this::read).flatMap(Optional::stream).toList();
    }

    Optional<SharedEvent> read(Envelope envelope) {
        try {
            if (!shapes.versions().contains(envelope.getV())) return skipped(envelope, "version " + envelope.getV());
            EventShape shape = shapes.shape(envelope.getV());
            Message event = shape.parse(envelope.getEvent());
            if (shape.type(event).isEmpty()) return skipped(envelope, "unknown type");
            return Optional.of(new SharedEvent(envelope.getSeq(), shape, event));
        } catch (InvalidProtocolBufferException e) {
            return skipped(envelope, "invalid: " + e.getMessage());
        }
    }

    private Optional<SharedEvent> skipped(Envelope envelope, String reason) {
        metrics.unknownEvents.increment();
        LOG.log(System.Logger.Level.DEBUG, () -> "skipped the event at " + envelope.getSeq() + ": " + reason);
        return Optional.empty();
    }
}
