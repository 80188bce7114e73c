package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.harness.AwaitableState;
import collab.e2e.harness.OnlineUsers;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestFrame;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.WireClient;
import collab.e2e.judge.TabRecord;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A client of the proof, like a browser tab: it fetches a bootstrap, follows its user's stream over any number of
 * sockets at any gateway, and adds every frame to the history. It keeps the client's rule, but checks nothing.
 */
final class ProofSocket implements AutoCloseable {
    /** Two pings and a pong, with a margin: a client that receives nothing for longer is disconnected. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(40);

    /** The statuses of a rejected upgrade after which a client stops. */
    private static final Set<Integer> STOPS = Set.of(401, 403);

    /** The code of a call whose session has ended. */
    private static final int UNAUTHENTICATED = -32001;

    private static final Duration SLEEP_MAX = Duration.ofMinutes(30);

    private static final int BACK_OFF_MS = 50;
    private static final int BACK_OFF_SPREAD_MS = 150;

    private final String name;
    private final RpcCaller caller;
    private final ProofSystem system;
    private final History history;
    private final TabRecord record;
    private final Random random;
    private final AwaitableState<State> state = new AwaitableState<>(new State());
    private final Thread thread;

    // Used only by the client's thread.
    private int gateway;
    private String epoch = "";
    private Duration wait = Duration.ZERO;
    private final OnlineUsers online = new OnlineUsers();

    /** Guarded by the {@link AwaitableState} around it. */
    private static final class State {
        long last;
        int socket;
        int boots;
        boolean live;
        boolean leaving;
        boolean asleep;
        boolean byUs;
        String at = "";
        int drained;
        int tooSlow;
        final List<String> faults = new ArrayList<>();
        Optional<WireClient> current = Optional.empty();
    }

