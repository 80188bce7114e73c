package collab.e2e.harness;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** {@code hero-collab server}. */
public final class RunningServer {
    private final ExamplePrograms programs;
    private final Path data;
    private final Path secretFile;
    private final ProcessLimits limits;
    private final String[] settings;
    private TestProcess program;
    private final URI http;
    private final URI link;

    private RunningServer(
            ExamplePrograms programs, Path data, Path secretFile, ProcessLimits limits, String[] settings) {
        this.limits = limits;
        this.programs = programs;
        this.data = data;
        this.secretFile = secretFile;
        this.settings = settings;
        this.program = launch(List.of(), 0, 0);
        this.http = program.listening("http");
        this.link = program.listening("link");
    }

    public static RunningServer start(ExamplePrograms programs, Path data, Path secretFile, String... settings) {
        return start(programs, data, secretFile, ProcessLimits.NONE, settings);
    }

    public static RunningServer start(
            ExamplePrograms programs, Path data, Path secretFile, ProcessLimits limits, String... settings) {
        return new RunningServer(programs, data, secretFile, limits, settings);
    }

    private TestProcess launch(List<String> wrapper, int httpPort, int linkPort, String... more) {
        List<String> arguments = List.of(
                "server",
                "--data",
                data.toString(),
                "--port",
                Integer.toString(httpPort),
                "--link-port",
                Integer.toString(linkPort),
                "--link-secret-file",
                secretFile.toString());
        List<String> configured = ExamplePrograms.with(ExamplePrograms.withDevUsers(arguments, settings), settings);
        return programs.start(limits.wrapper(wrapper), ExamplePrograms.with(configured, more), limits.environment());
    }

    public Path data() {
        return data;
    }

    public TestProcess program() {
        return program;
    }

    public URI http() {
        return http;
    }

    public URI link() {
        return link;
    }

    public void kill() {
        program.kill();
    }

    /**
     * Starts the server again with the same data and ports; returns when it listens.
     *
     * @param more further settings for this run of the process
     */
    public void restart(String... more) {
        launchUnder(List.of(), more);
        program.listening("http");
        program.listening("link");
    }

    /** Starts the server again with the same data and ports, through another command; does not wait for it. */
    public void launchUnder(List<String> wrapper, String... more) {
        program = launch(wrapper, http.getPort(), link.getPort(), more);
    }
}
