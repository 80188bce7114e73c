package collab.fanout.config;

import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.time.Duration;

/**
 * The configuration of fanout.
 *
 * @param secret the secret that every caller of the link must send ({@code link.secret-file})
 * @param loopbackOnly sent to gateways: in dev mode they may listen only on this machine
 * @param link bounds of the link
 * @param presence times of presence
 */
public record FanoutConfig(String secret, boolean loopbackOnly, Link link, PresenceTimes presence) {
    public FanoutConfig {
        if (secret.length() < 16) {
            throw new IllegalArgumentException(
                    "the secret of link.secret-file must have at least 16 characters, got " + secret.length());
        }
    }

    public static FanoutConfig standard(String secret, boolean loopbackOnly) {
        return new FanoutConfig(secret, loopbackOnly, Link.standard(), PresenceTimes.standard());
    }

    /**
     * Bounds of the link.
     *
     * @param heartbeats when a silent peer counts as dead
     * @param streams bounds of each stream and of their number
     * @param queries bounds of replays and admissions
     * @param versionMax the newest version of events that is sent ({@code link.version-max}); with a lower one the
     *     server behaves like an older release
     * @param probeInterval interval of the delivery probe ({@code link.canary}, default 5 s)
     * @param reflection whether gRPC reflection is served ({@code link.reflection}, default false)
     */
    public record Link(
            Heartbeats heartbeats,
            StreamBounds streams,
            QueryBounds queries,
            int versionMax,
            Duration probeInterval,
            boolean reflection) {
        public Link {
            atLeast("link.canary", probeInterval, Duration.ofMillis(10));
        }

        public static Link standard() {
            return new Link(
                    new Heartbeats(WireLimits.LINK_HEARTBEAT, WireLimits.LINK_DEADLINE),
                    new StreamBounds(WireLimits.UNACKNOWLEDGED_MAX, 65_536, 1_024, 200_000, 256),
                    new QueryBounds(WireLimits.REPLAY_EVENTS_MAX, 64, WireLimits.CALL_DEADLINE),
                    EventShapes.NATIVE_VERSION,
                    Duration.ofSeconds(5),
                    false);
        }

        public Link withHeartbeats(Duration interval, Duration silenceMax) {
            return new Link(
                    new Heartbeats(interval, silenceMax), streams, queries, versionMax, probeInterval, reflection);
        }

        public Link withCreditMax(int creditMax) {
            StreamBounds bounds = new StreamBounds(
                    creditMax, streams.requestsMax(), streams.signalsMax(), streams.wantedMax(), streams.streamsMax());
            return new Link(heartbeats, bounds, queries, versionMax, probeInterval, reflection);
        }

        public Link withVersionMax(int version) {
            return new Link(heartbeats, streams, queries, version, probeInterval, reflection);
        }

        public Link withProbeInterval(Duration interval) {
            return new Link(heartbeats, streams, queries, versionMax, interval, reflection);
        }

        public Link withReflection(boolean served) {
            return new Link(heartbeats, streams, queries, versionMax, probeInterval, served);
        }
    }

    /**
     * When a silent peer counts as dead.
     *
     * @param interval interval of heartbeats ({@code link.heartbeat}, default 5 s)
     * @param silenceMax time without a message after which the peer counts as dead ({@code link.silence-max}, default
     *     15 s; counted in whole heartbeats)
     */
    public record Heartbeats(Duration interval, Duration silenceMax) {
        public Heartbeats {
            atLeast("link.heartbeat", interval, Duration.ofMillis(10));
            atLeast("link.silence-max", silenceMax, interval.multipliedBy(2));
        }

        /** The silence in whole heartbeats. It is counted, so that a step of the wall clock ends no stream. */
        public int silentMax() {
            return Math.ceilDiv(Math.toIntExact(silenceMax.toMillis()), Math.toIntExact(interval.toMillis()));
        }
    }

    /**
     * Bounds of each stream and of their number.
     *
     * @param creditMax envelopes sent and not acknowledged (default 4,096); at the bound the
     *     stream lags in the log
     * @param requestsMax requests of a gateway that wait for its sender thread (default
     *     65,536); at the bound the stream ends with RESOURCE_EXHAUSTED and the gateway attaches again with its whole
     *     state
     * @param signalsMax typing signals that wait for one stream (default 1,024); at the bound
     *     a signal is dropped
     * @param wantedMax users wanted by one gateway (default 200,000); at the bound the stream
     *     ends
     * @param streamsMax gateways, and as many subscribers (default 256); further ones are
     *     rejected with RESOURCE_EXHAUSTED
     */
    public record StreamBounds(int creditMax, int requestsMax, int signalsMax, int wantedMax, int streamsMax) {
        public StreamBounds {
            atLeast("creditMax", creditMax, 1);
            atLeast("requestsMax", requestsMax, 16);
            atLeast("signalsMax", signalsMax, 1);
            atLeast("wantedMax", wantedMax, 1);
            atLeast("streamsMax", streamsMax, 1);
        }
    }

    /**
     * Bounds of replays and admissions.
     *
     * @param eventsMax events of one replay (default 5,000); more are rejected with
     *     TOO_FAR
     * @param parallelMax replays and admissions at the same time (default 64); further ones
     *     wait
     * @param waitMax how long they wait before they are rejected with RESOURCE_EXHAUSTED (default 5 s)
     */
    public record QueryBounds(int eventsMax, int parallelMax, Duration waitMax) {
        public QueryBounds {
            atLeast("eventsMax", eventsMax, 1);
            atLeast("parallelMax", parallelMax, 1);
            atLeast("waitMax", waitMax, Duration.ofMillis(1));
        }
    }

    /**
     * Times of presence, all counted in whole batches.
     *
     * @param batch interval of presence changes ({@code presence.batch}, default 1 s)
     * @param grace time without a socket before a user is announced offline ({@code presence.grace}, default 15 s)
     * @param lease how long the users of a lost gateway stay online, and for how long after a start no user is
     *     announced offline ({@code presence.lease}, default 30 s)
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

        /** The number of batches that lasts at least that long, also when the duration begins between two batches. */
        public long batches(Duration duration) {
            return Math.ceilDiv(duration.toMillis(), batch.toMillis()) + 1;
        }
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
        }
    }
}
