package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The frames that a client received, and its position by the rules of etc/PROTOCOL.md. Guarded by an
 * {@link AwaitableState}.
 */
final class ReceivedFrames {
    final List<TestFrame> frames = new ArrayList<>();

    /** The number of frames before {@link #frames} that were discarded. */
    int discarded;

    final List<String> faults = new ArrayList<>();
    final List<String> undocumented = new ArrayList<>();
    boolean paused;
    boolean ended;
    int closeCode = WireClient.CUT;
    String closeReason = "";
    long last;
    long lastSeq;
    boolean stateless;

    Optional<TestFrame> first(Predicate<TestFrame> condition) {
        return frames.stream().filter(condition).findFirst();
    }

    /** The number of frames so far. */
    int count() {
        return discarded + frames.size();
    }

    /** @param index the number of frames before the first one */
    List<TestFrame> from(int index) {
        return List.copyOf(frames.subList(Math.max(0, index - discarded), frames.size()));
    }

    void discard(int index) {
        frames.subList(0, Math.max(0, index - discarded)).clear();
        discarded = Math.max(discarded, index);
    }

    /** Adds a frame: checks the rules that a gateway must keep, and follows the client's rule for its position. */
    void add(TestFrame frame) {
        frames.add(frame);
        JsonNode json = frame.json();
        if (frame.logged()) {
            if (frame.seq() <= lastSeq) faults.add("seq does not increase: " + frame);
            if (frame.seq() <= frame.prev()) faults.add("prev is not before seq: " + frame);
            if (frame.prev() > last) faults.add("a gap after " + last + ": " + frame);
            lastSeq = frame.seq();
            last = Math.max(last, frame.seq());
            return;
        }
        switch (frame.type()) {
            case "hello" -> {
                if (count() != 1) faults.add("hello is not the first frame: " + frame);
                if (stateless) last = json.get("head").longValue();
            }
            case "resumed" -> last = json.get("to").longValue();
            case "ping" -> {
                if (json.get("prev").longValue() > last) faults.add("the last event was lost: " + frame);
                else last = Math.max(last, json.get("head").longValue());
            }
            default -> {}
        }
    }
}
