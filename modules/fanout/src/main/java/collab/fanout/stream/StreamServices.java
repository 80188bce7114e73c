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

/** The objects that all streams share. */
public record StreamServices(
        FanoutConfig config,
        EventLog log,
        Memberships memberships,
        LogFollower follower,
        AudienceResolver audiences,
        EnvelopeFactory envelopes,
        SignalEvents signals,
        Presence presence,
        StreamRegistry registry,
        LinkMetrics metrics,
        ScheduledExecutorService scheduler) {}
