package collab.gateway.link;

import collab.gateway.config.LinkConfig;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt at an {@code Attach} stream. Its callbacks come on the transport's thread and only fill the inbox; requests are
 * sent by the link's thread alone.
 */
final class LinkStream implements ClientResponseObserver<AttachRequest, AttachResponse> {
    private final LinkInbox inbox;
    private final Map<Long, Long> wanted;

    // Set before the call starts, then only the link's thread.
    private Optional<ClientCallStreamObserver<AttachRequest>> call = Optional.empty();

    // Only the link's thread.
    boolean attached;
    long envelopes;
    long envelopesAcknowledged;
    boolean ackDue;

    /** @param wanted what the hello asks for, each user with the number of the want */
    LinkStream(LinkInbox inbox, Map<Long, Long> wanted) {
        this.inbox = inbox;
        this.wanted = wanted;
    }

    Map<Long, Long> wanted() {
        return wanted;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AttachRequest> requestStream) {
        requestStream.disableAutoRequestWithInitial(LinkConfig.MESSAGES_UNDER_WAY);
        call = Optional.of(requestStream);
    }

    @Override
    public void onNext(AttachResponse response) {
        inbox.message(this, response);
    }

    @Override
    public void onError(Throwable error) {
        inbox.ending(this, Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
        inbox.ending(this, Status.OK);
    }

    void send(AttachRequest request) {
        call.ifPresent(open -> open.onNext(request));
    }

    /** One message has been applied: the next may come. */
    void applied() {
        call.ifPresent(open -> open.request(1));
    }

    void cancel(String why) {
        call.ifPresent(
                open -> open.cancel(why, Status.CANCELLED.withDescription(why).asRuntimeException()));
    }
}
