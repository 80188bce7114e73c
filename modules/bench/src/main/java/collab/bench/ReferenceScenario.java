package collab.bench;

import java.util.List;

/** What {@link ReferenceServer} manages on this machine at this moment. */
final class ReferenceScenario implements Scenario {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public String about() {
        return "the same of a bare broadcast loop, for comparison";
    }

    @Override
    public void run(Lab lab) throws Exception {
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

    private static void run(Lab lab, String example, int audience, int framesPerWrite, double rate) throws Exception {
        if (!lab.wants(example)) return;
        int sockets = lab.plan().scaled(audience);
        List<Seat> seats = Audience.seats(sockets);
        Swarm.Detail detail = rate == 0 ? Swarm.Detail.COUNT : Swarm.Detail.EVERYTHING;
        try (Program server = lab.ourOwn(
                        ReferenceServer.class,
                        Integer.toString(sockets),
                        Integer.toString(framesPerWrite),
                        Double.toString(rate));
                Swarm swarm = Swarm.connect(server.listening("http"), seats, detail, 1, 1)) {
            Thread.sleep(lab.plan().measured().dividedBy(2));
            Measurement measurement = Measurement.begin(server, swarm);
            Thread.sleep(lab.plan().measured());
            Figures figures = measurement.end();
            if (rate > 0) figures.latencies("link_to_client", swarm.latencies());
            lab.say(example, figures);
            server.kill();
        }
    }
}
