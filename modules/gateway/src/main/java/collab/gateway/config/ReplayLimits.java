package collab.gateway.config;

import java.time.Duration;

/**
 * The limits of catching up after a resume.
 *
 * @param eventsMax events that one resume may read from the event log; the client boots when there are more
 * @param concurrentMax resumes that may read the event log at the same time; others wait
 * @param capacityTimeout how long a socket may take to make room in its queue before it is closed as too slow, and how long a resume
 *     waits for its turn
 * @param perUser the limits of the resumes of one user
 */
public record ReplayLimits(int eventsMax, int concurrentMax, Duration capacityTimeout, PerUser perUser) {
    /**
     * The limits of the resumes of one user that read the event log, so that no user can take the turns of others.
     *
     * @param concurrentMax at the same time; others wait
     * @param burst that need not wait for {@code interval}: two reconnects of all sockets that a user may have
     * @param interval between two resumes after the burst; resumes that would wait longer than {@code capacityTimeout} are closed with
     *     4100
     */
    public record PerUser(int concurrentMax, int burst, Duration interval) {
        public static final PerUser DEFAULT = new PerUser(4, 40, Duration.ofMillis(250));

        public PerUser {
            if (concurrentMax < 1 || burst < 1 || !interval.isPositive()) {
                throw new IllegalArgumentException("the limits of a user's resumes must be positive, are "
                        + concurrentMax + ", " + burst + " and " + interval);
            }
        }
    }

    public ReplayLimits(int eventsMax, int concurrentMax, Duration capacityTimeout) {
        this(eventsMax, concurrentMax, capacityTimeout, PerUser.DEFAULT);
    }

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
        return new ReplayLimits(eventsMax, replays, capacityTimeout, perUser);
    }
}
