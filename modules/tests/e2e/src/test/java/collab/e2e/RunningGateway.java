package collab.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** {@code hero-collab gateway}. */
final class RunningGateway {
    private final Programs programs;
    private final RunningServer server;
    private final String link;
    private final Path secretFile;
    private final String[] settings;
    private Program program;
    private final URI http;

    private RunningGateway(Programs programs, RunningServer server, String link, Path secretFile, String[] settings) {
        this.programs = programs;
        this.server = server;
        this.link = link;
        this.secretFile = secretFile;
        this.settings = settings;
        this.program = launch(0);
        this.http = program.listening("http");
    }

    static RunningGateway start(Programs programs, RunningServer server, Path secretFile, String... settings) {
        return attach(
                programs, server, server.link().getHost() + ":" + server.link().getPort(), secretFile, settings);
    }

    /** @param link the way to the server's link, if it is not the direct one */
    static RunningGateway attach(
            Programs programs, RunningServer server, String link, Path secretFile, String... settings) {
        return new RunningGateway(programs, server, link, secretFile, settings);
    }

    private Program launch(int port) {
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
        return programs.start(Programs.with(arguments, settings));
    }

    Program program() {
        return program;
    }

    URI http() {
        return http;
    }

    Path secretFile() {
        return secretFile;
    }

    void kill9() {
        program.kill9();
    }

    /** The same again: server and port. Returns when it listens. */
    void restart() {
        program = launch(http.getPort());
        program.listening("http");
    }
}
