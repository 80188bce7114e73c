package collab.e2e.harness;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** {@code hero-collab start}: server and gateway in one process. */
public final class RunningStart implements RunningSystem {
    private final ExamplePrograms programs;
    private final Path data;
    private final String[] settings;
    private TestProcess program;
    private final URI http;

    private RunningStart(ExamplePrograms programs, Path data, String[] settings) {
        this.programs = programs;
        this.data = data;
        this.settings = settings;
        this.program = launch(0);
        this.http = program.listening("http");
    }

    public static RunningStart start(ExamplePrograms programs, Path data, String... settings) {
        RunningStart start = new RunningStart(programs, data, settings);
        start.anonymous().awaitReady();
        return start;
    }

    private TestProcess launch(int port) {
        List<String> arguments =
                List.of("start", "--data", data.toString(), "--port", Integer.toString(port), "--link-port", "0");
        return programs.start(ExamplePrograms.with(ExamplePrograms.withDevUsers(arguments, settings), settings));
    }

    public TestProcess program() {
        return program;
    }

    public void kill() {
        program.kill();
    }

    /** Starts the process again with the same data and port; returns when it listens. */
    public void restart() {
        program = launch(http.getPort());
        program.listening("http");
    }

    @Override
    public void killGateway() {
        kill();
    }

    @Override
    public void restartGateway() {
        restart();
        anonymous().awaitReady();
    }

    @Override
    public void restartAll() {
        restart();
        anonymous().awaitReady();
    }

    @Override
    public URI http() {
        return http;
    }

    @Override
    public RpcCaller anonymous() {
        return RpcCaller.of(http);
    }
}
