package collab.e2e.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Each different frame that any client received, by its hash: its beginning, for messages of the judge, and a hash. */
final class Contents {
    private static final int TEXT_MAX = 300;

    private final Map<Long, Content> frames = new ConcurrentHashMap<>();

    /** @param blankHash of the frame without the text of its message; the hash of the frame when it has none */
    private record Content(String beginning, long blankHash) {}

    void seen(long hash, JsonNode frame, String raw) {
        frames.computeIfAbsent(
                hash,
                _ -> new Content(
                        raw.length() <= TEXT_MAX ? raw : raw.substring(0, TEXT_MAX) + "…",
                        EventText.blankHash(frame).orElse(hash)));
    }

    String of(long hash) {
        return Optional.ofNullable(frames.get(hash))
                .map(Content::beginning)
                .orElseGet(() -> "a frame with the hash " + Long.toHexString(hash));
    }

    /** The hash of a frame without the text of its message. */
    long blankHash(long hash) {
        return Optional.ofNullable(frames.get(hash)).map(Content::blankHash).orElse(hash);
    }
}
