package collab.gateway.link;

import collab.gateway.admission.Credential;
import collab.gateway.admission.CredentialVerifier;
import collab.gateway.config.LinkConfig;
import collab.gateway.session.EventHistory;
import collab.gateway.session.ServerUnavailable;
import collab.gateway.session.Uplink;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.AdmitResponse;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.EventStreamGrpc.EventStreamBlockingStub;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.ReplayResponse;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What the gateway asks the server beside the stream. Blocks, within deadlines: for virtual threads only. */
public final class ServerCalls implements CredentialVerifier, EventHistory {
    private final EventStreamBlockingStub server;
    private final LinkConfig config;
    private final int replayEventsMax;
    private final Uplink uplink;

    /** @param uplink says in which version events arrive: the past is asked for in the same */
    public ServerCalls(ManagedChannel channel, LinkConfig config, int replayEventsMax, Uplink uplink) {
        this.server = EventStreamGrpc.newBlockingStub(channel);
        this.config = config;
        this.replayEventsMax = replayEventsMax;
        this.uplink = uplink;
    }

    /**
     * Asks on a thread that ends with the answer: what gRPC's transport keeps for each thread that calls it, caches of buffers
     * for the most part, would stay with a connection's own thread for as long as the socket is open (ADR 51).
     */
    @Override
    public Verdict admit(Credential credential, long userId, String peerAddress) {
        FutureTask<Verdict> asking = new FutureTask<>(() -> ask(credential, userId, peerAddress));
        Thread.ofVirtual().name("admit-" + userId).start(asking);
        try {
            return asking.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerUnavailable unavailable) throw unavailable;
            throw new IllegalStateException("admission of user " + userId + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnavailable("admission was interrupted", e);
        }
    }

    private Verdict ask(Credential credential, long userId, String peerAddress) {
        AdmitRequest.Builder request =
                AdmitRequest.newBuilder().setUserId(userId).setPeerAddress(peerAddress);
        switch (credential) {
            case Credential.Token token -> request.setToken(token.token());
            case Credential.Ticket ticket -> request.setTicket(ticket.ticket());
            case Credential.Known known -> request.setSession(known.session());
        }
        try {
            AdmitResponse good = within(config.callDeadline()).admit(request.build());
            return new Verdict.Admitted(good.getSession(), good.getEpoch(), good.getPosition(), good.getHead());
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case UNAUTHENTICATED -> new Verdict.Unknown();
                case PERMISSION_DENIED -> new Verdict.Foreign();
                default -> throw new ServerUnavailable("admission failed", e);
            };
        }
    }

    @Override
    public void replay(long userId, String epoch, long from, long to, Predicate<ReplayResponse> taker) {
        ReplayRequest request = ReplayRequest.newBuilder()
                .setUserId(userId)
                .setEpoch(epoch)
                .setFrom(from)
                .setTo(to)
                .setVersion(uplink.version())
                .setEventsMax(replayEventsMax)
                .build();
        // A taker that wants no more must not leave the call open behind it.
        try (Context.CancellableContext reading = Context.current().withCancellation()) {
            reading.run(() -> {
                Iterator<ReplayResponse> pieces =
                        within(config.replayDeadline()).replay(request);
                boolean more = true;
                while (more && pieces.hasNext()) more = taker.test(pieces.next());
            });
        } catch (StatusRuntimeException e) {
            throw new ServerUnavailable("the log can not be read", e);
        }
    }

    private EventStreamBlockingStub within(Duration deadline) {
        return server.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
}
