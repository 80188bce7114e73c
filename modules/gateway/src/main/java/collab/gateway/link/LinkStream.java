package collab.gateway.link;

import collab.gateway.config.LinkConfig;
import collab.wire.link.v1.Ack;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Map;
import java.util.Optional;

/**
 * One {@code Attach} stream. Its callbacks run on the transport's thread and only fill the inbox; requests are sent by the link thread
 * only.
 */
final class LinkStream implements ClientResponseObserver<AttachRequest, AttachResponse> {
    /** An acknowledgement is sent after at most this many envelopes: a small part of those that may be unacknowledged. */
    private static final int ACK_EVERY = 512;

    private final LinkInbox inbox;
    private final Map<Long, Long> subscribed;

    // Set before the call starts, then used by the link thread only.
    private Optional<ClientCallStreamObserver<AttachRequest>> call = Optional.empty();

    // Used by the link thread only.
    private boolean attached;
    private long envelopes;
    private long envelopesAcknowledged;
    private boolean ackDue;

    /** @param subscribed the users of the hello, each with the number of the subscription */
    LinkStream(LinkInbox inbox, Map<Long, Long> subscribed) {
        this.inbox = inbox;
        this.subscribed = subscribed;
    }

    Map<Long, Long> subscribed() {
        return subscribed;
    }

    // ---- Callbacks of the transport ----

    @Override
    public void beforeStart(ClientCallStreamObserver<AttachRequest> requestStream) {
        requestStream.disableAutoRequestWithInitial(LinkConfig.MESSAGES_IN_FLIGHT_MAX);
        call = Optional.of(requestStream);
    }

    @Override
    public void onNext(AttachResponse response) {
        inbox.message(this, response);
    }

    @Override
    public void onError(Throwable error) {
        inbox.ended(this, Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
        inbox.ended(this, Status.OK);
    }

    // ---- The link thread ----

    void send(AttachRequest request) {
        call.ifPresent(open -> open.onNext(request));
    }

    /** One message has been applied: the server may send another one. */
    void requestNext() {
        call.ifPresent(open -> open.request(1));
    }

    void cancel(String reason) {
        call.ifPresent(open ->
                open.cancel(reason, Status.CANCELLED.withDescription(reason).asRuntimeException()));
    }

    /** The server has welcomed the gateway; from now on messages are acknowledged. */
    void welcomed() {
        attached = true;
    }

    void envelopesApplied(int count) {
        envelopes += count;
        ackDue = true;
    }

    void heartbeatReceived() {
        ackDue = true;
    }

    /**
     * The acknowledgement to send now, if one is due; messages that arrive together get one acknowledgement.
     *
     * @param position the position up to which the stream has been applied
     * @param moreWaits whether more messages wait in the inbox
     */
    Optional<Ack> nextAck(long position, boolean moreWaits) {
        if (!attached || !ackDue) return Optional.empty();
        if (moreWaits && envelopes - envelopesAcknowledged < ACK_EVERY) return Optional.empty();
        ackDue = false;
        envelopesAcknowledged = envelopes;
        return Optional.of(
                Ack.newBuilder().setPosition(position).setEnvelopes(envelopes).build());
    }
}
