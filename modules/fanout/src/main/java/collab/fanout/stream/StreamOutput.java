package collab.fanout.stream;

import static java.lang.System.Logger.Level.DEBUG;

import collab.domain.id.LogPosition;
import collab.fanout.connection.LinkMetrics;
import collab.fanout.routing.EnvelopeBatch;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * Writes the messages of one {@code Attach} stream and counts their envelopes. Confined to the sender, which blocks in a
 * write while the gateway's window is closed; only {@link #end} is called by any thread.
 */
final class StreamOutput {
    private static final System.Logger LOG = System.getLogger(StreamOutput.class.getName());

    private final StreamObserver<AttachResponse> gateway;
    private final SendCredit credit;
    private final CommitTimes commits;
    private final LinkMetrics metrics;
    private final StreamWriter writer = new StreamWriter();

    StreamOutput(StreamObserver<AttachResponse> gateway, SendCredit credit, CommitTimes commits, LinkMetrics metrics) {
        this.gateway = gateway;
        this.credit = credit;
        this.commits = commits;
        this.metrics = metrics;
    }

    /** Adds the envelope to the batch, after sending a batch that has no room for it. */
    void add(Envelope envelope, EnvelopeBatch batch) {
        if (!batch.hasRoomFor(envelope)) send(batch);
        batch.add(envelope);
    }

    /** Sends and empties the batch. */
    void send(EnvelopeBatch batch) {
        if (batch.isEmpty()) return;
        List<Envelope> envelopes = batch.take();
        credit.countSent(envelopes.size());
        write(AttachResponse.newBuilder()
                .setEnvelopes(Envelopes.newBuilder().addAllEnvelopes(envelopes))
                .build());
        metrics.envelopes.add(envelopes.size());
        observeDelay(envelopes.getLast().getSeq());
    }

    /** @param seq 0 for a signal */
    private void observeDelay(long seq) {
        if (seq > 0) {
            commits.age(new LogPosition(seq), System.nanoTime()).ifPresent(metrics.commitToLink::observeNanos);
        }
    }

    /** @throws PeerGoneException when the write failed, after which nothing more can be sent */
    void write(AttachResponse response) {
        try {
            writer.write(() -> gateway.onNext(response));
        } catch (RuntimeException failed) {
            throw new PeerGoneException(failed);
        }
    }

    /** Stops writes; a blocked write is interrupted soon. Never blocks. */
    void end() {
        writer.end();
    }

    /** Closes the call, which sends the status to the gateway. */
    void close(Status why) {
        boolean _ = Thread.interrupted(); // the interrupt of a blocked write must not reach this one
        try {
            if (why.isOk()) gateway.onCompleted();
            else gateway.onError(why.asRuntimeException());
        } catch (RuntimeException gone) {
            LOG.log(DEBUG, "the gateway could not be notified why its stream ended", gone);
        }
    }

    /** A write failed, so the peer cannot be notified. */
    static final class PeerGoneException extends RuntimeException {
        private static final long serialVersionUID = 1;

        PeerGoneException(RuntimeException cause) {
            super(cause);
        }
    }
}
