package collab.bench.scenario;

import collab.bench.config.BenchPlan;
import collab.bench.load.SyntheticServer;
import collab.bench.process.MeasuredProcess;
import collab.bench.report.Measurements;
import collab.bench.report.ScenarioRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The environment of one run of a scenario: starts processes of the image in a temporary folder and collects figures.
 */
public final class BenchEnvironment implements AutoCloseable {
    private final BenchPlan plan;
    private final int number;
    private final String scenario;
    private final String only;
    private final Consumer<ScenarioRun> results;
    private final Path folder;
    private final List<MeasuredProcess> processes = new ArrayList<>();

    /**
     * Creates the folder.
     *
     * @param only the single case to run; empty for all
     */
    public BenchEnvironment(BenchPlan plan, String scenario, String only, int number, Consumer<ScenarioRun> results)
            throws IOException {
        this.plan = plan;
        this.scenario = scenario;
        this.only = only;
        this.number = number;
        this.results = results;
        this.folder = Files.createTempDirectory(Files.createDirectories(plan.output()), "work-");
    }

    BenchPlan plan() {
        return plan;
    }

    /** Whether a case is measured in this run. */
    boolean wants(String caseName) {
        return only.isEmpty() || only.equals(caseName);
    }

    Path folder() {
        return folder;
    }

    void report(String caseName, Measurements figures) {
        results.accept(new ScenarioRun(scenario, caseName, number, Instant.now(), figures.values()));
    }

    /** Starts the program of the image; it is killed at the latest by {@link #close}. */
    MeasuredProcess startProgram(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(plan.program().toString());
        command.addAll(List.of(arguments));
        MeasuredProcess process = MeasuredProcess.start(plan.javaOptions(), command);
        processes.add(process);
        return process;
    }

    /** Starts a program of this module with the Java runtime of this process. */
    MeasuredProcess startBenchProgram(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Module module = main.getModule();
        if (module.isNamed()) {
            command.addAll(List.of("-m", module.getName() + "/" + main.getName()));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        }
        command.addAll(List.of(arguments));
        MeasuredProcess process = MeasuredProcess.start("", command);
        processes.add(process);
        return process;
    }

    /** Starts a gateway of the image that is linked to a synthetic server. */
    MeasuredProcess gatewayOn(SyntheticServer server) throws IOException, InterruptedException {
        Path secret = Files.writeString(folder.resolve("link.secret"), "link secret of the benchmark");
        MeasuredProcess gateway = startProgram(
                "gateway",
                "--link",
                server.address(),
                "--link-secret-file",
                secret.toString(),
                "--port",
                "0",
                "--set",
                "log.level=warning");
        gateway.listening("http");
        server.awaitGateway();
        return gateway;
    }

    /** Kills the running processes and removes the folder. */
    @Override
    public void close() {
        processes.reversed().forEach(MeasuredProcess::kill);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
