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

/** A real server with people and channels, and a gateway on it: processes of the image, filled through their own calls. */
final class SeededDeployment implements AutoCloseable {
    /** Callers at the same time while the town is built. */
    private static final int BUILDERS = 64;

    private static final String ADMINISTRATOR = "alice";

    /** Limits per caller would only measure themselves. */
    private static final List<String> WITHOUT_LIMITS = IntStream.range(0, 5)
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

    static SeededDeployment build(BenchEnvironment lab) throws IOException, InterruptedException {
        Path data = lab.folder().resolve("data");
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
        arguments.addAll(WITHOUT_LIMITS);
        MeasuredProcess server = lab.program(arguments.toArray(String[]::new));
        URI serverUrl = server.listening("http");
        MeasuredProcess gateway = lab.program(
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
        try (RpcConnection line = RpcConnection.open(serverUrl, token)) {
            long workspace = line.call("workspace.create", "{\"name\":\"Town\"}")
                    .get("workspace")
                    .get("id")
                    .longValue();
            return new SeededDeployment(server, gateway, serverUrl, token, workspace);
        }
    }

    private static String signIn(URI server, String name) throws IOException {
        try (RpcConnection line = RpcConnection.open(server, "")) {
            return line.call("auth.login", "{\"username\":\"" + name + "\"}")
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

    /** A token of the administrator, who is a member of every channel. */
    String token() {
        return token;
    }

    // ---- people and channels --------------------------------------------------------------------------------------

    /** New people, members of the workspace, signed in. */
    List<ClientIdentity> people(int count, String name) throws IOException, InterruptedException {
        List<ClientIdentity> people = new ArrayList<>(Collections.nCopies(count, new ClientIdentity(0, "")));
        together(count, (line, i) -> {
            String username = name + i;
            JsonNode user = line.call(
                            "user.create", "{\"username\":\"" + username + "\",\"display_name\":\"Person " + i + "\"}")
                    .get("user");
            long id = user.get("id").longValue();
            line.call("workspace.members.add", "{\"workspace_id\":" + workspace + ",\"user_id\":" + id + "}");
            synchronized (people) {
                people.set(i, new ClientIdentity(id, signIn(serverUrl, username)));
            }
        });
        return people;
    }

    /** A private channel with the administrator in it. */
    long channel(String name) throws IOException {
        try (RpcConnection line = RpcConnection.open(serverUrl, token)) {
            return channel(line, name);
        }
    }

    private long channel(RpcConnection line, String name) throws IOException {
        return line.call(
                        "channel.create",
                        "{\"workspace_id\":" + workspace + ",\"kind\":\"private\",\"name\":\"" + name + "\"}")
                .get("channel")
                .get("id")
                .longValue();
    }

    void channels(int count, String name) throws IOException, InterruptedException {
        together(count, (line, i) -> channel(line, name + i));
    }

    void join(long channel, List<ClientIdentity> people) throws IOException, InterruptedException {
        together(
                people.size(),
                (line, i) -> line.call(
                        "channel.members.add",
                        "{\"channel_id\":" + channel + ",\"user_id\":"
                                + people.get(i).userId() + "}"));
    }

    static String message(long channel, String text) {
        return "{\"channel_id\":" + channel + ",\"text\":" + Json.object().textNode(text) + "}";
    }

    /** Something that is done many times. */
    interface Work {
        void once(RpcConnection line, int index) throws IOException;
    }

    /** Does it for every index below {@code count}, by many callers at the same time. */
    void together(int count, Work work) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int caller = 0; caller < Math.min(BUILDERS, count); caller++) {
                ends.add(callers.submit(() -> {
                    try (RpcConnection line = RpcConnection.open(serverUrl, token)) {
                        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) work.once(line, i);
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) end.get();
        } catch (ExecutionException failed) {
            throw new IOException("building the town failed", failed.getCause());
        }
    }

    // ---- what the processes say of themselves ---------------------------------------------------------------------

    /** The sum of a metric's values over its labels, 0 when it is not there. */
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
