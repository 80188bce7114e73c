package collab.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code hero-collab server}. */
final class RunningServer {
    private final Programs programs;
    private final Path data;
    private final Path secretFile;
    private final String[] settings;
    private Program program;
    private final URI http;
    private final URI link;

    private RunningServer(Programs programs, Path data, Path secretFile, String[] settings) {
        this.programs = programs;
        this.data = data;
        this.secretFile = secretFile;
        this.settings = settings;
        this.program = launch(List.of(), 0, 0);
        this.http = program.listening("http");
        this.link = program.listening("link");
    }

    static RunningServer start(Programs programs, Path data, Path secretFile, String... settings) {
        return new RunningServer(programs, data, secretFile, settings);
    }

    private Program launch(List<String> wrapper, int httpPort, int linkPort) {
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
        return programs.start(wrapper, Programs.with(Programs.peopled(arguments, settings), settings), Map.of());
    }

    Path data() {
        return data;
    }

    Program program() {
        return program;
    }

    URI http() {
        return http;
    }

    URI link() {
        return link;
    }

    void kill9() {
        program.kill9();
    }

    /** The same again: data and ports. Returns when it listens. */
    void restart() {
        launchUnder(List.of());
        program.listening("http");
        program.listening("link");
    }

    /** The same again, run by another command; does not wait for it. */
    void launchUnder(List<String> wrapper) {
        program = launch(wrapper, http.getPort(), link.getPort());
    }
}
