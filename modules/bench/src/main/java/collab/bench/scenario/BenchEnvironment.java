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

/** Where a scenario works: starts processes of the image in a folder of their own, and takes what is found out. */
public final class BenchEnvironment implements AutoCloseable {
    private final BenchPlan plan;
    private final int number;
    private final String scenario;
    private final String only;
    private final Consumer<ScenarioRun> found;
    private final Path folder;
    private final List<MeasuredProcess> programs = new ArrayList<>();

    /** @param only the one case that is asked for; empty for all */
    public BenchEnvironment(BenchPlan plan, String scenario, String only, int number, Consumer<ScenarioRun> found)
            throws IOException {
        this.plan = plan;
        this.scenario = scenario;
        this.only = only;
        this.number = number;
        this.found = found;
        this.folder = Files.createTempDirectory(Files.createDirectories(plan.output()), "work-");
    }

    BenchPlan plan() {
        return plan;
    }

    /** Whether this case is to be measured. */
    boolean wants(String example) {
        return only.isEmpty() || only.equals(example);
    }

    Path folder() {
        return folder;
    }

    void say(String example, Measurements figures) {
        found.accept(new ScenarioRun(scenario, example, number, Instant.now(), figures.values()));
    }

    /** Starts the program; ended with the lab at the latest. */
    MeasuredProcess program(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(plan.program().toString());
        command.addAll(List.of(arguments));
        MeasuredProcess program = MeasuredProcess.start(plan.javaOptions(), command);
        programs.add(program);
        return program;
    }

    /** Starts a program of this module, with the runtime that runs us. */
    MeasuredProcess ourOwn(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Module module = main.getModule();
        if (module.isNamed()) {
            command.addAll(List.of("-m", module.getName() + "/" + main.getName()));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        }
        command.addAll(List.of(arguments));
        MeasuredProcess program = MeasuredProcess.start("", command);
        programs.add(program);
        return program;
    }

    /** A gateway of the image on a link where everything is good. */
    MeasuredProcess gatewayOn(SyntheticServer source) throws IOException, InterruptedException {
        Path secret = Files.writeString(folder.resolve("link.secret"), "a secret of the bench alone");
        MeasuredProcess gateway = program(
                "gateway",
                "--link",
                source.address(),
                "--link-secret-file",
                secret.toString(),
                "--port",
                "0",
                "--set",
                "log.level=warning");
        gateway.listening("http");
        source.awaitGateway();
        return gateway;
    }

    /** Ends what still runs and removes what was written. */
    @Override
    public void close() {
        programs.reversed().forEach(MeasuredProcess::kill);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can not remove " + folder, e);
        }
    }
}
