package collab.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The client's rule for frames: up to which position are we complete, and what follows from the next frame. Pure: it owns no
 * socket and no clock, so every order of frames can be tried.
 *
 * <p>{@code last} never moves back within an epoch. An event whose {@code prev} lies beyond it proves that one was lost; one at
 * or below it is a repeat. After {@code resume.failed} frames are held until a fresh state at some position is known.
 *
 * <p>Only one thread may use it at a time.
 */
final class Inbox {
    /** Frames held while a fresh state is fetched; more are a reason to begin anew. */
    static final int HELD_MAX = 10_000;

    /** What the owner of the socket has to do. */
    sealed interface Step {
        record Deliver(LiveEvent event) implements Step {}

        /** Answer with these values. */
        record Pong(long ts, long last) implements Step {}

        /** The connection is good; these are the server's wishes. */
        record Hello(JsonNode frame) implements Step {}

        /** Complete up to the position now. */
        record CaughtUp(long position) implements Step {}

        /** The past can not be had: fetch a fresh state, then {@link #booted}. */
        record Boot(String reason) implements Step {}

        /** A frame is missing: close 4210 and resume. */
        record Gap(long prev, long last) implements Step {}

        record Draining(long retryAfterMs) implements Step {}

        /** The peer does not speak our language: close 1002 and back off. */
        record Nonsense(String why) implements Step {}
    }

    private final List<JsonNode> held = new ArrayList<>();
    private String epoch = "";
    private long last;
    private boolean booting;
    private boolean resuming;

    /** A state at that position was fetched: the beginning, or the end of holding back. Answers what was held. */
    List<Step> booted(String newEpoch, long position) {
        boolean sameLog = newEpoch.equals(epoch);
        epoch = newEpoch;
        last = sameLog ? Math.max(last, position) : position;
        booting = false;
        List<JsonNode> waiting = List.copyOf(held);
        held.clear();
        List<Step> steps = new ArrayList<>();
        for (JsonNode frame : waiting) steps.addAll(take(frame));
        return steps;
    }

    /** A new socket was opened with {@code resume_from = last()}: what was held belongs to the old one. */
    void connecting() {
        held.clear();
        booting = false;
        resuming = true;
    }

    String epoch() {
        return epoch;
    }

    long last() {
        return last;
    }

    /** The steps that follow from one frame, in order. */
    List<Step> take(JsonNode frame) {
        if (booting && frame.has("event")) return hold(frame);
        return switch (frame.path("type").asText()) {
            case "" -> List.of(new Step.Nonsense("a frame without a type"));
            case "hello" -> List.of(new Step.Hello(frame));
            case "ping" -> ping(frame);
            case "resumed" -> resumed(frame);
            case "resume.failed" -> resumeFailed(frame);
            case "draining" ->
                List.of(new Step.Draining(frame.path("retry_after_ms").asLong()));
            default -> frame.has("event") ? event(frame) : List.of();
        };
    }

    private List<Step> hold(JsonNode frame) {
        if (held.size() == HELD_MAX) return List.of(new Step.Nonsense(HELD_MAX + " frames while booting"));
        held.add(frame);
        return List.of();
    }

    private List<Step> event(JsonNode frame) {
        long seq = frame.path("seq").asLong();
        if (seq == 0) return List.of(new Step.Deliver(live(frame, 0, Instant.now())));
        long prev = frame.path("prev").asLong();
        if (seq <= last) return List.of();
        if (prev > last) return List.of(new Step.Gap(prev, last));
        last = seq;
        return List.of(
                new Step.Deliver(live(frame, seq, Instant.parse(frame.path("at").asText()))));
    }

    private static LiveEvent live(JsonNode frame, long seq, Instant at) {
        return new LiveEvent(seq, frame.path("type").asText(), at, frame.path("event"));
    }

    private List<Step> ping(JsonNode frame) {
        long prev = frame.path("prev").asLong();
        if (!booting && !resuming) {
            if (prev > last) return List.of(new Step.Gap(prev, last));
            last = Math.max(last, frame.path("head").asLong());
        }
        return List.of(new Step.Pong(frame.path("ts").asLong(), last));
    }

    private List<Step> resumed(JsonNode frame) {
        resuming = false;
        last = Math.max(last, frame.path("to").asLong());
        return List.of(new Step.CaughtUp(last));
    }

    private List<Step> resumeFailed(JsonNode frame) {
        resuming = false;
        booting = true;
        return List.of(new Step.Boot(frame.path("reason").asText()));
    }
}
