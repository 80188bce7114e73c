package collab.e2e.judge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The beginning of each different frame that any client received, by its hash, for messages of the judge. */
final class Contents {
    private static final int TEXT_MAX = 300;

    private final Map<Long, String> frames = new ConcurrentHashMap<>();

    void seen(long hash, String raw) {
        frames.computeIfAbsent(hash, _ -> raw.length() <= TEXT_MAX ? raw : raw.substring(0, TEXT_MAX) + "…");
    }

    String of(long hash) {
        return frames.getOrDefault(hash, "a frame with the hash " + Long.toHexString(hash));
    }
}
