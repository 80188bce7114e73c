package collab.bench;

import java.time.Duration;
import java.util.List;

/** What an idle socket costs in memory, with everything that belongs to it. Gateway alone. */
final class IdleScenario implements Scenario {
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
    public void run(Lab lab) throws Exception {
        for (int sockets : List.of(10_000, 15_000)) run(lab, sockets);
    }

    private static void run(Lab lab, int socketsAtFull) throws Exception {
        String example = socketsAtFull + " sockets";
        if (!lab.wants(example)) return;
        int sockets = lab.plan().scaled(socketsAtFull);
        List<Seat> seats = Audience.seats(sockets);
        Duration settling = lab.plan().scale() == 1 ? SETTLING : lab.plan().measured();
        try (Stage stage = Stage.set(lab)) {
            Program gateway = stage.gateway();
            ProcessUsage fresh = gateway.usage();
            Swarm.connect(
                            gateway.listening("http"),
                            Audience.seats(lab.plan().scaled(REHEARSAL)),
                            Swarm.Detail.EVERYTHING,
                            1,
                            CONNECTING)
                    .close();
            ProcessUsage rehearsed = gateway.usage();
            long begin = System.nanoTime();
            try (Swarm swarm =
                    Swarm.connect(gateway.listening("http"), seats, Swarm.Detail.EVERYTHING, 1, CONNECTING)) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                Thread.sleep(settling);
                ProcessUsage full = gateway.usage();
                Figures figures = new Figures()
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
