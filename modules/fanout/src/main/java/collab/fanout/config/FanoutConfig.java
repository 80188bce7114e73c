package collab.fanout.config;

import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.time.Duration;

/**
 * What the fanout may be told.
 *
 * @param secret what every caller of the link must know ({@code link.secret-file})
 * @param loopbackOnly told to gateways: in dev mode nobody may be served from elsewhere
 * @param link bounds of a stream
 * @param presence times of presence
 */
public record FanoutConfig(String secret, boolean loopbackOnly, Link link, PresenceTimes presence) {
    public FanoutConfig {
        if (secret.length() < 16) {
            throw new IllegalArgumentException("link.secret must have at least 16 characters, has " + secret.length());
        }
    }

    public static FanoutConfig standard(String secret, boolean loopbackOnly) {
        return new FanoutConfig(secret, loopbackOnly, Link.standard(), PresenceTimes.standard());
    }

    /**
     * Bounds of a stream.
     *
     * @param heartbeat between two signs of life ({@code link.heartbeat}, default 5 s)
     * @param silenceMax after so long without a sign of life the peer is taken for dead ({@code link.silence-max}, default 15 s;
     *     counted in whole heartbeats)
     * @param creditMax envelopes sent and not acknowledged ({@code link.credit-max}, default 4,096); at the bound the stream lags
     *     in the log
     * @param requestsMax requests of a gateway that wait for its sender ({@code link.requests-max}, default 65,536); at the bound
     *     the stream ends with RESOURCE_EXHAUSTED and the gateway attaches again with its whole state
     * @param signalsMax typing signals that wait for one stream ({@code link.signals-max}, default 1,024); at the bound one is shed
     * @param wantedMax users wanted by one gateway ({@code link.wanted-max}, default 200,000); at the bound the stream ends
     * @param streamsMax gateways, and as many subscribers ({@code link.streams-max}, default 256); one more is RESOURCE_EXHAUSTED
     * @param replayEventsMax events of one replay ({@code link.replay-events-max}, default 5,000); more is TOO_FAR
     * @param queriesMax replays and admissions at the same time ({@code link.queries-max}, default 64); more wait
     * @param queryPatience for that long, then they are RESOURCE_EXHAUSTED ({@code link.query-patience}, default 5 s)
     * @param versionMax the newest version of events that is spoken ({@code link.version-max}); lower than what this build can,
     *     it speaks as an older release did
     * @param canary between two canaries ({@code link.canary}, default 5 s)
     * @param reflection whether the services can be asked for their form ({@code link.reflection}, default false)
     */
    public record Link(
            Duration heartbeat,
            Duration silenceMax,
            int creditMax,
            int requestsMax,
            int signalsMax,
            int wantedMax,
            int streamsMax,
            int replayEventsMax,
            int queriesMax,
            Duration queryPatience,
            int versionMax,
            Duration canary,
            boolean reflection) {
        public Link {
            atLeast("link.heartbeat", heartbeat, Duration.ofMillis(10));
            atLeast("link.silence-max", silenceMax, heartbeat.multipliedBy(2));
            atLeast("link.credit-max", creditMax, 1);
            atLeast("link.requests-max", requestsMax, 16);
            atLeast("link.signals-max", signalsMax, 1);
            atLeast("link.wanted-max", wantedMax, 1);
            atLeast("link.streams-max", streamsMax, 1);
            atLeast("link.replay-events-max", replayEventsMax, 1);
            atLeast("link.queries-max", queriesMax, 1);
            atLeast("link.canary", canary, Duration.ofMillis(10));
            atLeast("link.query-patience", queryPatience, Duration.ofMillis(1));
        }

        public static Link standard() {
            return new Link(
                    WireLimits.LINK_HEARTBEAT,
                    WireLimits.LINK_DEADLINE,
                    WireLimits.UNACKNOWLEDGED_MAX,
                    65_536,
                    1_024,
                    200_000,
                    256,
                    WireLimits.REPLAY_EVENTS_MAX,
                    64,
                    WireLimits.CALL_DEADLINE,
                    EventShapes.NATIVE_VERSION,
                    Duration.ofSeconds(5),
                    false);
        }

        /** The silence in whole heartbeats: it is counted, so that a step of the wall clock ends nobody. */
        public int silentBeatsMax() {
            return Math.ceilDiv(Math.toIntExact(silenceMax.toMillis()), Math.toIntExact(heartbeat.toMillis()));
        }
    }

    /**
     * Times of presence, all counted in whole batches.
     *
     * @param batch between two announcements ({@code presence.batch}, default 1 s)
     * @param grace without a socket before somebody is announced offline ({@code presence.grace}, default 15 s)
     * @param lease how long the people of a lost gateway are held, and nobody is announced offline after a start
     *     ({@code presence.lease}, default 30 s)
     */
    public record PresenceTimes(Duration batch, Duration grace, Duration lease) {
        public PresenceTimes {
            atLeast("presence.batch", batch, Duration.ofMillis(10));
            atLeast("presence.grace", grace, batch);
            atLeast("presence.lease", lease, grace);
        }

        public static PresenceTimes standard() {
            return new PresenceTimes(Duration.ofSeconds(1), WireLimits.PRESENCE_GRACE, WireLimits.LINK_LEASE);
        }

        /** So many batches last at least that long, wherever between two of them it begins. */
        public long batches(Duration duration) {
            return Math.ceilDiv(duration.toMillis(), batch.toMillis()) + 1;
        }
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
        }
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
        }
    }
}
