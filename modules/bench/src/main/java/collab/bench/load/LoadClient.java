package collab.bench.load;

import java.nio.channels.SocketChannel;
import java.util.Optional;

/** One socket of a {@link LoadClients} and where it stands. Everything but the seat belongs to its lane's thread. */
final class LoadClient {
    private static final byte[] NOTHING = new byte[0];

    enum State {
        IDLE,
        CONNECTING,
        SHAKING,
        OPEN
    }

    final ClientIdentity seat;

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

    LoadClient(ClientIdentity seat) {
        this.seat = seat;
    }

    void forgetConnection() {
        channel = Optional.empty();
        rest = NOTHING;
        greeted = false;
        state = State.IDLE;
    }
}
