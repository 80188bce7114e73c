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

/** The unary calls and replays at the server. Blocks within deadlines, so only virtual threads may call it. */
public final class ServerCalls implements CredentialVerifier, EventHistory {
    private final EventStreamBlockingStub server;
    private final LinkConfig config;
    private final int replayEventsMax;
    private final Uplink uplink;

    /**
     * @param channel to the server; not the channel of the stream, so that a connection that ends for a call does not end the stream
     * @param uplink provides the event version of the stream; replays use the same version
     */
    public ServerCalls(ManagedChannel channel, LinkConfig config, int replayEventsMax, Uplink uplink) {
        this.server = EventStreamGrpc.newBlockingStub(channel);
        this.config = config;
        this.replayEventsMax = replayEventsMax;
        this.uplink = uplink;
    }

    /**
     * Calls the server on a thread that ends with the answer. gRPC's transport retains memory for each calling thread, mostly buffer
     * caches; on the connection's own thread it would be retained for as long as the socket is open (ADR 51).
     */
    @Override
    public Verdict verify(Credential credential, long userId, String peerAddress) {
        FutureTask<Verdict> call = new FutureTask<>(() -> admit(credential, userId, peerAddress));
        Thread.ofVirtual().name("admit-" + userId).start(call);
        try {
            return call.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerUnavailable unavailable) throw unavailable;
            throw new IllegalStateException("verifying a credential for user " + userId + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnavailable("verifying a credential was interrupted", e);
        }
    }

    private Verdict admit(Credential credential, long userId, String peerAddress) {
        AdmitRequest.Builder request =
                AdmitRequest.newBuilder().setUserId(userId).setPeerAddress(peerAddress);
        switch (credential) {
            case Credential.Token token -> request.setToken(token.token());
            case Credential.Ticket ticket -> request.setTicket(ticket.ticket());
            case Credential.VerifiedSession verified -> request.setSession(verified.session());
        }
        try {
            AdmitResponse response = within(config.times().callDeadline()).admit(request.build());
            return new Verdict.Valid(
                    response.getSession(), response.getEpoch(), response.getPosition(), response.getHead());
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case UNAUTHENTICATED -> new Verdict.Invalid();
                case PERMISSION_DENIED -> new Verdict.OtherUser();
                default -> throw new ServerUnavailable("the server cannot verify a credential", e);
            };
        }
    }

    @Override
    public void replay(long userId, String epoch, long from, long to, Predicate<ReplayResponse> consumer) {
        ReplayRequest request = ReplayRequest.newBuilder()
                .setUserId(userId)
                .setEpoch(epoch)
                .setFrom(from)
                .setTo(to)
                .setVersion(uplink.version())
                .setEventsMax(replayEventsMax)
                .build();
        try (Context.CancellableContext reading = Context.current().withCancellation()) {
            // When the consumer accepts no more parts, the rest is read and discarded: at most replayEventsMax events.
            // The RST_STREAM of a cancelled call may arrive after the server's last frame; older servers then end the
            // connection.
            reading.run(() -> {
                Iterator<ReplayResponse> parts =
                        within(config.times().replayDeadline()).replay(request);
                boolean accepted = true;
                while (parts.hasNext()) {
                    ReplayResponse part = parts.next();
                    if (accepted) accepted = consumer.test(part);
                }
            });
        } catch (StatusRuntimeException e) {
            throw new ServerUnavailable("the event log is unavailable", e);
        }
    }

    private EventStreamBlockingStub within(Duration deadline) {
        return server.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
}
