package collab.fanout.routing;

import collab.wire.WireLimits;
import collab.wire.link.v1.Envelope;
import java.util.ArrayList;
import java.util.List;

/**
 * The envelopes of one message: at most {@link WireLimits#PACK_ENVELOPES_MAX} and {@link WireLimits#PACK_BYTES_MAX}. An
 * envelope larger than the byte limit is sent alone and whole, up to {@link #ENVELOPE_BYTES_MAX}. Confined to one
 * thread.
 */
public final class EnvelopeBatch {
    /** The largest message that a gateway accepts, less the bytes of the message around the envelope. */
    static final int ENVELOPE_BYTES_MAX = WireLimits.LINK_MESSAGE_BYTES_MAX - 64;

    private final List<Envelope> envelopes = new ArrayList<>();
    private int bytes;

    public boolean isEmpty() {
        return envelopes.isEmpty();
    }

    public boolean hasRoomFor(Envelope envelope) {
        return envelopes.isEmpty()
                || (envelopes.size() < WireLimits.PACK_ENVELOPES_MAX
                        && bytes + envelope.getSerializedSize() <= WireLimits.PACK_BYTES_MAX);
    }

    public void add(Envelope envelope) {
        int size = envelope.getSerializedSize();
        if (size > ENVELOPE_BYTES_MAX) {
            throw new IllegalStateException(
                    "the envelope at " + envelope.getSeq() + " has " + size + " bytes, at most " + ENVELOPE_BYTES_MAX);
        }
        envelopes.add(envelope);
        bytes += size;
    }

    /** Returns the envelopes and empties the batch. */
    public List<Envelope> take() {
        List<Envelope> taken = List.copyOf(envelopes);
        envelopes.clear();
        bytes = 0;
        return taken;
    }
}
