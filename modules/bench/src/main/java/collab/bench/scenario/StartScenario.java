package collab.bench.scenario;

import collab.bench.load.RpcConnection;
import collab.bench.process.MeasuredProcess;
import collab.bench.process.ProcessUsage;
import collab.bench.report.Measurements;
import java.net.URI;
import java.nio.file.Path;

/** Time from the start of a process to its first response to a call. */
public final class StartScenario implements Scenario {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "time from the start of all parts in one process to the first response";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        Path data = environment.folder().resolve("data");
        measure(environment, "new data", data);
        measure(environment, "old data", data);
    }

    private static void measure(BenchEnvironment environment, String caseName, Path data) throws Exception {
        try (MeasuredProcess process = environment.startProgram(
                "start",
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
                "log.level=warning")) {
            URI url = process.listening("http");
            double listening = (System.nanoTime() - process.startedAt()) / 1e9;
            RpcConnection.awaitAnswer(url);
            double seconds = (System.nanoTime() - process.startedAt()) / 1e9;
            ProcessUsage usage = process.usage();
            environment.report(
                    caseName,
                    new Measurements()
                            .put("seconds", seconds)
                            .put("listening_seconds", listening)
                            .put("cpu_seconds", usage.cpuSeconds())
                            .put("resident_mb", usage.residentBytes() / 1e6));
        }
    }
}
