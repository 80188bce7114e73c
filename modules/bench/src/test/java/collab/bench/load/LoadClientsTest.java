package collab.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.Gateway;
import collab.gateway.config.GatewayConfig;
import collab.gateway.config.GatewayKeys;
import collab.gateway.http.RpcRelay;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.RpcExchange;
import collab.runtime.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The generator against a real gateway, in this process: it counts everything, and it sees what is wrong. */
class LoadClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<ClientIdentity> SEATS = LongStream.rangeClosed(1, 20)
            .mapToObj(user -> new ClientIdentity(user, "bench"))
            .toList();
    private static final List<List<Long>> GROUPS = List.of(
            LongStream.rangeClosed(1, 10).boxed().toList(),
            LongStream.rangeClosed(11, 20).boxed().toList());

    private SyntheticServer source;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        source = SyntheticServer.start();
        Settings settings =
                Settings.read(GatewayKeys.ALL, Optional.empty(), Map.of(), Map.of(GatewayKeys.PORT.name(), "0"));
        RpcRelay nobody = call -> new RpcExchange.Reply(503, Map.of(), RpcExchange.Bytes.EMPTY);
        gateway = Gateway.start(
                GatewayConfig.of(settings, source.address(), "a secret of the bench alone"),
                nobody,
                new Metrics(),
                new Readiness());
        source.awaitGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
        source.close();
    }

    private LoadClients swarm(LoadClients.Detail detail, int lanes) throws InterruptedException {
        return LoadClients.connect(gateway.url(), SEATS, detail, lanes, 8);
    }

    @Test
    void everyDeliveryOfASaturatingPublisherIsCounted() throws Exception {
        try (LoadClients swarm = swarm(LoadClients.Detail.COUNT, 2)) {
            Publisher publisher = new Publisher(source, GROUPS);
            publisher.saturate(swarm, 8, Duration.ofMillis(200)); // all of them on one socket would still be borne
            assertTrue(publisher.events() > 0);
            assertEquals(10 * publisher.events(), publisher.deliveries());
            assertTrue(swarm.awaitEvents(publisher.deliveries(), PATIENCE));
            assertEquals(publisher.deliveries(), swarm.events());
            assertEquals(0, swarm.lost() + swarm.faults());
        }
    }

    @Test
    void atAFixedRateEveryLatencyIsRecordedAndThePositionsFit() throws Exception {
        try (LoadClients swarm = swarm(LoadClients.Detail.EVERYTHING, 1)) {
            swarm.forgetTimes();
            Publisher publisher = new Publisher(source, GROUPS);
            publisher.pace(200, Duration.ofMillis(100));
            assertEquals(20, publisher.events());
            assertTrue(swarm.awaitEvents(200, PATIENCE));
            assertEquals(0, swarm.faults());
            Histogram latencies = swarm.latencies();
            assertEquals(200, latencies.getTotalCount());
        }
    }

    @Test
    void cutClientsComeBackWithTheirPositionAndMissNothing() throws Exception {
        try (LoadClients swarm = swarm(LoadClients.Detail.EVERYTHING, 1)) {
            Publisher publisher = new Publisher(source, GROUPS);
            publisher.pace(1_000, Duration.ofMillis(10));
            assertTrue(swarm.awaitEvents(100, PATIENCE));
            swarm.cut();
            publisher.pace(1_000, Duration.ofMillis(10));
            Histogram caughtUp = swarm.resume();
            assertEquals(20, caughtUp.getTotalCount());
            assertTrue(swarm.awaitEvents(200, PATIENCE));
            assertEquals(0, swarm.faults());
        }
    }

    @Test
    void aStalledClientReceivesNothingUntilItReadsOn() throws Exception {
        try (LoadClients swarm = swarm(LoadClients.Detail.EVERYTHING, 1)) {
            swarm.stall(true);
            Publisher publisher = new Publisher(source, GROUPS);
            publisher.pace(1_000, Duration.ofMillis(10));
            assertTrue(swarm.awaitEvents(95, PATIENCE));
            assertEquals(95, swarm.events());
            swarm.stall(false);
            assertTrue(swarm.awaitEvents(100, PATIENCE));
        }
    }
}
