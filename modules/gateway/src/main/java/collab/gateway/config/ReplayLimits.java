package collab.gateway.config;

import java.time.Duration;

/**
 * The limits of catching up after a resume.
 *
 * @param eventsMax events that one resume may read from the event log; the client boots when there are more
 * @param concurrentMax resumes that may read the event log at the same time; others wait
 * @param capacityTimeout how long a socket may take to make room in its queue before it is closed as too slow, and how long a resume
 *     waits for its turn
 */
public record ReplayLimits(int eventsMax, int concurrentMax, Duration capacityTimeout) {

    public ReplayLimits {
        if (eventsMax < 1) {
            throw new IllegalArgumentException("eventsMax must be at least 1, got " + eventsMax);
        }
        if (concurrentMax < 1) {
            throw new IllegalArgumentException("session.replays-max must be at least 1, got " + concurrentMax);
        }
        if (!capacityTimeout.isPositive()) {
            throw new IllegalArgumentException("capacityTimeout must be positive, got " + capacityTimeout);
        }
    }

    public ReplayLimits withConcurrentMax(int replays) {
        return new ReplayLimits(eventsMax, replays, capacityTimeout);
    }
}
