package collab.gateway.config;

import collab.wire.WireLimits;
import java.time.Duration;

/**
 * The times of the link to the server.
 *
 * @param heartbeat the interval of the gateway's heartbeats
 * @param deadline silence of the server after which the gateway ends the stream
 * @param lease how long sockets stay open without a stream
 * @param retryMax the longest wait between two attempts to attach
 * @param callDeadline of a unary call
 * @param replayDeadline of one read of the event log, at the pace of the client
 */
public record LinkTimes(
        Duration heartbeat,
        Duration deadline,
        Duration lease,
        Duration retryMax,
        Duration callDeadline,
        Duration replayDeadline) {
    public static final LinkTimes DEFAULT = new LinkTimes(
            WireLimits.LINK_HEARTBEAT,
            WireLimits.LINK_DEADLINE,
            WireLimits.LINK_LEASE,
            Duration.ofSeconds(1),
            WireLimits.CALL_DEADLINE,
            Duration.ofMinutes(2));

    public LinkTimes {
        if (deadline.compareTo(heartbeat) <= 0) {
            throw new IllegalArgumentException(
                    "deadline must be above the heartbeat of " + heartbeat + ", got " + deadline);
        }
        if (lease.compareTo(deadline) < 0) {
            throw new IllegalArgumentException("lease must be at least the deadline of " + deadline + ", got " + lease);
        }
    }

    public LinkTimes withHeartbeat(Duration interval) {
        return new LinkTimes(interval, deadline, lease, retryMax, callDeadline, replayDeadline);
    }

    public LinkTimes withDeadline(Duration silence) {
        return new LinkTimes(heartbeat, silence, lease, retryMax, callDeadline, replayDeadline);
    }

    public LinkTimes withLease(Duration time) {
        return new LinkTimes(heartbeat, deadline, time, retryMax, callDeadline, replayDeadline);
    }

    public LinkTimes withRetryMax(Duration time) {
        return new LinkTimes(heartbeat, deadline, lease, time, callDeadline, replayDeadline);
    }

    public LinkTimes withCallDeadline(Duration time) {
        return new LinkTimes(heartbeat, deadline, lease, retryMax, time, replayDeadline);
    }

    public LinkTimes withReplayDeadline(Duration time) {
        return new LinkTimes(heartbeat, deadline, lease, retryMax, callDeadline, time);
    }
}
