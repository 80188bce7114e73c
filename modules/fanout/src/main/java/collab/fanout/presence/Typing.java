package collab.fanout.presence;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
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
    private final Consumer<Signal.Typing> links;
    private final Runnable shed;

    /** The time of each announcement, oldest first. Guarded by this. */
    private final LinkedHashMap<Key, Instant> told = new LinkedHashMap<>();

    public Typing(InstantSource clock, SignalEvents signals, Consumer<Signal.Typing> links, Runnable shed) {
        this.clock = clock;
        this.signals = signals;
        this.links = links;
        this.shed = shed;
    }

    @Override
    public void typing(ChannelId channel, UserId typist) {
        switch (admit(new Key(channel, typist), clock.instant())) {
            case TELL -> links.accept(new Signal.Typing(channel, typist, signals.typing(channel, typist)));
            case TOLD -> {}
            case SHED -> shed.run();
        }
    }

    private enum Verdict {
        TELL,
        TOLD,
        SHED
    }

    private synchronized Verdict admit(Key key, Instant now) {
        while (!told.isEmpty() && !isFresh(told.firstEntry().getValue(), now)) {
            told.pollFirstEntry();
        }
        if (told.containsKey(key)) return Verdict.TOLD;
        if (told.size() == REMEMBERED_MAX) return Verdict.SHED;
        told.put(key, now);
        return Verdict.TELL;
    }

    /** A time in the future was recorded before the clock was set back. */
    private static boolean isFresh(Instant then, Instant now) {
        return !then.isAfter(now) && Duration.between(then, now).compareTo(INTERVAL) < 0;
    }
}
