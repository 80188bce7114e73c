package collab.bench.scenario;

import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.load.ReferenceServer;
import collab.bench.process.MeasuredProcess;
import collab.bench.report.Measurements;
import java.util.List;

/** What {@link ReferenceServer} manages on this machine at this moment. */
public final class ReferenceScenario implements Scenario {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public String about() {
        return "the same of a bare broadcast loop, for comparison";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        for (int audience : List.of(100, 1_000, 5_000)) {
            for (int framesPerWrite : List.of(1, 8, 32)) {
                run(lab, "R=" + audience + ", " + framesPerWrite + " a write", audience, framesPerWrite, 0);
            }
        }
        for (int audience : List.of(100, 1_000, 5_000)) {
            run(
                    lab,
                    "R=" + audience + ", calm",
                    audience,
                    1,
                    CalmScenario.DELIVERIES_PER_SECOND * lab.plan().scale());
        }
    }

    private static void run(BenchEnvironment lab, String example, int audience, int framesPerWrite, double rate)
            throws Exception {
        if (!lab.wants(example)) return;
        int sockets = lab.plan().scaled(audience);
        List<ClientIdentity> seats = SocketGroups.seats(sockets);
        LoadClients.Detail detail = rate == 0 ? LoadClients.Detail.COUNT : LoadClients.Detail.EVERYTHING;
        try (MeasuredProcess server = lab.ourOwn(
                        ReferenceServer.class,
                        Integer.toString(sockets),
                        Integer.toString(framesPerWrite),
                        Double.toString(rate));
                LoadClients swarm = LoadClients.connect(server.listening("http"), seats, detail, 1, 1)) {
            Thread.sleep(lab.plan().measured().dividedBy(2));
            DeliveryMeasurement measurement = DeliveryMeasurement.begin(server, swarm);
            Thread.sleep(lab.plan().measured());
            Measurements figures = measurement.end();
            if (rate > 0) figures.latencies("link_to_client", swarm.latencies());
            lab.say(example, figures);
            server.kill();
        }
    }
}
