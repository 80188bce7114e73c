package collab.gateway.config;

import collab.wire.WireLimits;
import java.time.Duration;

/**
 * The bounds of users' sessions.
 *
 * @param ringEventsMax events remembered per user
 * @param kept how long ring and interest outlive a user's last socket
 * @param socketsMax sockets per user; one more is closed 4129
 * @param replayEventsMax events fetched from the log for one resume; more make the client boot
 * @param replaysMax resumes that may be fetched from the log at the same time; others wait for their turn
 * @param roomTimeout how long a catching-up socket may not make room before it is too slow
 * @param pingInterval between two pings on one socket
 * @param pongDeadline for the answer to a ping
 * @param spreadMax the longest window over which the return of many clients is spread
 */
public record SessionConfig(
        int ringEventsMax,
        Duration kept,
        int socketsMax,
        int replayEventsMax,
        int replaysMax,
        Duration roomTimeout,
        Duration pingInterval,
        Duration pongDeadline,
        Duration spreadMax) {
    public static final SessionConfig DEFAULT = new SessionConfig(
            WireLimits.RING_EVENTS_MAX,
            WireLimits.INTEREST_KEPT,
            WireLimits.SOCKETS_PER_USER_MAX,
            WireLimits.REPLAY_EVENTS_MAX,
            64,
            Duration.ofSeconds(10),
            WireLimits.PING_INTERVAL,
            WireLimits.PONG_DEADLINE,
            WireLimits.RETURN_SPREAD_MAX);

    public SessionConfig {
        atLeastOne("session.ring-events-max", ringEventsMax);
        atLeastOne("session.sockets-max", socketsMax);
        atLeastOne("session.replay-events-max", replayEventsMax);
        atLeastOne("session.replays-max", replaysMax);
        positive("session.kept", kept);
        positive("session.room-timeout", roomTimeout);
        positive("session.pong-deadline", pongDeadline);
        positive("session.spread-max", spreadMax);
        if (pingInterval.compareTo(pongDeadline) <= 0) {
            throw new IllegalArgumentException(
                    "session.ping-interval must be above session.pong-deadline, is " + pingInterval);
        }
    }

    /** The window over which that many clients come back. */
    public Duration returnWindow(int clients) {
        Duration sized = Duration.ofSeconds(clients).dividedBy(WireLimits.RETURNS_PER_SECOND);
        Duration least = sized.compareTo(WireLimits.RETURN_SPREAD_MIN) > 0 ? sized : WireLimits.RETURN_SPREAD_MIN;
        return least.compareTo(spreadMax) < 0 ? least : spreadMax;
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) throw new IllegalArgumentException(key + " must be at least 1, is " + value);
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) throw new IllegalArgumentException(key + " must be positive, is " + value);
    }
}
