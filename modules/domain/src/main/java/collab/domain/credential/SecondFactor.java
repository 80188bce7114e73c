package collab.domain.credential;

import collab.domain.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The authenticator app of a user.
 *
 * @param sealed its secret, encrypted by the server
 * @param confirmed whether the user has proved to have it; before, it protects nothing
 * @param lastStep the time step of the code that was accepted last: a code works once
 * @param attempts the codes that were tried since the last right one
 */
public record SecondFactor(UserId userId, String sealed, boolean confirmed, long lastStep, Attempts attempts) {
    /** Codes that can be tried, right or wrong, before the factor pauses. */
    public static final int ATTEMPTS_MAX = 10;

    /** The time in which they are counted, and for which the factor then pauses. */
    public static final Duration WINDOW = Duration.ofMinutes(15);

    /**
     * @param since of the first attempt, or of the last one when there are too many
     */
    public record Attempts(int count, Optional<Instant> since) {
        public static final Attempts NONE = new Attempts(0, Optional.empty());

        /** The attempts after one more. */
        Attempts another(Instant now) {
            boolean begins = since.isEmpty() || !now.isBefore(since.get().plus(WINDOW));
            if (begins) return new Attempts(1, Optional.of(now));
            return new Attempts(count + 1, count + 1 >= ATTEMPTS_MAX ? Optional.of(now) : since);
        }

        /** How long no code is accepted; empty when one can be tried. */
        Optional<Duration> pause(Instant now) {
            return count < ATTEMPTS_MAX
                    ? Optional.empty()
                    : since.map(begin -> Duration.between(now, begin.plus(WINDOW)))
                            .filter(Duration::isPositive);
        }
    }

    /** A factor that the user has not proved to have. */
    public static SecondFactor begun(UserId userId, String sealed) {
        return new SecondFactor(userId, sealed, false, 0, Attempts.NONE);
    }

    /** After the code of this step was accepted. */
    public SecondFactor accepted(long step) {
        return new SecondFactor(userId, sealed, true, Math.max(lastStep, step), Attempts.NONE);
    }

    /** After a recovery code was accepted. */
    public SecondFactor recovered() {
        return accepted(lastStep);
    }

    public SecondFactor attempted(Instant now) {
        return new SecondFactor(userId, sealed, confirmed, lastStep, attempts.another(now));
    }

    /** How long no code is accepted; empty when one can be tried. */
    public Optional<Duration> pause(Instant now) {
        return attempts.pause(now);
    }
}
