package collab.gateway.config;

import java.time.Duration;

/**
 * The heartbeat of one socket.
 *
 * @param interval between two pings
 * @param pongDeadline for the client's answer
 */
public record PingTimes(Duration interval, Duration pongDeadline) {

    public PingTimes {
        if (!pongDeadline.isPositive()) {
            throw new IllegalArgumentException("session.pong-deadline must be positive, is " + pongDeadline);
        }
        if (interval.compareTo(pongDeadline) <= 0) {
            throw new IllegalArgumentException(
                    "session.ping-interval must be above session.pong-deadline, is " + interval);
        }
    }
}
