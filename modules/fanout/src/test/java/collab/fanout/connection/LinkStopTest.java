package collab.fanout.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.fanout.FakeGateway;
import collab.fanout.LinkFixture;
import collab.fanout.RawHttp2;
import collab.wire.link.v1.EventStreamGrpc;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The story: after a gateway had been killed the server needed 10.3 s instead of 0.4 s to stop, because it waited for threads of
 * calls whose connection did not exist any more. Clients could not send for 11 s.
 */
class LinkStopTest {
    private static final Duration STOP_MAX = Duration.ofSeconds(1);
    private static final String ATTACH = EventStreamGrpc.getAttachMethod().getFullMethodName();

    private final LinkFixture server = LinkFixture.withConnectionDeadlines(Duration.ofSeconds(10), 4);

    private void assertStopsInTime() {
        long begin = System.nanoTime();
        server.close();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(time.compareTo(STOP_MAX) < 0, "the stop took " + time);
    }

    private RawHttp2 attach() throws Exception {
        RawHttp2 gateway = RawHttp2.connect(server.port());
        gateway.sendPreface();
        gateway.call(1, ATTACH, LinkFixture.SECRET);
        gateway.callToEnd(3, HealthGrpc.getWatchMethod().getFullMethodName(), LinkFixture.SECRET);
        gateway.next(RawHttp2.DATA, 0).orElseThrow();
        return gateway;
    }

    @Test
    void serverStopsWithinSecondAfterGatewayWasKilled() throws Exception {
        for (int gateway = 0; gateway < 10; gateway++) attach().close();
        assertStopsInTime();
    }

    /** A frozen process, or a machine that is gone: its connection is open, and it answers nothing. */
    @Test
    void serverStopsWithinSecondWhileGatewayIsFrozen() throws Exception {
        try (RawHttp2 frozen = attach()) {
            assertStopsInTime();
            while (frozen.next().isPresent()) continue;
        }
    }

    @Test
    void attachedGatewayReceivesReasonWhenServerStops() {
        FakeGateway gateway = server.gateway("g1").hello();
        gateway.welcome();
        assertStopsInTime();
        assertEquals(Status.Code.UNAVAILABLE, gateway.ended().getCode());
        assertEquals("the server is closing", gateway.ended().getDescription());
    }
}
