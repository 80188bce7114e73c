package collab.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * One socket of a {@link LoadClients} and its position. Everything except the identity is used only by the thread of
 * its {@link ClientLoop}.
 */
final class LoadClient {
    private static final byte[] NOTHING = new byte[0];

    enum State {
        IDLE,
        CONNECTING,
        UPGRADING,
        OPEN
    }

    final ClientIdentity identity;

    State state = State.IDLE;
    Optional<SocketChannel> channel = Optional.empty();
    /** The beginning of a frame whose end was not received yet. */
    byte[] partialFrame = NOTHING;

    /** Logged events received since the first connection. */
    int events;

    /** The position up to which the client has received all events. */
    long last;

    String epoch = "";
    boolean helloReceived;
    boolean resuming;

    /** The client does not read from its socket. */
    boolean stalled;

    LoadClient(ClientIdentity identity) {
        this.identity = identity;
    }

    /** Writes a frame or request; these are small enough to fit into the socket's buffer. */
    void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        SocketChannel socket = channel.orElseThrow();
        while (out.hasRemaining()) socket.write(out);
    }

    void forgetConnection() {
        channel = Optional.empty();
        partialFrame = NOTHING;
        helloReceived = false;
        state = State.IDLE;
    }
}
