package collab.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.TcpRelay.Weather;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
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

    private static void say(Socket from, String words) throws IOException {
        from.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    }

    private static void hears(Socket at, String words) throws IOException {
        at.setSoTimeout(0);
        byte[] expected = words.getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(expected, at.getInputStream().readNBytes(expected.length));
    }

    private static void hearsNothing(Socket at) throws IOException {
        at.setSoTimeout(SILENCE_MS);
        assertThrows(SocketTimeoutException.class, () -> at.getInputStream().read());
    }

    /** A reset, not an orderly end. */
    private static void isReset(Socket at) throws IOException {
        at.setSoTimeout(0);
        assertThrows(SocketException.class, () -> at.getInputStream().read());
    }

    @Test
    void bytesPassBothWays() throws IOException {
        say(client, "question");
        hears(server, "question");
        say(server, "answer");
        hears(client, "answer");
        assertEquals(1, relay.connections());
        assertEquals(0, relay.cuts());
    }

    @Test
    void endOfOneDirectionPassesAndTheOtherContinues() throws IOException {
        client.shutdownOutput();
        assertEquals(-1, server.getInputStream().read());
        say(server, "still here");
        hears(client, "still here");
        server.close();
        assertEquals(-1, client.getInputStream().read());
    }

    @Test
    void heldBytesArriveLater() throws IOException {
        relay.weather(Weather.STILL, Weather.CLEAR);
        say(client, "late");
        hearsNothing(server);
        say(server, "the other way is open");
        hears(client, "the other way is open");
        relay.heal();
        hears(server, "late");
    }

    @Test
    void swallowedBytesAreLostWithTheirConnection() throws IOException {
        relay.weather(Weather.CLEAR, Weather.SWALLOWING);
        say(server, "lost");
        hearsNothing(client);
        say(client, "half open");
        hears(server, "half open");
        relay.heal();
        isReset(client);
        isReset(server);
    }

    /** Also at the moment at which the failure ends: bytes on their way do not pass after a hole. */
    @Test
    void nothingPassesAfterAHole() throws IOException {
        relay.weather(Weather.STILL, Weather.SWALLOWING);
        say(client, "on its way");
        hearsNothing(server);
        relay.heal();
        isReset(server);
        isReset(client);
        assertEquals(1, relay.cuts());
        assertEquals(0, relay.connections());
    }

    @Test
    void resetReachesBothSidesAndNewConnectionsAreAccepted() throws IOException {
        say(client, "x");
        hears(server, "x");
        assertEquals(1, relay.reset());
        isReset(client);
        isReset(server);
        assertEquals(1, relay.cuts());
        assertEquals(0, relay.connections());
        try (Socket again = connect();
                Socket served = target.accept()) {
            say(again, "hello");
            hears(served, "hello");
        }
    }

    @Test
    void refusedConnectionIsResetAtOnce() throws IOException {
        relay.refuse(true);
        try (Socket refused = connect();
                Socket served = target.accept()) {
            isReset(refused);
            isReset(served);
        }
        relay.heal();
        try (Socket welcome = connect();
                Socket served = target.accept()) {
            say(served, "welcome");
            hears(welcome, "welcome");
        }
    }

    @Test
    void connectionIsResetAfterAGivenNumberOfBytes() throws IOException {
        relay.cutAfter(() -> 3);
        try (Socket cut = connect();
                Socket served = target.accept()) {
            say(served, "frame");
            isReset(served);
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
        try (Socket nobody = connect()) {
            isReset(nobody);
        }
    }

    @Test
    void closingEndsEverything() throws IOException {
        relay.close();
        isReset(client);
        isReset(server);
        relay.close();
    }

    /** Another process can take the port as soon as it is free, so one connection that succeeds proves nothing. */
    @Test
    void closedRelayListensNoMore() {
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
