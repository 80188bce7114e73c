package collab.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpRelayTest {
    /** How long the test waits before it concludes that nothing arrives. */
    private static final int SILENCE_MS = 200;

    private ServerSocket target;
    private TcpRelay relay;
    private Socket client;
    private Socket server;

    @BeforeEach
    void open() throws IOException {
        target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        relay = TcpRelay.to(new InetSocketAddress(target.getInetAddress(), target.getLocalPort()));
        client = connect();
        server = target.accept();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.port());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        client.close();
        server.close();
        target.close();
    }

    private static void send(Socket from, String text) throws IOException {
        from.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertReceives(Socket at, String text) throws IOException {
        at.setSoTimeout(0);
        byte[] expected = text.getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(expected, at.getInputStream().readNBytes(expected.length));
    }

    private static void assertReceivesNothing(Socket at) throws IOException {
        at.setSoTimeout(SILENCE_MS);
        assertThrows(SocketTimeoutException.class, () -> at.getInputStream().read());
    }

    /** A reset, not an orderly end. */
    private static void assertReset(Socket at) throws IOException {
        at.setSoTimeout(0);
        assertThrows(SocketException.class, () -> at.getInputStream().read());
    }

    @Test
    void bytesPassBothWays() throws IOException {
        send(client, "question");
        assertReceives(server, "question");
        send(server, "answer");
        assertReceives(client, "answer");
        assertEquals(1, relay.connections());
        assertEquals(0, relay.cuts());
    }

    @Test
    void connectionsComeFromTheNetworksInTurn() throws IOException {
        try (TcpRelay spread =
                TcpRelay.fromNetworks(2, new InetSocketAddress(target.getInetAddress(), target.getLocalPort()))) {
            List<String> sources = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), spread.port());
                        Socket accepted = target.accept()) {
                    sources.add(accepted.getInetAddress().getHostAddress());
                }
            }
            assertEquals(List.of("127.1.0.1", "127.1.0.2", "127.1.0.1"), sources);
        }
    }

    @Test
    void endOfOneDirectionPassesAndTheOtherContinues() throws IOException {
        client.shutdownOutput();
        assertEquals(-1, server.getInputStream().read());
        send(server, "still here");
        assertReceives(client, "still here");
        server.close();
        assertEquals(-1, client.getInputStream().read());
    }

    @Test
    void heldBytesArriveLater() throws IOException {
        relay.setModes(RelayMode.HOLD, RelayMode.FORWARD);
        send(client, "late");
        assertReceivesNothing(server);
        send(server, "the other way is open");
        assertReceives(client, "the other way is open");
        relay.heal();
        assertReceives(server, "late");
    }

    @Test
    void discardedBytesAreLostWithTheirConnection() throws IOException {
        relay.setModes(RelayMode.FORWARD, RelayMode.DISCARD);
        send(server, "lost");
        assertReceivesNothing(client);
        send(client, "half open");
        assertReceives(server, "half open");
        relay.heal();
        assertReset(client);
        assertReset(server);
    }

    /** Also at the moment at which the failure ends: bytes in transit are not forwarded after lost bytes. */
    @Test
    void nothingIsForwardedAfterLostBytes() throws IOException {
        relay.setModes(RelayMode.HOLD, RelayMode.DISCARD);
        send(client, "in transit");
        assertReceivesNothing(server);
        relay.heal();
        assertReset(server);
        assertReset(client);
        assertEquals(1, relay.cuts());
        assertEquals(0, relay.connections());
    }

    @Test
    void resetReachesBothSidesAndNewConnectionsAreAccepted() throws IOException {
        send(client, "x");
        assertReceives(server, "x");
        assertEquals(1, relay.reset());
        assertReset(client);
        assertReset(server);
        assertEquals(1, relay.cuts());
        assertEquals(0, relay.connections());
        try (Socket again = connect();
                Socket served = target.accept()) {
            send(again, "hello");
            assertReceives(served, "hello");
        }
    }

    @Test
    void refusedConnectionIsResetAtOnce() throws IOException {
        relay.refuse(true);
        try (Socket refused = connect();
                Socket served = target.accept()) {
            assertReset(refused);
            assertReset(served);
        }
        relay.heal();
        try (Socket accepted = connect();
                Socket served = target.accept()) {
            send(served, "hello");
            assertReceives(accepted, "hello");
        }
    }

    @Test
    void connectionIsResetAfterAGivenNumberOfBytes() throws IOException {
        relay.cutAfter(() -> 3);
        try (Socket cut = connect();
                Socket served = target.accept()) {
            send(served, "frame");
            assertReset(served);
            byte[] arrived = new byte[3];
            int count = 0;
            try {
                for (int next = cut.getInputStream().read();
                        next >= 0;
                        next = cut.getInputStream().read()) arrived[count++] = (byte) next;
            } catch (SocketException reset) {
                // A reset may overtake bytes that were sent before it, but never lets more bytes through.
            }
            assertEquals("fra".substring(0, count), new String(arrived, 0, count, StandardCharsets.UTF_8));
        }
        assertEquals(1, relay.cuts());
    }

    @Test
    void clientIsResetWithoutATarget() throws IOException {
        target.close();
        try (Socket rejected = connect()) {
            assertReset(rejected);
        }
    }

    @Test
    void closeResetsEveryConnection() throws IOException {
        relay.close();
        assertReset(client);
        assertReset(server);
        relay.close();
    }

    /** Another process can take the port as soon as it is free, so one connection that succeeds proves nothing. */
    @Test
    void closedRelayDoesNotListen() {
        assertTrue(IntStream.range(0, 5).anyMatch(_ -> {
            TcpRelay closed = TcpRelay.to(new InetSocketAddress("127.0.0.1", target.getLocalPort()));
            closed.close();
            try (Socket other = new Socket("127.0.0.1", closed.port())) {
                return !other.isConnected();
            } catch (IOException rejected) {
                return true;
            }
        }));
    }
}
