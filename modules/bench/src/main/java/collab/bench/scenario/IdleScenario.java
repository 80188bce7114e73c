package collab.bench.scenario;

import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.process.MeasuredProcess;
import collab.bench.process.ProcessUsage;
import collab.bench.report.Measurements;
import java.time.Duration;
import java.util.List;

/** Resident memory of a gateway per idle socket. Gateway alone. */
public final class IdleScenario implements Scenario {
    /** Longer than an idle process needs to collect the garbage of the handshakes. */
    private static final Duration SETTLING = Duration.ofSeconds(50);

    /** Sockets that are opened and closed first, so that the gateway is no longer in its start phase. */
    private static final int WARM_UP_SOCKETS = 3_000;

    private static final int CONNECTING = 256;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String description() {
        return "resident memory of a gateway per idle socket";
    }

    @Override
    public void run(BenchEnvironment environment) throws Exception {
        for (int sockets : List.of(10_000, 15_000)) run(environment, sockets);
    }

    private static void run(BenchEnvironment environment, int socketsAtFull) throws Exception {
        String caseName = socketsAtFull + " sockets";
        if (!environment.wants(caseName)) return;
        int sockets = environment.plan().scaled(socketsAtFull);
        List<ClientIdentity> identities = SocketGroups.identities(sockets);
        Duration settling =
                environment.plan().scale() == 1 ? SETTLING : environment.plan().measured();
        try (GatewayUnderTest underTest = GatewayUnderTest.start(environment)) {
            MeasuredProcess gateway = underTest.gateway();
            ProcessUsage fresh = gateway.usage();
            LoadClients.connect(
                            gateway.listening("http"),
                            SocketGroups.identities(environment.plan().scaled(WARM_UP_SOCKETS)),
                            LoadClients.Detail.EVERYTHING,
                            1,
                            CONNECTING)
                    .close();
            ProcessUsage warmedUp = gateway.usage();
            long begin = System.nanoTime();
            try (LoadClients clients = LoadClients.connect(
                    gateway.listening("http"), identities, LoadClients.Detail.EVERYTHING, 1, CONNECTING)) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                Thread.sleep(settling);
                ProcessUsage full = gateway.usage();
                Measurements figures = new Measurements()
                        .put("kb_per_socket", (full.residentBytes() - fresh.residentBytes()) / 1024.0 / sockets)
                        .put("resident_fresh_mb", fresh.residentBytes() / 1e6)
                        .put("resident_full_mb", full.residentBytes() / 1e6)
                        .put("connect_seconds", seconds)
                        .put("cpu_ms_per_connect", (full.cpuSeconds() - warmedUp.cpuSeconds()) * 1e3 / sockets)
                        .put("sockets_lost", clients.lost());
                environment.report(caseName, figures);
            }
        }
    }
}
