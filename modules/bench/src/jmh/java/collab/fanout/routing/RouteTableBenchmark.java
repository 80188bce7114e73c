package collab.fanout.routing;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.Memberships;
import collab.wire.link.v1.Envelope;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Setup;

/** Computes the recipients of a channel's event: unchanged, and after a change of the channel's members. */
@State(Scope.Thread)
public class RouteTableBenchmark {
    private static final ChannelId CHANNEL = new ChannelId(7);
    private static final UserId JOINING = new UserId(1_000_000);
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
    public Envelope addressedAfterAChange() {
        routes.add(JOINING, PLACES);
        Envelope with = routes.addressed(CHANNEL);
        routes.remove(JOINING);
        return with;
    }
}
