package collab.bench;

import java.io.IOException;
import java.time.Duration;

/** A gateway alone: a process of the image on a link that only makes events. */
record Stage(LinkSource source, Program gateway) implements AutoCloseable {
    private static final int WARMING = 100;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    static Stage set(Lab lab) throws IOException, InterruptedException {
        LinkSource source = LinkSource.start();
        return new Stage(source, lab.gatewayOn(source));
    }

    /** Works at full load until the runtime has compiled what it is going to compile: what follows is not about its first seconds. */
    Stage warm(Lab lab) throws InterruptedException {
        try (Audience people = Audience.gather(lab, this, WARMING, WARMING, Swarm.Detail.COUNT)) {
            people.publisher().saturate(people.swarm(), Swarm.WINDOW, lab.plan().warmUp());
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
