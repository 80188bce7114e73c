package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningServer;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestProcess;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Compares the names and values that clients, scripts and operators depend on with the golden file
 * {@code src/test/resources/collab/e2e/contract/public-surface.txt} of this module. Everything is read from the built image.
 * Descriptions and help texts are not part of the surface.
 *
 * <p>When a difference is intended, add an entry to {@code etc/CHANGELOG.md} and write the file again:
 *
 * <pre>etc/verify -Dunit.tests.skip -Dit.test=PublicSurfaceIT -Dcollab.surface=write</pre>
 *
 * <p>A renamed configuration key, metric or command stays accepted under its old name for one release, with a warning.
 */
class PublicSurfaceIT {
    private static final String GOLDEN = "public-surface.txt";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    /** Starts about twenty processes, one after the other: minutes on a loaded machine. */
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void publicSurfaceIsThatOfTheGoldenFile() throws IOException, SQLException {
        Surface present = new Surface();
        addCommands(present);
        addConfiguration(present, "start", "--auth-mode", "dev");
        addConfiguration(present, "server", "--auth-mode", "dev");
        addConfiguration(
                present,
                "gateway",
                "--link-secret-file",
                RunningPair.secretFile(programs).toString());
        addStart(present);
        addServerAndGateway(present);
        ImageSurface.addTo(present);
        present.add(
                "protocol buffers", ApiSurface.protos(RuntimeImage.repository().resolve("proto")));
        present.add("published artifacts", published(RuntimeImage.repository().resolve("target/repository")));

        if (System.getProperty("collab.surface", "check").equals("write")) {
            Files.writeString(source(), present.text());
            return;
        }
        List<String> differences = golden().differences(present);
        assertTrue(differences.isEmpty(), () -> """
                The public surface differs from %s:
                %s
                If this is intended, add an entry to etc/CHANGELOG.md and run this test with -Dcollab.surface=write, which \
                writes the file again. A renamed key, metric or command must stay accepted under its old name for one release.
                """.formatted(GOLDEN, String.join("\n", differences)));
    }

    private static Surface golden() throws IOException {
        try (var in = PublicSurfaceIT.class.getResourceAsStream(GOLDEN)) {
            if (in == null) throw new AssertionError("there is no " + GOLDEN + "; -Dcollab.surface=write writes it");
            return Surface.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The file in the sources of this module, wherever the module is. */
    private static Path source() throws IOException {
        String resource = "src/test/resources/collab/e2e/contract";
        try (Stream<Path> folders = Files.walk(RuntimeImage.repository().resolve("modules"), 3)) {
            return folders.map(folder -> folder.resolve(resource))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no module has a folder " + resource))
                    .resolve(GOLDEN);
        }
    }

    // ---- commands and configuration ----

    private void addCommands(Surface surface) throws IOException {
        CommandSurface.addTo(surface, output("completion", "bash"), output("man"));
        surface.add(
                "bench scenarios",
                output("bench", "--list").stream()
                        .map(line -> line.split(" ")[0])
                        .toList());
        Path text = Files.writeString(programs.folder().resolve("letter.txt"), "Dear Alice,");
        String closed = "http://127.0.0.1:1";
        surface.add(
                "exit codes, observed",
                List.of(
                        "print the version: " + exitCode("--version"),
                        "verify a file that is not a database: " + exitCode("admin", "verify", text.toString()),
                        "run an unknown command: " + exitCode("no-such-command"),
                        "use an unknown option: " + exitCode("health", "--no-such-option"),
                        "set an unknown key: " + exitCode("start", "--auth-mode", "dev", "--set", "no-such-key=1"),
                        "name an unknown auth.mode: " + exitCode("start", "--auth-mode", "saml", "--data", "none"),
                        "call a server that does not answer: "
                                + exitCode("health", "--server", closed, "--timeout", "0"),
                        "omit the token: " + exitCode("user", "me", "--server", closed, "--timeout", "0")));
    }

    private TestProcess run(List<String> wrapper, Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        String home = programs.folder().toString();
        all.put("HOME", home);
        all.put("XDG_CONFIG_HOME", home);
        return programs.start(wrapper, List.of(arguments), all);
    }

    private int exitCode(String... arguments) {
        return run(List.of(), Map.of(), arguments).exitCode();
    }

    private List<String> output(String... arguments) throws IOException {
        return output(Map.of(), arguments);
    }

    /** All of the output, by way of a file: a {@link TestProcess} keeps only the newest lines. */
    private List<String> output(Map<String, String> environment, String... arguments) throws IOException {
        Path file = programs.folder().resolve("output");
        TestProcess program = run(List.of("sh", "-c", "exec \"$0\" \"$@\" > " + file), environment, arguments);
        assertEquals(0, program.exitCode(), program::report);
        return Files.readAllLines(file);
    }

    /** The keys with their defaults; and every key is accepted as an environment variable. */
    private void addConfiguration(Surface surface, String command, String... required) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command, "--check-config"));
        arguments.addAll(List.of(required));
        List<String> printed = output(arguments.toArray(String[]::new));
        surface.add(
                "configuration of " + command,
                printed.stream()
                        .map(line -> line.contains(required[1])
                                ? line.substring(0, line.indexOf(':')) + " (required)"
                                : line)
                        .toList());

