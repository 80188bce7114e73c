package collab.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule for frames: the position up to which the client is complete, and the steps that follow from the next frame. It owns no socket
 * and no clock.
 *
 * <p>{@code last} never decreases within an epoch. An event whose {@code prev} is after {@code last} proves that an event was lost; an event
 * whose {@code seq} is not after {@code last} is a repeat. After {@code resume.failed}, event frames are held until a fresh state is known.
 *
 * <p>Not thread-safe.
 */
final class Inbox {
    /** Frames that are held while a fresh state is fetched; one more is a protocol error. */
    static final int HELD_MAX = 10_000;

    /** What follows from a frame. */
    sealed interface Step {
        record Deliver(LiveEvent event) implements Step {}

        /** Answer with these values. */
        record Pong(long ts, long last, long lagMs) implements Step {}

        /** The first frame of a socket, with the bounds that the gateway sets. */
        record Hello(JsonNode frame) implements Step {}

        /** The client is complete up to this position. */
        record CaughtUp(long position) implements Step {}

        /** The gateway cannot resume: fetch a fresh state, then call {@link #booted}. */
        record Boot(String reason) implements Step {}

        /** An event is missing: close with 4210 and resume. */
        record Gap(long prev, long last) implements Step {}

        /** The gateway will close the socket; return after this delay. */
        record Draining(long retryAfterMs) implements Step {}

        /** The peer broke the protocol: close with 4002 and back off. */
        record ProtocolError(String why) implements Step {}
    }

    private final List<JsonNode> held = new ArrayList<>();
    private String epoch = "";
    private long last;
    private boolean booting;
    private boolean resuming;

    /** Take over the position of a fresh state, and return the steps of the held frames. */
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

    /** Prepare for a new socket, which resumes at {@link #last}. Held frames are dropped: the new socket sends them again. */
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
        return switch (type(frame)) {
            case "" -> List.of(new Step.ProtocolError("a frame without a type"));
            case "hello" -> List.of(new Step.Hello(frame));
            case "ping" -> ping(frame);
            case "resumed" -> resumed(frame);
            case "resume.failed" -> resumeFailed(frame);
            case "draining" ->
                List.of(new Step.Draining(frame.path("retry_after_ms").asLong()));
            default -> frame.has("event") ? event(frame) : List.of();
        };
    }

    private static String type(JsonNode frame) {
        return frame.path("type").isTextual() ? frame.path("type").asText() : "";
    }

    private List<Step> hold(JsonNode frame) {
        if (held.size() == HELD_MAX)
            return List.of(new Step.ProtocolError("more than " + HELD_MAX + " frames while booting"));
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
        return List.of(new Step.Deliver(live(frame, seq, time(frame.path("at").asText()))));
    }

    /** An event with an unreadable time is delivered like one that arrives now: no single event may stop a stream. */
    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return Instant.now();
        }
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
        return List.of(new Step.Pong(
                frame.path("ts").asLong(), last, frame.path("lag_ms").asLong()));
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
