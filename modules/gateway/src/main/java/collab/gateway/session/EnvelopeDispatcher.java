package collab.gateway.session;

import collab.gateway.protocol.SharedEvent;
import collab.wire.CloseCode;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Dispatches the messages of the stream to the sessions of their recipients. Used by the link thread only. */
public final class EnvelopeDispatcher implements StreamListener {
    private final SessionRegistry registry;
    private final EnvelopeReader reader;
    private final PresenceRequests presence;
    private final SocketProbe probe;
    private final GatewayMetrics metrics;
    private final InstantSource clock;

    private final DeferredActions deferred = new DeferredActions();
    private int streamVersion;

    public EnvelopeDispatcher(
            SessionRegistry registry,
            EnvelopeReader reader,
            PresenceRequests presence,
            SocketProbe probe,
            GatewayMetrics metrics,
            InstantSource clock) {
        this.registry = registry;
        this.reader = reader;
        this.presence = presence;
        this.probe = probe;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Subscriptions subscriptions() {
        return registry.subscriptions();
    }

    @Override
    public void attached(Map<Long, Long> subscribed, int version, long position) {
        presence.clear();
        boolean versionChanged = streamVersion != 0 && streamVersion != version;
        streamVersion = version;
        registry.forEachSession(session -> {
            if (versionChanged) session.versionChanged(version, position, deferred);
            Long number = subscribed.get(session.userId());
            if (number != null && number == session.number()) session.liveFrom(position);
            if (session.markPresenceStale()) presence.request(session);
        });
        deferred.run();
    }

    @Override
    public void envelopes(Envelopes message) {
        List<Envelope> envelopes = message.getEnvelopesList();
        for (int first = 0; first < envelopes.size(); ) {
            int end = first + 1;
            while (end < envelopes.size() && haveSameRecipients(envelopes.get(first), envelopes.get(end))) end++;
            deliver(envelopes.subList(first, end));
            first = end;
        }
        deferred.run();
    }

    private static boolean haveSameRecipients(Envelope left, Envelope right) {
        return left.getRecipientsList().equals(right.getRecipientsList());
    }

    /**
     * Delivers consecutive events with the same recipients: all events to one recipient, then all to the next. So a session and its
     * sockets are loaded into the CPU cache once per batch instead of once per event, which dominates the cost of a large channel
     * (ADR 51).
     */
    private void deliver(List<Envelope> batch) {
        metrics.envelopes.add(batch.size());
        List<SharedEvent> events = reader.read(batch);
        Envelope addressed = batch.getFirst();
        for (int i = 0; i < addressed.getRecipientsCount(); i++) {
            registry.session(addressed.getRecipients(i))
                    .ifPresent(session -> events.forEach(event -> deliver(session, event)));
        }
        for (SharedEvent event : events) {
            event.committedAt().ifPresent(at -> metrics.commitToSocket.observe(secondsSince(at)));
        }
    }

    private void deliver(UserSession session, SharedEvent event) {
        if (event.seq() > 0) session.deliver(event, deferred);
        else if (session.signal(event)) presence.requestLater(session);
    }

    /** At least 0, because the clocks of two machines differ. */
    private double secondsSince(Instant at) {
        return Math.max(0, Duration.between(at, clock.instant()).toNanos()) / 1e9;
    }

    @Override
    public void liveFrom(LiveFrom liveFrom) {
        registry.session(liveFrom.getUserId())
                .filter(session -> session.number() == liveFrom.getNumber())
                .ifPresent(session -> session.liveFrom(liveFrom.getPosition()));
    }

    @Override
    public void presence(PresenceAnswer answer) {
        presence.answered(answer.getNumber())
                .ifPresent(session -> reader.read(answer.getEnvelope())
                        .filter(session::presence)
                        .ifPresent(_ -> presence.requestLater(session)));
    }

    @Override
    public void probe(long number) {
        probe.received(number);
    }

    @Override
    public void historyLost() {
        registry.endAll();
    }

    @Override
    public void leaseExpired() {
        registry.closeAll(CloseCode.UNAVAILABLE, "no link to the server");
    }
}
