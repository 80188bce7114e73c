package collab.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock whose time only the test changes. */
public final class ManualClock implements InstantSource {
    private Instant now;

    public ManualClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    /** Sets the time. It may be earlier than the current time, as a real clock may be set back. */
    public synchronized void set(Instant instant) {
        now = instant;
    }
}
