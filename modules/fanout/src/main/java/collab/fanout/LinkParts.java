package collab.fanout;

import collab.persistence.EventLog;
import collab.persistence.Memberships;
import java.util.concurrent.ScheduledExecutorService;

/** What every stream needs, made once. */
record LinkParts(
        FanoutConfig config,
        EventLog log,
        Memberships memberships,
        LogFollower follower,
        AudienceResolver audiences,
        EnvelopeFactory envelopes,
        SignalEvents signals,
        Presence presence,
        LinkRegistry registry,
        LinkMetrics metrics,
        ScheduledExecutorService scheduler) {}