        Map<String, String> environment = new HashMap<>();
        for (String line : printed) {
            String[] pair = line.split(": ?", 2);
            environment.put(variable(pair[0]), pair[1]);
        }
        assertEquals(printed, output(environment, arguments.toArray(String[]::new)), "the same keys as variables");
    }

    private static String variable(String key) {
        return "HERO_COLLAB_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    // ---- processes ----

    private void addStart(Surface surface) throws IOException, SQLException {
        Path data = programs.folder();
        RunningStart start = RunningStart.start(programs, data, "http.proxies=127.0.0.1", "log.format=json");
        ProcessSurface process = new ProcessSurface("start", start.program(), start.http());
        process.addTo(surface);
        ApiSurface.addTo(surface, start.anonymous().call("rpc.discover"));
        surface.add("cookies", List.of(cookie(start.anonymous(), "http"), cookie(start.anonymous(), "https")));
        surface.add("security log", process.securityLog());
        String server = start.http().toString();
        String token = start.signIn("alice").token();
        surface.add(
                "exit codes, observed",
                List.of(
                        "use a token that is not valid: "
                                + exitCode("user", "me", "--server", server, "--token", "none"),
                        "read a channel that does not exist: "
                                + exitCode(
                                        "channel", "get", "--channel-id", "999", "--server", server, "--token", token),
                        "send SIGTERM to start: " + start.program().stop()));
        surface.add("data files", files(data));
        StoreSurface.addTo(surface, data.resolve("collab.db"));
    }

    private void addServerAndGateway(Surface surface) throws IOException {
        Path secret = RunningPair.secretFile(programs);
        RunningServer server = RunningServer.start(programs, programs.folder(), secret);
        RunningGateway gateway = RunningGateway.start(programs, server, secret);
        RpcCaller.of(server.http()).awaitReady();
        RpcCaller.of(gateway.http()).awaitReady();
        new ProcessSurface("server", server.program(), server.http()).addTo(surface);
        new ProcessSurface("gateway", gateway.program(), gateway.http()).addTo(surface);
    }

    /** The name of the session cookie that a browser gets. */
    private static String cookie(RpcCaller caller, String scheme) throws IOException {
        HttpResponse<String> answer = RpcCaller.send(caller.request("/rpc")
                .header("Content-Type", "application/json")
                .header("X-Forwarded-Proto", scheme)
                .header("X-Forwarded-For", "192.0.2.1")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":1,"method":"auth.login","params":{"username":"alice"}}""")));
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow(() -> new AssertionError(answer.body()));
        return scheme + ": " + cookie.replaceFirst("=[^;]*", "");
    }

    /** The published files, without their version. */
    private static List<String> published(Path repository) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            return files.map(file -> repository.relativize(file).toString())
                    .filter(file -> file.matches(".*(\\.jar|\\.pom|-cyclonedx\\.json)"))
                    .map(file -> file.replaceFirst("/[^/]*/([^/]*?)-\\d[\\d.]*(?:-SNAPSHOT)?(-[a-z]+)?\\.", "/$1$2."))
                    .toList();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
