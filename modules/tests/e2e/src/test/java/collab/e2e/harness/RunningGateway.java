package collab.e2e.harness;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** {@code hero-collab gateway}. */
public final class RunningGateway {
    private final ExamplePrograms programs;
    private final RunningServer server;
    private final String link;
    private final Path secretFile;
    private final ProcessLimits limits;
    private final String[] settings;
    private TestProcess program;
    private final URI http;

    private RunningGateway(
            ExamplePrograms programs,
            RunningServer server,
            String link,
            Path secretFile,
            ProcessLimits limits,
            String[] settings) {
        this.limits = limits;
        this.programs = programs;
        this.server = server;
        this.link = link;
        this.secretFile = secretFile;
        this.settings = settings;
        this.program = launch(0);
        this.http = program.listening("http");
    }

    public static RunningGateway start(
            ExamplePrograms programs, RunningServer server, Path secretFile, String... settings) {
        return attach(
                programs, server, server.link().getHost() + ":" + server.link().getPort(), secretFile, settings);
    }

    /** @param link the address at which the gateway reaches the server's link, for example that of a relay */
    public static RunningGateway attach(
            ExamplePrograms programs, RunningServer server, String link, Path secretFile, String... settings) {
        return attach(programs, server, link, secretFile, ProcessLimits.NONE, settings);
    }

    public static RunningGateway attach(
            ExamplePrograms programs,
            RunningServer server,
            String link,
            Path secretFile,
            ProcessLimits limits,
            String... settings) {
        return new RunningGateway(programs, server, link, secretFile, limits, settings);
    }

    private TestProcess launch(int port) {
        List<String> arguments = List.of(
                "gateway",
                "--server",
                server.http().toString(),
                "--link",
                link,
                "--link-secret-file",
                secretFile.toString(),
                "--port",
                Integer.toString(port));
        return programs.start(
                limits.wrapper(List.of()), ExamplePrograms.with(arguments, settings), limits.environment());
    }

    public TestProcess program() {
        return program;
    }

    public URI http() {
        return http;
    }

    public Path secretFile() {
        return secretFile;
    }

    public void kill() {
        program.kill();
    }

    /** Starts the gateway again with the same server and port; returns when it listens. */
    public void restart() {
        program = launch(http.getPort());
        program.listening("http");
    }
}
