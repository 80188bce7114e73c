package collab.bench.scenario;

import collab.bench.load.LoadClients;
import collab.bench.load.SyntheticServer;
import collab.bench.process.MeasuredProcess;
import java.io.IOException;
import java.time.Duration;

/** A gateway alone: a process of the image on a link that only makes events. */
record GatewayUnderTest(SyntheticServer source, MeasuredProcess gateway) implements AutoCloseable {
    private static final int WARMING = 100;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    static GatewayUnderTest set(BenchEnvironment lab) throws IOException, InterruptedException {
        SyntheticServer source = SyntheticServer.start();
        return new GatewayUnderTest(source, lab.gatewayOn(source));
    }

    /** Works at full load until the runtime has compiled what it is going to compile: what follows is not about its first seconds. */
    GatewayUnderTest warm(BenchEnvironment lab) throws InterruptedException {
        try (SocketGroups people = SocketGroups.gather(lab, this, WARMING, WARMING, LoadClients.Detail.COUNT)) {
            people.publisher()
                    .saturate(people.swarm(), LoadClients.WINDOW, lab.plan().warmUp());
            var _ = people.swarm().awaitEvents(people.publisher().deliveries(), DRAINED_WITHIN);
            double rate = CalmScenario.DELIVERIES_PER_SECOND / people.swarm().size();
            people.publisher()
                    .pace(rate * lab.plan().scale(), lab.plan().warmUp().dividedBy(2));
        }
        return this;
    }

    @Override
    public void close() {
        gateway.kill();
        source.close();
    }
}
