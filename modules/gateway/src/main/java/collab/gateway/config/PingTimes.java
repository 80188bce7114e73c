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
            throw new IllegalArgumentException("pongDeadline must be positive, got " + pongDeadline);
        }
        if (interval.compareTo(pongDeadline) <= 0) {
            throw new IllegalArgumentException(
                    "interval must be above the pongDeadline of " + pongDeadline + ", got " + interval);
        }
    }
}
