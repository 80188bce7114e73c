package collab.bench.scenario;

import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.load.SyntheticServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Sockets in groups of equal size, one user each, on the gateway of a {@link GatewayUnderTest}, and who publishes to them. */
record SocketGroups(LoadClients swarm, Publisher publisher) implements AutoCloseable {
    private static final int CONNECTING = 64;

    static SocketGroups gather(
            BenchEnvironment lab,
            GatewayUnderTest stage,
            int audienceAtFull,
            int socketsAtFull,
            LoadClients.Detail detail)
            throws InterruptedException {
        int audience = lab.plan().scaled(audienceAtFull);
        int groups = Math.max(1, lab.plan().scaled(socketsAtFull) / audience);
        List<ClientIdentity> seats = seats(audience * groups);
        List<List<Long>> people = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            people.add(seats.subList(group * audience, (group + 1) * audience).stream()
                    .map(ClientIdentity::userId)
                    .toList());
        }
        LoadClients swarm = LoadClients.connect(stage.gateway().listening("http"), seats, detail, 1, CONNECTING);
        return new SocketGroups(swarm, new Publisher(stage.source(), people));
    }

    /** For users from 1 on, whose credentials only a {@link SyntheticServer} believes. */
    static List<ClientIdentity> seats(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(user -> new ClientIdentity(user, "bench"))
                .toList();
    }

    @Override
    public void close() {
        swarm.close();
    }
}
