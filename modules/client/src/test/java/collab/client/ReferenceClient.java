package collab.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * A client written from {@code etc/PROTOCOL.md} and the README of the cases alone. It shares no
 * code with the Java SDK and with the JavaScript core: where it differs from them, the text or one of them is wrong.
 */
final class ReferenceClient implements LiveCases.Subject {
    private static final ObjectMapper JSON = new ObjectMapper();

    private enum Waits {
        FOR_NOTHING,
        FOR_BOOTSTRAP,
        FOR_TICKET,
        FOR_ACCOUNT
    }

    private final double random;
    private final boolean needsTicket;
    private List<JsonNode> out = new ArrayList<>();
    private long clock;

    // What the client knows.
    private long user;
    private String epoch = "";
    private long last;

    // What it does.
    private boolean started;
    private Waits waits = Waits.FOR_NOTHING;
    private String shown = "";
    private long pauseEnds = -1;
    private int failures;
    private long minMs = 500;
    private long maxMs = 30_000;
    private long stableMs = 5_000;

    // Its socket.
    private boolean socket;
    private boolean catchingUp;
    private boolean holding;
    private final Deque<JsonNode> held = new ArrayDeque<>();
    private long helloAt = -1;
    private long receivedAt;
    private long silenceMs;
    private long drain = -1;
    private int endCode;
    private boolean endStable;
    private long endDrain;

    ReferenceClient(double random, boolean needsTicket) {
        this.random = random;
        this.needsTicket = needsTicket;
    }

    @Override
    public List<JsonNode> input(JsonNode step) {
        out = new ArrayList<>();
        if (step.has("start")) start();
        if (step.has("stop") && started) stop();
        if (step.has("answer")) answer(step.get("answer"));
        if (step.has("fail")) fail(step.get("fail"));
        if (step.has("frame") || step.has("text") || step.has("events"))
            LiveCases.texts(step).forEach(this::receive);
        if (step.has("binary") && socket) violation(4002);
        if (step.has("closed") && socket) end(step.get("closed").get("code").asInt());
        if (step.has("advance")) pass(step.get("advance").asLong());
        return out;
    }

    // ---- Actions ----

    private void emit(String key, Object value) {
        out.add(JSON.valueToTree(Map.of(key, value)));
    }

    private void show(String state) {
        if (!state.equals(shown)) emit("state", state);
        shown = state;
    }

    // ---- Booting and connecting ----

    private void start() {
        started = true;
        boot();
    }

    private void boot() {
        show("connecting");
        waits = Waits.FOR_BOOTSTRAP;
        emit("call", "session.bootstrap");
    }

    private void connect() {
        show("connecting");
        if (needsTicket) {
            waits = Waits.FOR_TICKET;
            emit("call", "auth.ticket");
        } else {
            open("");
        }
    }

    private void open(String ticket) {
        socket = true;
        catchingUp = true;
        holding = false;
        held.clear();
        helloAt = -1;
        drain = -1;
        receivedAt = clock;
        silenceMs = 10_000;
        ObjectNode place = JSON.createObjectNode();
        place.set("user_id", number(user));
        place.set("resume_from", number(last));
        place.put("epoch", epoch);
        if (!ticket.isEmpty()) place.put("ticket", ticket);
        out.add(JSON.createObjectNode().set("open", place));
    }

    /** Small numbers have the same type as in the file. */
    private static JsonNode number(long value) {
        return LiveCases.parseJson(Long.toString(value));
    }

    private void answer(JsonNode result) {
        Waits waited = waits;
        waits = Waits.FOR_NOTHING;
        switch (waited) {
            case FOR_NOTHING -> {}
            case FOR_TICKET -> open(result.get("ticket").asText());
            case FOR_ACCOUNT -> pauseAfterEnd();
            case FOR_BOOTSTRAP -> {
                user = result.get("user").get("id").asLong();
                long position = result.get("seq").asLong();
                boolean sameLog = epoch.equals(result.get("epoch").asText());
                last = sameLog ? Math.max(last, position) : position;
                epoch = result.get("epoch").asText();
                out.add(JSON.createObjectNode().set("booted", number(position)));
                if (socket) applyHeld();
                else connect();
            }
        }
    }

    /** The fresh state has arrived: the held frames come first. */
    private void applyHeld() {
        holding = false;
        while (socket && !held.isEmpty()) apply(held.removeFirst());
        if (socket) show("open");
    }

    private void fail(JsonNode error) {
        Waits waited = waits;
        waits = Waits.FOR_NOTHING;
        int code = error.get("code").asInt();
        boolean temporary = code == 0 || code == -32005 || code == -32007;
        if (waited == Waits.FOR_NOTHING) return;
        if (waited == Waits.FOR_ACCOUNT) {
            if (code == -32001) stopForGood();
            else pauseAfterEnd();
        } else if (temporary) {
            long stated =
                    code == 0 ? 0 : error.path("data").path("retry_after_ms").asLong(500);
            pause(Math.max(stated, backoff()));
        } else {
            if (socket) emit("close", 1000);
            stopForGood();
        }
    }

