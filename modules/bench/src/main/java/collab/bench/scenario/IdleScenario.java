package collab.bench.scenario;

import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.process.MeasuredProcess;
import collab.bench.process.ProcessUsage;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;

/** What an idle socket costs in memory, with everything that belongs to it. Gateway alone. */
public final class IdleScenario implements Scenario {
    /** For what the handshakes have left behind to be given back: longer than it takes an idle process to collect. */
    private static final Duration SETTLING = Duration.ofSeconds(50);

    /** Sockets that come and go first, as a gateway has seen them that did not start just now. */
    private static final int REHEARSAL = 3_000;

    private static final int CONNECTING = 256;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String about() {
        return "resident memory of a gateway per idle socket";
    }

    @Override
    public void run(BenchEnvironment lab) throws Exception {
        for (int sockets : List.of(10_000, 15_000)) run(lab, sockets);
    }

    private static void run(BenchEnvironment lab, int socketsAtFull) throws Exception {
        String example = socketsAtFull + " sockets";
        if (!lab.wants(example)) return;
        int sockets = lab.plan().scaled(socketsAtFull);
        List<ClientIdentity> seats = SocketGroups.seats(sockets);
        Duration settling = lab.plan().scale() == 1 ? SETTLING : lab.plan().measured();
        try (GatewayUnderTest stage = GatewayUnderTest.set(lab)) {
            MeasuredProcess gateway = stage.gateway();
            ProcessUsage fresh = gateway.usage();
            LoadClients.connect(
                            gateway.listening("http"),
                            SocketGroups.seats(lab.plan().scaled(REHEARSAL)),
                            LoadClients.Detail.EVERYTHING,
                            1,
                            CONNECTING)
                    .close();
            ProcessUsage rehearsed = gateway.usage();
            long begin = System.nanoTime();
            try (LoadClients swarm = LoadClients.connect(
                    gateway.listening("http"), seats, LoadClients.Detail.EVERYTHING, 1, CONNECTING)) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                Thread.sleep(settling);
                ProcessUsage full = gateway.usage();
                Measurements figures = new Measurements()
                        .put("kb_per_socket", (full.residentBytes() - fresh.residentBytes()) / 1024.0 / sockets)
                        .put("resident_fresh_mb", fresh.residentBytes() / 1e6)
                        .put("resident_full_mb", full.residentBytes() / 1e6)
                        .put("connect_seconds", seconds)
                        .put("cpu_ms_per_connect", (full.cpuSeconds() - rehearsed.cpuSeconds()) * 1e3 / sockets)
                        .put("sockets_lost", swarm.lost());
                lab.say(example, figures);
            }
        }
    }
}
