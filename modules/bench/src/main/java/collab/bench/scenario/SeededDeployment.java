package collab.bench.scenario;

import collab.api.Json;
import collab.bench.load.ClientIdentity;
import collab.bench.load.RpcConnection;
import collab.bench.process.MeasuredProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A real server with users and channels, and a gateway on it. Both are processes of the image, filled through their
 * API.
 */
final class SeededDeployment implements AutoCloseable {
    /** Concurrent callers while the data is created. */
    private static final int SEEDERS = 64;

    private static final String ADMINISTRATOR = "alice";

    /** Raised rate limits per caller, so that the limits are not what is measured. */
    private static final List<String> RAISED_LIMITS = IntStream.range(0, 5)
            .mapToObj(i -> List.of("read", "write", "send", "typing", "auth").get(i))
            .flatMap(kind -> List.of("--set", "limits." + kind + "-per-minute=10000000").stream())
            .toList();

    private final MeasuredProcess server;
    private final MeasuredProcess gateway;
    private final URI serverUrl;
    private final String token;
    private final long workspace;

    private SeededDeployment(
            MeasuredProcess server, MeasuredProcess gateway, URI serverUrl, String token, long workspace) {
        this.server = server;
        this.gateway = gateway;
        this.serverUrl = serverUrl;
        this.token = token;
        this.workspace = workspace;
    }

    static SeededDeployment seed(BenchEnvironment environment) throws IOException, InterruptedException {
        Path data = environment.folder().resolve("data");
        List<String> arguments = new ArrayList<>(List.of(
                "server",
                "--auth-mode",
                "dev",
                "--seed-dev-users",
                "--data",
                data.toString(),
                "--port",
                "0",
                "--link-port",
                "0",
                "--set",
                "log.level=warning"));
        arguments.addAll(RAISED_LIMITS);
        MeasuredProcess server = environment.startProgram(arguments.toArray(String[]::new));
        URI serverUrl = server.listening("http");
        MeasuredProcess gateway = environment.startProgram(
                "gateway",
                "--server",
                serverUrl.toString(),
                "--link",
                server.listening("link").getRawAuthority(),
                "--link-secret-file",
                data.resolve("link.secret").toString(),
                "--port",
                "0",
                "--set",
                "log.level=warning");
        RpcConnection.awaitAnswer(gateway.listening("http"));
        String token = signIn(serverUrl, ADMINISTRATOR);
        try (RpcConnection connection = RpcConnection.open(serverUrl, token)) {
            long workspace = connection
                    .call("workspace.create", "{\"name\":\"Bench\"}")
                    .get("workspace")
                    .get("id")
                    .longValue();
            return new SeededDeployment(server, gateway, serverUrl, token, workspace);
        }
    }

    private static String signIn(URI server, String name) throws IOException {
        try (RpcConnection connection = RpcConnection.open(server, "")) {
            return connection
                    .call("auth.login", "{\"username\":\"" + name + "\"}")
                    .get("token")
                    .textValue();
        }
    }

    MeasuredProcess server() {
        return server;
    }

    MeasuredProcess gateway() {
        return gateway;
    }

    URI serverUrl() {
        return serverUrl;
    }

    URI gatewayUrl() throws InterruptedException {
        return gateway.listening("http");
    }

    /** The token of the administrator, who is a member of every channel. */
    String token() {
        return token;
    }

    // ---- Users and channels ----

    /** Creates users, adds them to the workspace and signs them in. */
    List<ClientIdentity> users(int count, String name) throws IOException, InterruptedException {
        List<ClientIdentity> users = new ArrayList<>(Collections.nCopies(count, new ClientIdentity(0, "")));
        inParallel(count, (connection, i) -> {
            String username = name + i;
            JsonNode user = connection
                    .call("user.create", "{\"username\":\"" + username + "\",\"display_name\":\"Person " + i + "\"}")
                    .get("user");
            long id = user.get("id").longValue();
            connection.call("workspace.members.add", "{\"workspace_id\":" + workspace + ",\"user_id\":" + id + "}");
            synchronized (users) {
                users.set(i, new ClientIdentity(id, signIn(serverUrl, username)));
            }
        });
        return users;
    }

    /** Creates a private channel with the administrator as its member. */
    long channel(String name) throws IOException {
        try (RpcConnection connection = RpcConnection.open(serverUrl, token)) {
            return channel(connection, name);
        }
    }

    private long channel(RpcConnection connection, String name) throws IOException {
        return connection
                .call(
                        "channel.create",
                        "{\"workspace_id\":" + workspace + ",\"kind\":\"private\",\"name\":\"" + name + "\"}")
                .get("channel")
                .get("id")
                .longValue();
    }

    void channels(int count, String name) throws IOException, InterruptedException {
        inParallel(count, (connection, i) -> channel(connection, name + i));
    }

    void join(long channel, List<ClientIdentity> users) throws IOException, InterruptedException {
        inParallel(
                users.size(),
                (connection, i) -> connection.call(
                        "channel.members.add",
                        "{\"channel_id\":" + channel + ",\"user_id\":"
                                + users.get(i).userId() + "}"));
    }

    static String message(long channel, String text) {
        return "{\"channel_id\":" + channel + ",\"text\":" + Json.object().textNode(text) + "}";
    }

    /** One step of a task that is repeated for many indexes. */
    interface Work {
        void once(RpcConnection connection, int index) throws IOException;
    }

    /** Executes a step for every index below {@code count}, with many concurrent callers. */
    void inParallel(int count, Work work) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int caller = 0; caller < Math.min(SEEDERS, count); caller++) {
                ends.add(callers.submit(() -> {
                    try (RpcConnection connection = RpcConnection.open(serverUrl, token)) {
                        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement())
                            work.once(connection, i);
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) end.get();
        } catch (ExecutionException failed) {
            throw new IOException("seeding the deployment failed", failed.getCause());
        }
    }

    // ---- Metrics of the processes ----

    /** Returns the sum of a metric's values over its labels, or 0 when the process does not have it. */
    static double metric(URI process, String name) throws IOException {
        return metrics(process)
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String metrics(URI process) throws IOException {
        try (var body = process.resolve("/metrics").toURL().openStream()) {
            return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        gateway.kill();
        server.kill();
    }
}
