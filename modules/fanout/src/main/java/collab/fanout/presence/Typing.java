package collab.fanout.presence;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/**
 * Announces that a user types, at most once in {@link #INTERVAL} per user and channel. Remembers at most {@link
 * #REMEMBERED_MAX} announcements; when all of them are fresh, a further one is dropped.
 */
public final class Typing implements SignalBus {
    public static final Duration INTERVAL = Duration.ofSeconds(3);
    public static final int REMEMBERED_MAX = 10_000;

    private record Key(ChannelId channel, UserId typist) {}

    private final InstantSource clock;
    private final SignalEvents signals;
    private final Consumer<Signal.Typing> streams;
    private final Runnable onDropped;

    /** The time of each announcement, oldest first. */
    @GuardedBy("this")
    private final LinkedHashMap<Key, Instant> announced = new LinkedHashMap<>();

    public Typing(InstantSource clock, SignalEvents signals, Consumer<Signal.Typing> streams, Runnable onDropped) {
        this.clock = clock;
        this.signals = signals;
        this.streams = streams;
        this.onDropped = onDropped;
    }

    @Override
    public void typing(ChannelId channel, UserId typist) {
        switch (decide(new Key(channel, typist), clock.instant())) {
            case ANNOUNCE -> streams.accept(new Signal.Typing(channel, typist, signals.typing(channel, typist)));
            case RECENT -> {}
            case DROP -> onDropped.run();
        }
    }

    private enum Verdict {
        ANNOUNCE,
        RECENT,
        DROP
    }

    private synchronized Verdict decide(Key key, Instant now) {
        while (!announced.isEmpty() && !isFresh(announced.firstEntry().getValue(), now)) {
            announced.pollFirstEntry();
        }
        if (announced.containsKey(key)) return Verdict.RECENT;
        if (announced.size() == REMEMBERED_MAX) return Verdict.DROP;
        announced.put(key, now);
        return Verdict.ANNOUNCE;
    }

    /** A time in the future was recorded before the clock was set back. */
    private static boolean isFresh(Instant then, Instant now) {
        return !then.isAfter(now) && Duration.between(then, now).compareTo(INTERVAL) < 0;
    }
}
