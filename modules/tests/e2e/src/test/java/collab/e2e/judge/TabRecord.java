package collab.e2e.judge;

import collab.e2e.harness.ClientModel;
import collab.e2e.harness.TestFrame;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What one client received, in arrays of numbers, so that hundreds of clients fit into memory for hours. The client's
 * thread adds entries; the judge reads them at rest.
 */
public final class TabRecord {
    /** The kind of an entry; the comment states what its value is. */
    enum Kind {
        /** A bootstrap; the value is its position, the detail the number of its epoch. */
        BOOTED,
        /** A socket was opened; the value is the position that it resumes from. */
        OPENED,
        /** A logged event; the value is its position, the detail the hash of its frame. */
        RECEIVED,
        /** The value is the position up to which the client is complete. */
        RESUMED,
        /** The value is the position that the gateway rejected, the detail the number of the reason. */
        REJECTED,
        /** The value is the position up to which the client is complete. */
        PINGED,
        /** The socket ended; the value is the close code. */
        ENDED,
        /** The client stops; the value is its login session, the detail the close code, HTTP status or error code. */
        STOPPED,
        /** The client was closed finally. */
        CLOSED
    }

    private static final Kind[] KINDS = Kind.values();
    private static final int KIND_BITS = 4;

    private final String name;
    private final long user;
    private final LongSupplier clockMs;
    private final Contents contents;

    private int size;
    private int[] heads = new int[64];
    private int[] times = new int[64];
    private long[] values = new long[64];
    private long[] details = new long[64];
    private final List<String> epochs = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    private int socket;
    private long session;
    private boolean live;
    private boolean closed;
    private Optional<ClientModel> model = Optional.empty();
    private String unapplied = "";
    private Set<Long> online = Set.of();

    TabRecord(String name, long user, LongSupplier clockMs, Contents contents) {
        this.name = name;
        this.user = user;
        this.clockMs = clockMs;
        this.contents = contents;
    }

    String name() {
        return name;
    }

    long user() {
        return user;
    }

    // ---- What the client reports ----

    public synchronized void booted(JsonNode bootstrap) {
        model = Optional.of(ClientModel.of(bootstrap));
        unapplied = "";
        booted(bootstrap.get("epoch").textValue(), bootstrap.get("seq").longValue());
    }

    synchronized void booted(String epoch, long seq) {
        add(Kind.BOOTED, seq, number(epochs, epoch));
    }

    public synchronized void opened(int number, long resumeFrom) {
        socket = number;
        add(Kind.OPENED, resumeFrom, 0);
    }

    public synchronized void received(TestFrame frame) {
        long hash = EventText.frameHash(frame.json());
        contents.seen(hash, frame.json(), frame.raw());
        received(frame.seq(), hash);
        if (!unapplied.isEmpty()) return;
        try {
            model.ifPresent(state -> state.after(List.of(frame)));
        } catch (RuntimeException | AssertionError failed) {
            unapplied = frame.type() + " at position " + frame.seq() + ": " + failed;
        }
    }

    synchronized void received(long seq, long hash) {
        add(Kind.RECEIVED, seq, hash);
    }

    public synchronized void resumed(long to) {
        live = true;
        add(Kind.RESUMED, to, 0);
    }

    public synchronized void rejected(long resumeFrom, String reason) {
        add(Kind.REJECTED, resumeFrom, number(reasons, reason));
    }

    public synchronized void pinged(long head) {
        add(Kind.PINGED, head, 0);
    }

    public synchronized void ended(int code) {
        live = false;
        add(Kind.ENDED, code, 0);
    }

    /** The login session that the gateway named in {@code hello}. */
    public synchronized void session(long number) {
        session = number;
    }

    /** The client does not reconnect, because a gateway or the server ended its session. */
    public synchronized void stopped(int code) {
        add(Kind.STOPPED, session, code);
    }

    public synchronized void closed() {
        live = false;
        closed = true;
        add(Kind.CLOSED, 0, 0);
    }

    /** The users whom the client holds for online after a signal. */
    public synchronized void online(Set<Long> users) {
        online = Set.copyOf(users);
    }

    private static int number(List<String> names, String name) {
        if (!names.contains(name)) names.add(name);
        return names.indexOf(name);
    }

    private void add(Kind kind, long value, long detail) {
        if (size == values.length) {
            int more = size + (size >> 1);
            heads = Arrays.copyOf(heads, more);
            times = Arrays.copyOf(times, more);
            values = Arrays.copyOf(values, more);
            details = Arrays.copyOf(details, more);
        }
        heads[size] = socket << KIND_BITS | kind.ordinal();
        times[size] = (int) clockMs.getAsLong();
        values[size] = value;
        details[size] = detail;
        size++;
    }

    // ---- What the judge reads ----

    /** One entry; of a client that still receives, the entries up to now. */
    record Entry(Kind kind, int socket, int atMs, long value, long detail) {}

    interface Reader {
        void read(Entry entry);
    }

    synchronized void each(Reader reader) {
        for (int i = 0; i < size; i++) {
            reader.read(new Entry(
                    KINDS[heads[i] & (1 << KIND_BITS) - 1], heads[i] >> KIND_BITS, times[i], values[i], details[i]));
        }
    }

    synchronized String epoch(long number) {
        return epochs.get((int) number);
    }

    synchronized String reason(long number) {
        return reasons.get((int) number);
    }

    /** How many events it received, repeats included. */
    synchronized int received() {
        int received = 0;
        for (int i = 0; i < size; i++) {
            if (KINDS[heads[i] & (1 << KIND_BITS) - 1] == Kind.RECEIVED) received++;
        }
        return received;
    }

    synchronized boolean live() {
        return live;
    }

    synchronized boolean stays() {
        return !closed;
    }

    synchronized Set<Long> online() {
        return new TreeSet<>(online);
    }

    /** How the state that this client holds differs from a fresh bootstrap; empty when it does not. */
    synchronized String difference(JsonNode bootstrap) {
        if (!unapplied.isEmpty()) return "cannot apply " + unapplied;
        SortedSet<String> expected = ClientModel.of(bootstrap).lines();
        try {
            return model.map(state -> ClientModel.difference(expected, state.lines()))
                    .orElse("the client has no state");
        } catch (
                RuntimeException contradiction) { // for example a read state of a channel that the client does not hold
            return "the events of the client contradict each other: " + contradiction;
        }
    }
}
