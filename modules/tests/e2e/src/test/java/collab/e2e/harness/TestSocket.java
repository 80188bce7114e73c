package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A client that holds state and reconnects with its position after it loses its socket, like a browser tab. It applies
 * each event once and in order, over any number of sockets.
 */
public final class TestSocket implements AutoCloseable {
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final RpcCaller caller;
    private final JsonNode bootstrap;
    private final AwaitableState<Record> record;
    private final Thread thread;

    /** The applied events. Guarded by the {@link AwaitableState} around it. */
    private static final class Record {
        final List<TestFrame> applied = new ArrayList<>();
        final List<String> faults = new ArrayList<>();
        long last;
        int sockets;
        boolean closing;
        Optional<WireClient> current = Optional.empty();
    }

    private TestSocket(RpcCaller caller, JsonNode bootstrap) {
        this.caller = caller;
        this.bootstrap = bootstrap;
        Record initial = new Record();
        initial.last = bootstrap.get("seq").longValue();
        this.record = new AwaitableState<>(initial);
        this.thread = Thread.ofVirtual().name("tab-" + caller.userId()).start(this::live);
    }

    /** Fetches the bootstrap, then follows the events. */
    public static TestSocket open(RpcCaller caller) {
        return new TestSocket(caller, caller.call("session.bootstrap"));
    }

    private void live() {
        while (!record.read(state -> state.closing)) {
            try {
                follow();
            } catch (WireClient.UpgradeRejected rejected) {
                if (rejected.status() != 503) fault("the reconnect was rejected: " + rejected.getMessage());
            } catch (UncheckedIOException unreachable) {
                // the gateway is down; the next attempt follows
            } catch (RuntimeException | AssertionError unexpected) {
                fault("the client failed: " + unexpected);
            }
            record.becomes(RECONNECT_DELAY, state -> state.closing); // the client's backoff
        }
    }

    private void follow() {
        long from = record.read(state -> state.last);
        WireClient socket = WireClient.open(
                caller,
                Optional.of(new WireClient.Position(from, bootstrap.get("epoch").textValue())));
        record.change(state -> {
            state.sockets++;
            state.current = Optional.of(socket);
            if (state.closing) socket.close();
        });
        int handled = 0;
        boolean ended = false;
        while (!ended) {
            socket.awaitMore(handled);
            ended = socket.ended(); // read before the frames, so that the last frames are not lost
            List<TestFrame> frames = socket.framesFrom(handled);
            frames.forEach(this::handle);
            handled += frames.size();
        }
        record.change(state -> {
            state.current = Optional.empty();
            socket.faults().forEach(fault -> state.faults.add("socket " + state.sockets + ": " + fault));
        });
    }

    private void handle(TestFrame frame) {
        record.change(state -> {
            if (frame.logged()) {
                if (frame.seq() <= state.last) return;
                if (frame.prev() > state.last) state.faults.add("a gap after " + state.last + ": " + frame);
                state.applied.add(frame);
                state.last = frame.seq();
                return;
            }
            switch (frame.type()) {
                case "resumed" ->
                    state.last = Math.max(state.last, frame.json().get("to").longValue());
                case "resume.failed" -> state.faults.add("the resume failed: " + frame);
                case "ping" ->
                    state.last = Math.max(state.last, frame.json().get("head").longValue());
                default -> {}
            }
        });
    }

    private void fault(String what) {
        record.change(state -> state.faults.add(what));
    }

    public RpcCaller caller() {
        return caller;
    }

    JsonNode bootstrap() {
        return bootstrap;
    }

    /** Every event since the bootstrap, once each. */
    public List<TestFrame> applied() {
        return record.read(state -> List.copyOf(state.applied));
    }

    public void awaitSeq(long seq) {
        awaitApplied("event " + seq, frame -> frame.seq() == seq);
    }

    void awaitApplied(String what, Predicate<TestFrame> condition) {
        record.await(
                TIMEOUT,
                () -> what + " at user " + caller.userId(),
                state -> state.applied.stream().anyMatch(condition));
    }

    /** The number of sockets so far. */
    public int sockets() {
        return record.read(state -> state.sockets);
    }

    public List<String> faults() {
        return record.read(state -> List.copyOf(state.faults));
    }

    @Override
    public void close() {
        record.change(state -> {
            state.closing = true;
            state.current.ifPresent(WireClient::close);
        });
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
