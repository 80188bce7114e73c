package collab.websocket;

import java.util.concurrent.TimeUnit;

/** Limits the frames of a client per minute; a minute begins with the first frame after the previous one. Reading thread only. */
final class FrameRateLimiter {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final int framesPerMinute;
    private long minuteStart;
    private int frames;

    FrameRateLimiter(int framesPerMinute) {
        this.framesPerMinute = framesPerMinute;
    }

    /** Counts one frame at {@code now} (by {@link System#nanoTime}); false when the frame exceeds the limit. */
    boolean admit(long now) {
        if (frames == 0 || now - minuteStart >= MINUTE) {
            minuteStart = now;
            frames = 0;
        }
        if (frames == framesPerMinute) return false;
        frames++;
        return true;
    }
}
