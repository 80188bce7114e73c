package collab.bench;

import java.nio.channels.SocketChannel;
import java.util.Optional;

/** One socket of a {@link Swarm} and where it stands. Everything but the seat belongs to its lane's thread. */
final class Client {
    private static final byte[] NOTHING = new byte[0];

    enum State {
        IDLE,
        CONNECTING,
        SHAKING,
        OPEN
    }

    final Seat seat;

    State state = State.IDLE;
    Optional<SocketChannel> channel = Optional.empty();
    /** The beginning of a frame whose end has not come. */
    byte[] rest = NOTHING;

    /** What it received since it first opened. */
    int events;

    /** Up to here it has been told everything. */
    long last;

    String epoch = "";
    boolean greeted;
    boolean resuming;

    /** It takes nothing from its socket. */
    boolean stalled;

    Client(Seat seat) {
        this.seat = seat;
    }

    void forgetConnection() {
        channel = Optional.empty();
        rest = NOTHING;
        greeted = false;
        state = State.IDLE;
    }
}
