package collab.fanout.stream;

import collab.fanout.config.FanoutConfig;
import collab.fanout.connection.LinkMetrics;
import collab.fanout.presence.Presence;
import collab.fanout.presence.SignalEvents;
import collab.fanout.routing.AudienceResolver;
import collab.fanout.routing.EnvelopeFactory;
import collab.persistence.EventLog;
import collab.persistence.Memberships;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The objects that all streams share.
 *
 * @param scheduler runs heartbeats; its tasks never block
 */
public record StreamServices(
        FanoutConfig config,
        Source source,
        Encoding encoding,
        Gateways gateways,
        LinkMetrics metrics,
        ScheduledExecutorService scheduler) {
    /** Where events and memberships are read, and what signals that there are new events. */
    public record Source(EventLog log, Memberships memberships, LogFollower follower) {}

    /** How an event becomes an envelope with recipients. */
    public record Encoding(AudienceResolver audiences, EnvelopeFactory envelopes, SignalEvents signals) {}

    /** Which gateways are attached, and which of their users are online. */
    public record Gateways(StreamRegistry registry, Presence presence) {}

    FanoutConfig.Link link() {
        return config.link();
    }

    EventLog log() {
        return source.log();
    }

    Memberships memberships() {
        return source.memberships();
    }

    LogFollower follower() {
        return source.follower();
    }

    AudienceResolver audiences() {
        return encoding.audiences();
    }

    EnvelopeFactory envelopes() {
        return encoding.envelopes();
    }

    SignalEvents signals() {
        return encoding.signals();
    }

    StreamRegistry registry() {
        return gateways.registry();
    }

    Presence presence() {
        return gateways.presence();
    }
}
