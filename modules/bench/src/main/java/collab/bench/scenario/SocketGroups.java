package collab.bench.scenario;

import collab.bench.load.ClientIdentity;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.load.SyntheticServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Sockets in groups of equal size, one user each, on the gateway of a {@link GatewayUnderTest}, and the publisher of
 * their events.
 */
record SocketGroups(LoadClients clients, Publisher publisher) implements AutoCloseable {
    private static final int CONNECTING = 64;

    static SocketGroups connect(
            BenchEnvironment environment,
            GatewayUnderTest underTest,
            int audienceAtFull,
            int socketsAtFull,
            LoadClients.Detail detail)
            throws InterruptedException {
        int audience = environment.plan().scaled(audienceAtFull);
        int groups = Math.max(1, environment.plan().scaled(socketsAtFull) / audience);
        List<ClientIdentity> identities = identities(audience * groups);
        List<List<Long>> users = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            users.add(identities.subList(group * audience, (group + 1) * audience).stream()
                    .map(ClientIdentity::userId)
                    .toList());
        }
        LoadClients clients =
                LoadClients.connect(underTest.gateway().listening("http"), identities, detail, 1, CONNECTING);
        return new SocketGroups(clients, new Publisher(underTest.server(), users));
    }

    /** Identities of the users from 1 on, with a token that only a {@link SyntheticServer} accepts. */
    static List<ClientIdentity> identities(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(user -> new ClientIdentity(user, "bench"))
                .toList();
    }

    @Override
    public void close() {
        clients.close();
    }
}
