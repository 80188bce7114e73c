package collab.gateway.config;

import collab.wire.WireLimits;
import java.time.Duration;

/**
 * The limits of a user session.
 *
 * @param ringEventsMax events in the replay ring of a user
 * @param retention how long the replay ring and the subscription stay after the last socket of a user has closed
 * @param socketsMax sockets per user; a further socket is closed with 4129
 * @param spreadMax the longest period over which reconnecting clients are spread
 */
public record SessionConfig(
        int ringEventsMax,
        Duration retention,
        int socketsMax,
        ReplayLimits replay,
        PingTimes ping,
        Duration spreadMax) {
    public static final SessionConfig DEFAULT = new SessionConfig(
            WireLimits.RING_EVENTS_MAX,
            WireLimits.INTEREST_KEPT,
            WireLimits.SOCKETS_PER_USER_MAX,
            new ReplayLimits(WireLimits.REPLAY_EVENTS_MAX, 64, Duration.ofSeconds(10)),
            new PingTimes(WireLimits.PING_INTERVAL, WireLimits.PONG_DEADLINE),
            WireLimits.RETURN_SPREAD_MAX);

    public SessionConfig {
        if (ringEventsMax < 1) {
            throw new IllegalArgumentException("session.ring-events-max must be at least 1, got " + ringEventsMax);
        }
        if (socketsMax < 1) {
            throw new IllegalArgumentException("socketsMax must be at least 1, got " + socketsMax);
        }
        if (!retention.isPositive()) {
            throw new IllegalArgumentException("retention must be positive, got " + retention);
        }
        if (!spreadMax.isPositive()) {
            throw new IllegalArgumentException("spreadMax must be positive, got " + spreadMax);
        }
    }

    public SessionConfig withRingEventsMax(int events) {
        return new SessionConfig(events, retention, socketsMax, replay, ping, spreadMax);
    }

    public SessionConfig withSocketsMax(int sockets) {
        return new SessionConfig(ringEventsMax, retention, sockets, replay, ping, spreadMax);
    }

    public SessionConfig withReplay(ReplayLimits limits) {
        return new SessionConfig(ringEventsMax, retention, socketsMax, limits, ping, spreadMax);
    }

    public SessionConfig withPing(PingTimes times) {
        return new SessionConfig(ringEventsMax, retention, socketsMax, replay, times, spreadMax);
    }

    public SessionConfig withSpreadMax(Duration period) {
        return new SessionConfig(ringEventsMax, retention, socketsMax, replay, ping, period);
    }

    /** The period over which that many clients reconnect. */
    public Duration reconnectWindow(int clients) {
        Duration sized = Duration.ofSeconds(clients).dividedBy(WireLimits.RETURNS_PER_SECOND);
        Duration atLeast = sized.compareTo(WireLimits.RETURN_SPREAD_MIN) > 0 ? sized : WireLimits.RETURN_SPREAD_MIN;
        return atLeast.compareTo(spreadMax) < 0 ? atLeast : spreadMax;
    }
}
