package collab.bench.scenario;

import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.load.ReferenceServer;
import collab.bench.process.MeasuredProcess;
import collab.bench.report.Measurements;
import java.util.List;

/** The figures of {@link ReferenceServer} on this machine at the same time. */
public final class ReferenceScenario implements Scenario {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public String description() {
        return "deliveries/s and latency of a bare broadcast loop, for comparison";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        for (int audience : List.of(100, 1_000, 5_000)) {
            for (int framesPerWrite : List.of(1, 8, 32)) {
                run(environment, "R=" + audience + ", " + framesPerWrite + " a write", audience, framesPerWrite, 0);
            }
        }
        for (int audience : List.of(100, 1_000, 5_000)) {
            run(
                    environment,
                    "R=" + audience + ", calm",
                    audience,
                    1,
                    CalmScenario.DELIVERIES_PER_SECOND * environment.plan().scale());
        }
    }

    private static void run(
            BenchEnvironment environment, String caseName, int audience, int framesPerWrite, double rate)
            throws Exception {
        if (!environment.wants(caseName)) return;
        int sockets = environment.plan().scaled(audience);
        List<ClientIdentity> identities = SocketGroups.identities(sockets);
        LoadClients.Detail detail = rate == 0 ? LoadClients.Detail.COUNT : LoadClients.Detail.EVERYTHING;
        try (MeasuredProcess server = environment.startBenchProgram(
                        ReferenceServer.class,
                        Integer.toString(sockets),
                        Integer.toString(framesPerWrite),
                        Double.toString(rate));
                LoadClients clients = LoadClients.connect(server.listening("http"), identities, detail, 1, 1)) {
            Thread.sleep(environment.plan().measured().dividedBy(2));
            DeliveryMeasurement measurement = DeliveryMeasurement.begin(server, clients);
            Thread.sleep(environment.plan().measured());
            Measurements figures = measurement.end();
            if (rate > 0) figures.latencies("link_to_client", clients.latencies());
            environment.report(caseName, figures);
            server.kill();
        }
    }
}
