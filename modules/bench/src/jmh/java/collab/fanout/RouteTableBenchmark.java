package collab.fanout;

import collab.domain.ChannelId;
import collab.domain.UserId;
import collab.domain.WorkspaceId;
import collab.persistence.Memberships;
import collab.wire.link.v1.Envelope;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Setup;

/** Whom an event of a channel goes to: as it was, and behind a change of the channel's people. */
@State(Scope.Thread)
public class RouteTableBenchmark {
    private static final ChannelId CHANNEL = new ChannelId(7);
    private static final UserId NEWCOMER = new UserId(1_000_000);
    private static final Memberships.Places PLACES =
            new Memberships.Places(Set.of(new WorkspaceId(1)), Set.of(CHANNEL));

    @Param({"100", "5000"})
    public int members;

    private final RouteTable routes = new RouteTable();

    @Setup
    public void fill() {
        for (int user = 1; user <= members; user++) routes.add(new UserId(user), PLACES);
    }

    @Benchmark
    public Envelope addressed() {
        return routes.addressed(CHANNEL);
    }

    @Benchmark
    public Envelope addressedBehindAMove() {
        routes.add(NEWCOMER, PLACES);
        Envelope with = routes.addressed(CHANNEL);
        routes.remove(NEWCOMER);
        return with;
    }
}
