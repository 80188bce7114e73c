package collab.fanout.stream;

import collab.fanout.routing.EnvelopeBatch;
import collab.fanout.routing.MembershipChange;
import collab.persistence.LoggedEvent;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.ServerHeartbeat;
import java.util.List;

/**
 * Sends the log to an attached gateway: the events after the cursor that concern a wanted user, and heartbeats that
 * carry the cursor. Confined to the sender, and the only writer of the cursor.
 */
final class EventSender {
    private final StreamServices services;
    private final AttachedGateway gateway;
    private final StreamInbox inbox;
    private final StreamOutput output;

    EventSender(StreamServices services, AttachedGateway gateway, StreamInbox inbox, StreamOutput output) {
        this.services = services;
        this.gateway = gateway;
        this.inbox = inbox;
        this.output = output;
    }

    /**
     * @param max the most events to read; each becomes at most one envelope
     * @return whether there was an event
     * @throws io.grpc.StatusRuntimeException when the epoch is over or the events were pruned
     */
    boolean send(int max) {
        StreamChecks.checkEpoch(gateway.epoch(), services.log());
        if (max == 0) return false;
        List<LoggedEvent> events = services.log().read(gateway.cursor(), max);
        StreamChecks.checkFloor(gateway.cursor(), services.log());
        EnvelopeBatch batch = new EnvelopeBatch();
        events.forEach(event -> add(event, batch));
        output.send(batch);
        return !events.isEmpty();
    }

    private void add(LoggedEvent event, EnvelopeBatch batch) {
        MembershipChange.of(event).ifPresent(gateway.routes()::apply);
        Envelope addressed = services.audiences().resolve(event.audience(), event.seq(), gateway.routes());
        if (addressed.getRecipientsCount() > 0) {
            services.envelopes()
                    .event(event, addressed, gateway.version())
                    .ifPresent(envelope -> output.add(envelope, batch));
        }
        gateway.advanceBeyond(event);
    }

    /** Whether a heartbeat was due. */
    boolean sendHeartbeat() {
        boolean due = inbox.pollHeartbeat();
        if (due) output.write(heartbeat(0));
        return due;
    }

    /** Sends the number of the waiting probe when everything that was committed before it has been sent. */
    void sendProbe() {
        inbox.pollProbe(gateway.cursor()).ifPresent(probe -> {
            output.write(heartbeat(probe.number()));
            services.metrics().noteProbeSent();
        });
    }

    /** @param probe 0 for a heartbeat without a probe */
    private AttachResponse heartbeat(long probe) {
        return AttachResponse.newBuilder()
                .setHeartbeat(ServerHeartbeat.newBuilder()
                        .setEpoch(gateway.epoch())
                        .setHead(services.log().head().value())
                        .setPosition(gateway.cursor().value())
                        .setCanary(probe))
                .build();
    }
}