    private ProofSocket(String name, RpcCaller caller, ProofSystem system, History history, long seed) {
        this.name = name;
        this.caller = caller;
        this.system = system;
        this.history = history;
        this.record = system.judge().tab(name, caller);
        this.random = new Random(seed);
        this.gateway = random.nextInt(system.gateways().size());
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    static ProofSocket open(String name, RpcCaller caller, ProofSystem system, History history, long seed) {
        ProofSocket tab = new ProofSocket(name, caller, system, history, seed);
        tab.thread.start();
        return tab;
    }

    String name() {
        return name;
    }

    RpcCaller caller() {
        return caller;
    }

    // ---- Loop ----

    private void run() {
        boolean known = false;
        boolean mayResume = false;
        while (!leaving()) {
            state.becomes(SLEEP_MAX, now -> !now.asleep || now.leaving);
            try {
                if (!mayResume) boot();
                known = true;
                mayResume = true;
                mayResume = follow();
            } catch (WireClient.UpgradeRejected rejected) {
                if (STOPS.contains(rejected.status())) stop(rejected.status());
                gateway++;
            } catch (UncheckedIOException unreachable) {
                gateway++;
            } catch (RpcCallRejected rejected) {
                if (rejected.code() == UNAUTHENTICATED) stop(rejected.code());
                else if (!rejected.retryable()) throw rejected;
                gateway++;
            }
            Duration pause = wait.plusMillis(BACK_OFF_MS + random.nextInt(BACK_OFF_SPREAD_MS));
            wait = Duration.ZERO;
            state.becomes(pause, now -> now.leaving);
        }
        record.closed();
        if (known) history.add(new HistoryEntry.TabClosed(history.now(), name));
    }

    /** The session has ended: a client does not reconnect. */
    private void stop(int code) {
        record.stopped(code);
        state.change(now -> now.leaving = true);
    }

    private ProofSystem.ProxiedGateway gateway() {
        return system.gateways().get(gateway % system.gateways().size());
    }

    private void boot() {
        JsonNode bootstrap = caller.at(gateway().clientAddress()).call("session.bootstrap");
        epoch = bootstrap.get("epoch").textValue();
        long seq = bootstrap.get("seq").longValue();
        state.change(now -> {
            now.last = seq;
            now.boots++;
        });
        record.booted(bootstrap);
        history.add(new HistoryEntry.Booted(history.now(), name, caller.userId(), seq));
    }

    /** Follows one socket from its opening to its end; returns whether the client may resume at its position. */
    private boolean follow() {
        ProofSystem.ProxiedGateway at = gateway();
        WireClient.Position position = new WireClient.Position(state.read(now -> now.last), epoch);
        WireClient socket = WireClient.open(caller.at(at.clientAddress()), Optional.of(position));
        int number = state.read(now -> now.socket) + 1;
        history.add(new HistoryEntry.Opened(history.now(), name, number, at.name()));
        record.opened(number, position.seq());
        state.change(now -> {
            now.socket = number;
            now.byUs = now.leaving;
            now.at = at.name();
            now.current = Optional.of(socket);
            if (now.leaving) socket.close();
        });
        boolean mayResume = true;
        int handled = 0;
        boolean over = false;
        while (!over && mayResume) {
            if (!socket.getsMore(handled, SILENCE_MAX)) socket.cut();
            over = socket.ended(); // read before the frames, so that the last frames are not lost
            List<TestFrame> frames = socket.framesFrom(handled);
            for (int i = 0; i < frames.size() && mayResume; i++) mayResume = handle(frames.get(i), number);
            handled += frames.size();
            socket.discard(handled);
        }
        if (!mayResume) socket.close();
        ended(socket, number, mayResume);
        return mayResume;
    }

    private void ended(WireClient socket, int number, boolean mayResume) {
        boolean byUs = state.read(now -> now.byUs) || !mayResume;
        int code = byUs ? 1000 : socket.closeCode();
        state.change(now -> {
            now.live = false;
            now.at = "";
            now.current = Optional.empty();
            if (code == 4201) now.drained++;
            if (code == 4108) now.tooSlow++;
            socket.faults().forEach(fault -> now.faults.add(name + ", socket " + number + ": " + fault));
        });
        record.ended(code);
        history.add(new HistoryEntry.Ended(history.now(), name, number, code));
        if (!byUs) gateway++;
        if (!byUs && code >= 4000 && code < 4100) stop(code);
    }

    // ---- Frames ----

    private boolean handle(TestFrame frame, int socket) {
        long at = history.now();
        JsonNode json = frame.json();
        if (frame.logged()) {
            record.received(frame);
            history.add(EventEntry.of(at, name, socket, frame.prev(), json));
            advance(frame.seq());
            return true;
        }
        switch (frame.type()) {
            case "hello" -> record.session(json.get("session").asLong());
            case "resumed" -> {
                record.resumed(json.get("to").longValue());
                history.add(new HistoryEntry.Resumed(
                        at, name, socket, json.get("to").longValue()));
                advance(json.get("to").longValue());
                state.change(now -> now.live = true);
            }
            case "resume.failed" -> {
                record.rejected(state.read(now -> now.last), json.get("reason").textValue());
                history.add(new HistoryEntry.ResumeFailed(
                        at, name, socket, json.get("reason").textValue()));
                return false;
            }
            case "ping" -> {
                record.pinged(json.get("head").longValue());
                history.add(new HistoryEntry.Pinged(
                        at,
                        name,
                        socket,
                        json.get("prev").longValue(),
                        json.get("head").longValue()));
                advance(json.get("head").longValue());
            }
            case "presence.changed" -> announced(at, socket, online.changed(json.at("/event/users")));
            case "presence.snapshot" ->
                announced(at, socket, online.replaced(TestJson.longs(json.at("/event/online"))));
            case "draining" ->
                wait = Duration.ofMillis(json.get("retry_after_ms").longValue());
            default -> {}
        }
        return true;
    }

    private void advance(long seq) {
        state.change(now -> now.last = Math.max(now.last, seq));
    }

    private void announced(long at, int socket, OnlineUsers.Change change) {
        record.online(online.now());
        history.add(new HistoryEntry.Presence(at, name, socket, change.online(), change.offline()));
    }

    // ---- Calls from other threads ----

    /** Whether it has received everything up to a position and is live again, or is closing. */
    boolean reaches(long seq, Duration timeout) {
        return state.becomes(timeout, now -> now.leaving || now.live && now.last >= seq);
    }

    boolean live() {
        return state.read(now -> now.live);
    }

    boolean awaitLive(Duration timeout) {
        return state.becomes(timeout, now -> now.live || now.leaving);
    }

    boolean openAt(ProofSystem.ProxiedGateway at) {
        return state.read(now -> now.at.equals(at.name()));
    }

    int sockets() {
        return state.read(now -> now.socket);
    }

    /** How often it fetched its state. */
    int boots() {
        return state.read(now -> now.boots);
    }

    long last() {
        return state.read(now -> now.last);
    }

    /** Sockets that ended because their gateway drained. */
    int drained() {
        return state.read(now -> now.drained);
    }

    /** Sockets that ended because this client was too slow. */
    int tooSlow() {
        return state.read(now -> now.tooSlow);
    }

    /** How its sockets broke the client's rule or RFC 6455. */
    List<String> faults() {
        return state.read(now -> List.copyOf(now.faults));
    }

    void stall(boolean stall) {
        history.add(new HistoryEntry.Stalled(history.now(), name, stall));
        state.read(now -> now.current).ifPresent(socket -> {
            if (stall) socket.stopReading();
            else socket.resumeReading();
        });
    }

    /** Cuts the connection without a close frame. */
    void cut() {
        state.read(now -> now.current).ifPresent(WireClient::cut);
    }

    /** Cuts its socket like a machine that sleeps, and opens none until it is awake. */
    void sleep(boolean asleep) {
        state.change(now -> now.asleep = asleep);
        if (asleep) cut();
    }

    /** Closes its socket with a close frame; the client then opens another one at the same gateway. */
    void reopen() {
        state.change(now -> now.byUs = true);
        state.read(now -> now.current).ifPresent(WireClient::close);
    }

    /** Reopens, and waits for this time until the client is live again. */
    void reconnect(Duration timeout) {
        int before = sockets();
        reopen();
        state.becomes(timeout, now -> now.leaving || now.socket > before && now.live);
    }

    private boolean leaving() {
        return state.read(now -> now.leaving);
    }

    @Override
    public void close() {
        state.change(now -> {
            now.leaving = true;
            now.byUs = true;
            now.current.ifPresent(WireClient::close);
        });
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