    // ---- Time ----

    private long backoff() {
        long span = Math.min(maxMs, minMs * (1L << Math.min(failures, 16)));
        failures++;
        return (long) Math.floor(random * span);
    }

    private void pause(long ms) {
        show("waiting");
        pauseEnds = clock + ms;
        if (ms == 0) endPause();
    }

    private void endPause() {
        pauseEnds = -1;
        if (socket || user == 0) boot();
        else connect();
    }

    private void pass(long ms) {
        for (long end = clock + ms; clock < end; ) {
            clock++;
            if (socket && clock - receivedAt >= silenceMs) {
                emit("close", 1000);
                end(1006);
            }
            if (pauseEnds >= 0 && clock >= pauseEnds) endPause();
        }
    }

    private boolean stable() {
        return helloAt >= 0 && clock - helloAt >= stableMs;
    }

    // ---- Frames ----

    private void receive(String text) {
        if (!socket) return;
        if (stable()) failures = 0;
        JsonNode frame;
        try {
            frame = JSON.readTree(text);
        } catch (IOException notJson) {
            violation(4002);
            return;
        }
        if (!frame.isObject() || !frame.path("type").isTextual()) violation(4002);
        else if (!frame.has("event")) control(frame);
        else if (!holding) apply(frame);
        else if (held.size() == 10_000) violation(4002);
        else held.add(frame);
        receivedAt = clock;
    }

    private void control(JsonNode frame) {
        switch (frame.get("type").asText()) {
            case "hello" -> {
                helloAt = clock;
                minMs = frame.at("/backoff/min_ms").asLong();
                maxMs = frame.at("/backoff/max_ms").asLong();
                stableMs = frame.at("/backoff/stable_ms").asLong();
                silenceMs = frame.get("heartbeat_ms").asLong()
                        + frame.get("pong_ms").asLong()
                        + 5_000;
            }
            case "ping" -> ping(frame);
            case "resumed" -> {
                catchingUp = false;
                last = Math.max(last, frame.get("to").asLong());
                show("open");
            }
            case "resume.failed" -> {
                catchingUp = false;
                holding = true;
                boot();
            }
            case "draining" -> drain = frame.get("retry_after_ms").asLong();
            default -> {} // a type of a newer gateway
        }
    }

    private void ping(JsonNode ping) {
        boolean complete = !catchingUp && !holding;
        if (complete && ping.get("prev").asLong() > last) {
            gap();
            return;
        }
        if (complete) last = Math.max(last, ping.get("head").asLong());
        ObjectNode pong = JSON.createObjectNode().put("type", "pong");
        pong.set("ts", ping.get("ts"));
        pong.set("last", number(last));
        out.add(JSON.createObjectNode().set("send", pong));
        if (complete) show(ping.get("lag_ms").asLong() > 15_000 ? "connecting" : "open");
    }

    private void apply(JsonNode frame) {
        if (!frame.has("seq")) {
            emit("signal", frame.get("type").asText());
            return;
        }
        long seq = frame.get("seq").asLong();
        if (seq <= last) return;
        if (frame.get("prev").asLong() > last) {
            gap();
            return;
        }
        last = seq;
        out.add(JSON.createObjectNode().set("event", number(seq)));
    }

    private void gap() {
        emit("close", 4210);
        end(4210);
    }

    /** The peer broke the protocol. */
    private void violation(int code) {
        emit("close", code);
        end(1006);
    }

    // ---- The end of a socket ----

    private void end(int code) {
        endCode = code;
        endStable = stable();
        endDrain = drain;
        boolean greeted = helloAt >= 0;
        socket = false;
        waits = Waits.FOR_NOTHING;
        pauseEnds = -1;
        if (code == 1008 || code / 100 == 40) {
            stopForGood();
        } else if (greeted) {
            pauseAfterEnd();
        } else {
            waits = Waits.FOR_ACCOUNT;
            emit("call", "user.me");
        }
    }

    private void pauseAfterEnd() {
        if (endStable) failures = 0;
        boolean returns = endCode / 100 == 42;
        long ms = returns && endStable ? 0 : backoff();
        if (returns && endDrain > ms) ms = endDrain;
        pause(ms);
    }

    private void stop() {
        if (socket) emit("close", 1000);
        stopForGood();
    }

    private void stopForGood() {
        started = false;
        socket = false;
        waits = Waits.FOR_NOTHING;
        pauseEnds = -1;
        show("stopped");
    }
}
