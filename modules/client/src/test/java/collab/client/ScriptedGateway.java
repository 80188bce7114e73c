package collab.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A gateway whose answers and frames the test provides: JSON-RPC over HTTP/1.1, and RFC 6455 without extensions. */
final class ScriptedGateway implements AutoCloseable {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** The answer to a call; may block. */
    interface Rpc {
        String answer(String request) throws InterruptedException;
    }

    /** A frame of the client. */
    record Received(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xffff;
        }
    }

    /** One open socket. */
    static final class Connection {
        final String target;
        final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
        private final OutputStream out;

        private Connection(String target, OutputStream out) {
            this.target = target;
            this.out = out;
        }

        void send(String... frames) throws IOException {
            for (String frame : frames) send(1, frame.getBytes(StandardCharsets.UTF_8));
        }

        synchronized void send(int opcode, byte[] payload) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(payload.length + 4);
            frame.put((byte) (0x80 | opcode));
            if (payload.length < 126) frame.put((byte) payload.length);
            else frame.put((byte) 126).putShort((short) payload.length);
            frame.put(payload);
            out.write(frame.array(), 0, frame.position());
            out.flush();
        }

        private void read(DataInputStream in) throws IOException {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0f;
                int length = in.readUnsignedByte() & 0x7f;
                if (length == 126) length = in.readUnsignedShort();
                byte[] mask = in.readNBytes(4);
                byte[] payload = in.readNBytes(length);
                for (int i = 0; i < length; i++) payload[i] ^= mask[i % 4];
                received.add(new Received(opcode, payload));
            }
        }
    }

    final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    private final ServerSocket listener;
    private final Rpc rpc;
    private volatile int upgradeStatus = 101;

    private ScriptedGateway(ServerSocket listener, Rpc rpc) {
        this.listener = listener;
        this.rpc = rpc;
    }

    static ScriptedGateway start(Rpc rpc) throws IOException {
        ScriptedGateway gateway = new ScriptedGateway(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), rpc);
        Thread.ofVirtual().start(gateway::accept);
        return gateway;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Refuse each upgrade from now on. */
    void refuseUpgrades(int status) {
        upgradeStatus = status;
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            String requestLine = line(in);
            Map<String, String> headers = headers(in);
            if (requestLine.startsWith("POST")) call(socket.getOutputStream(), in, headers);
            else upgrade(socket.getOutputStream(), in, requestLine.split(" ")[1], headers);
        } catch (IOException ended) {
            // the client closed the connection
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(OutputStream out, DataInputStream in, Map<String, String> headers)
            throws IOException, InterruptedException {
        byte[] body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
        String answer = rpc.answer(new String(body, StandardCharsets.UTF_8));
        respond(
                out,
                "200 OK",
                "Connection: close\r\nContent-Length: " + answer.getBytes(StandardCharsets.UTF_8).length);
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void upgrade(OutputStream out, DataInputStream in, String target, Map<String, String> headers)
            throws IOException {
        if (upgradeStatus != 101) {
            respond(out, upgradeStatus + " Refused", "Connection: close\r\nContent-Length: 0");
            return;
        }
        respond(
                out,
                "101 Switching Protocols",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: collab.v2.json\r\nSec-WebSocket-Accept: "
                        + accepted(headers.get("sec-websocket-key")));
        Connection connection = new Connection(target, out);
        connections.add(connection);
        connection.read(in);
    }

    private static String accepted(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    private static void respond(OutputStream out, String status, String headers) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\n" + headers + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static Map<String, String> headers(DataInputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return headers;
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (next != '\r') line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
