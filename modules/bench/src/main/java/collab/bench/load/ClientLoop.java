package collab.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import collab.bench.load.LoadClients.Detail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The thread that owns a part of the sockets of a {@link LoadClients}: it connects and closes them, and reads them with
 * a {@link ClientReader}. Only this thread uses its clients; other threads submit tasks and read counters.
 */
final class ClientLoop implements AutoCloseable {
    private final InetSocketAddress gateway;
    private final List<LoadClient> clients;
    private final int connectingMax;
    private final LoopCounters counters = new LoopCounters();
    private final Selector selector;
    private final Thread thread;

    // Written by any thread.
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    // Used only by the loop's thread.
    private final ClientReader reader;
    private final Queue<LoadClient> toConnect = new ArrayDeque<>();
    private int connecting;

    private ClientLoop(
            InetSocketAddress gateway, List<LoadClient> clients, Detail detail, int connectingMax, Selector selector) {
        this.gateway = gateway;
        this.clients = clients;
        this.connectingMax = connectingMax;
        this.selector = selector;
        this.reader = new ClientReader(detail, counters);
        this.thread = Thread.ofPlatform().daemon().name("load-clients").unstarted(this::run);
    }

    static ClientLoop start(InetSocketAddress gateway, List<LoadClient> clients, Detail detail, int connectingMax) {
        try {
            ClientLoop loop = new ClientLoop(gateway, clients, detail, connectingMax, Selector.open());
            loop.thread.start();
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoopCounters counters() {
        return counters;
    }

    // ---- Tasks, from any thread ----

    void connect() {
        submit(() -> toConnect.addAll(clients));
    }

    void cut() {
        submit(() -> clients.forEach(this::drop));
    }

    void resume(long since) {
        submit(() -> {
            reader.resumingSince(since);
            counters.catchUpsBegin();
            for (LoadClient client : clients) client.resuming = true;
            toConnect.addAll(clients);
        });
    }

    /** Stalls the first client or lets it read again; returns after the change. */
    void stall(boolean now) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        submit(() -> {
            LoadClient client = clients.getFirst();
            client.stalled = now;
            client.channel.ifPresent(channel -> channel.keyFor(selector).interestOps(now ? 0 : SelectionKey.OP_READ));
            done.countDown();
        });
        if (!done.await(60, TimeUnit.SECONDS))
            throw new IllegalStateException("the client loop does not respond: " + counters.firstError());
    }

    private void submit(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- The loop ----

    private void run() {
        try {
            while (!closed) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
                while (connecting < connectingMax && !toConnect.isEmpty()) connect(toConnect.remove());
                selector.select(this::ready, 100);
            }
        } catch (IOException | RuntimeException e) {
            counters.error("the client loop failed: " + e);
        } finally {
            clients.forEach(this::drop);
            closeQuietly(selector);
        }
    }

    private void ready(SelectionKey key) {
        LoadClient client = (LoadClient) key.attachment();
        try {
            if (key.isConnectable()) connected(client, key);
            else if (key.isReadable()) read(client, (SocketChannel) key.channel());
        } catch (IOException e) {
            ended(client, e.toString());
        }
    }

    private void connect(LoadClient client) {
        try {
            SocketChannel channel = SocketChannel.open();
            client.channel = Optional.of(channel);
            client.state = LoadClient.State.CONNECTING;
            connecting++;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0); // close with a reset, like a broken network
            channel.register(selector, SelectionKey.OP_CONNECT, client);
            channel.connect(gateway);
        } catch (IOException e) {
            ended(client, e.toString());
        }
    }

    private void connected(LoadClient client, SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (!channel.finishConnect()) return;
        client.state = LoadClient.State.UPGRADING;
        key.interestOps(SelectionKey.OP_READ);
        client.write(upgradeRequest(client).getBytes(ISO_8859_1));
    }

    private String upgradeRequest(LoadClient client) {
        String resume = client.resuming ? "?resume_from=" + client.last + "&epoch=" + client.epoch : "";
        return "GET /ws/user/" + client.identity.userId() + resume + " HTTP/1.1\r\n"
                + "Host: " + gateway.getHostString() + ":" + gateway.getPort() + "\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: collab.v2.json\r\n"
                + "Authorization: Bearer " + client.identity.token() + "\r\n\r\n";
    }

    private void read(LoadClient client, SocketChannel channel) throws IOException {
        boolean wasUpgrading = client.state == LoadClient.State.UPGRADING;
        Optional<ClientReader.End> end;
        try {
            end = reader.read(client, channel);
        } finally {
            if (wasUpgrading && client.state == LoadClient.State.OPEN) connecting--;
        }
        if (end.isPresent()) {
            switch (end.get()) {
                case ClientReader.End.Rejected rejected -> upgradeRejected(client, rejected.why());
                case ClientReader.End.Closed closedByGateway -> ended(client, closedByGateway.why());
            }
        }
    }

    // ---- Closing ----

    private void upgradeRejected(LoadClient client, String why) {
        counters.upgradeRejected();
        counters.error(why);
        drop(client);
        if (!closed) toConnect.add(client);
    }

    private void ended(LoadClient client, String why) {
        counters.error(why);
        boolean wasOpen = client.state == LoadClient.State.OPEN;
        drop(client);
        if (wasOpen) counters.connectionLost();
        else if (!closed) toConnect.add(client);
    }

    private void drop(LoadClient client) {
        if (client.channel.isEmpty()) return;
        if (client.helloReceived) counters.openSocketClosed();
        if (client.state != LoadClient.State.OPEN) connecting--;
        client.channel.ifPresent(ClientLoop::closeQuietly);
        client.forgetConnection();
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception gone) {
            // the resource is closed in any case
        }
    }
}
