package collab.bench.scenario;

import collab.bench.load.RpcConnection;
import collab.bench.process.MeasuredProcess;
import collab.bench.process.ProcessUsage;
import collab.bench.report.Measurements;
import java.net.URI;
import java.nio.file.Path;

/** From the start of a process to its first answer to a call. */
public final class StartScenario implements Scenario {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "start of everything in one process to the first answered request";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        Path data = lab.folder().resolve("data");
        measure(lab, "new data", data);
        measure(lab, "old data", data);
    }

    private static void measure(BenchEnvironment lab, String example, Path data) throws Exception {
        try (MeasuredProcess program = lab.program(
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
            URI url = program.listening("http");
            double listening = (System.nanoTime() - program.startedAt()) / 1e9;
            RpcConnection.awaitAnswer(url);
            double seconds = (System.nanoTime() - program.startedAt()) / 1e9;
            ProcessUsage usage = program.usage();
            lab.say(
                    example,
                    new Measurements()
                            .put("seconds", seconds)
                            .put("listening_seconds", listening)
                            .put("cpu_seconds", usage.cpuSeconds())
                            .put("resident_mb", usage.residentBytes() / 1e6));
        }
    }
}
