package collab.runtime.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class ConnectionSharesTest {
    private static final int MAX = 9;

    private final AtomicLong nanoTime = new AtomicLong();
    private final ConnectionShares shares = new ConnectionShares(MAX, Set.of(), nanoTime::get);
    private final List<SocketChannel> channels = new ArrayList<>();
    private ServerSocketChannel listener;

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel channel : channels) channel.close();
        listener.close();
    }

    @Test
    void closedConnectionsDoNotCount() throws IOException {
        for (int i = 0; i < 50 * MAX; i++) {
            SocketChannel accepted = accept("127.0.0.2");
            assertTrue(shares.admit(accepted), "connection " + i);
            accepted.close();
        }
        assertEquals(0, shares.count());
    }

    @Test
    void addressGetsTwiceAsManyAsRemainFree() throws IOException {
        for (int i = 0; i < MAX * 2 / 3; i++) assertTrue(shares.admit(accept("127.0.0.2")));
        assertFalse(shares.admit(accept("127.0.0.2")));
        assertEquals(MAX * 2 / 3, shares.count());
    }

    @Test
    void newAddressFindsAFreeConnection() throws IOException {
        for (int host = 2; host < 6; host++) {
            for (int i = 0; i < MAX; i++) shares.admit(accept("127.0.0." + host));
        }
        assertTrue(shares.admit(accept("127.0.0.9")));
    }

    @Test
    void listenerIsCrowdedWhileLessThanASixteenthIsFree() throws IOException {
        ConnectionShares large = new ConnectionShares(32, Set.of(InetAddress.getLoopbackAddress()), nanoTime::get);
        for (int i = 0; i < 30; i++) assertTrue(large.admit(accept("127.0.0.1")));
        assertFalse(large.isCrowded());
        SocketChannel last = accept("127.0.0.1");
        assertTrue(large.admit(last));
        nanoTime.addAndGet(ConnectionShares.CROWDED_NANOS);
        assertTrue(large.isCrowded());
        last.close();
        assertTrue(large.isCrowded(), "the rest of the same check");
        nanoTime.addAndGet(ConnectionShares.CROWDED_NANOS);
        assertFalse(large.isCrowded());
    }

    /** Kept connections of others took the share of a network with many clients. */
    @Test
    void connectionsThatCanBeClosedCountAsFree() throws IOException {
        for (int i = 0; i < 4; i++) assertTrue(shares.admit(accept("127.0.0.2")));
        for (int i = 0; i < 3; i++) assertTrue(shares.admit(accept("127.0.0." + (3 + i))));
        assertFalse(shares.admit(accept("127.0.0.2")), "two are free");
        shares.countAsFree(() -> 3);
        nanoTime.addAndGet(1_000_000_000);
        assertTrue(shares.admit(accept("127.0.0.2")));
    }

    private SocketChannel accept(String from) throws IOException {
        SocketChannel client = SocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        client.connect(listener.getLocalAddress());
        SocketChannel accepted = listener.accept();
        channels.add(client);
        channels.add(accepted);
        return accepted;
    }
}
