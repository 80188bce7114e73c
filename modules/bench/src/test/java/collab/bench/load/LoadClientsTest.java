package collab.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.Gateway;
import collab.gateway.config.GatewayConfig;
import collab.gateway.config.GatewayConfigKeys;
import collab.gateway.http.RpcRelay;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.Settings;
import collab.runtime.rpc.RpcExchange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the load generator against a real gateway in this process: it counts every delivery and reports faults. */
class LoadClientsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<ClientIdentity> IDENTITIES = LongStream.rangeClosed(1, 20)
            .mapToObj(user -> new ClientIdentity(user, "bench"))
            .toList();
    private static final List<List<Long>> GROUPS = List.of(
            LongStream.rangeClosed(1, 10).boxed().toList(),
            LongStream.rangeClosed(11, 20).boxed().toList());

    private SyntheticServer server;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        server = SyntheticServer.start();
        Settings settings = Settings.read(
                GatewayConfigKeys.ALL, Optional.empty(), Map.of(), Map.of(GatewayConfigKeys.PORT.name(), "0"));
        RpcRelay noRelay = call -> new RpcExchange.Reply(503, Map.of(), RpcExchange.Bytes.EMPTY);
        gateway = Gateway.start(
                GatewayConfig.of(settings, server.address(), "link secret of the benchmark"),
                noRelay,
                new Metrics(),
                new Readiness());
        server.awaitGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
        server.close();
    }

    private LoadClients connect(LoadClients.Detail detail, int threads) throws InterruptedException {
        return LoadClients.connect(gateway.url(), IDENTITIES, detail, threads, 8);
    }

    @Test
    void saturatingPublisherHasEveryDeliveryCounted() throws Exception {
        try (LoadClients clients = connect(LoadClients.Detail.COUNT, 2)) {
            Publisher publisher = new Publisher(server, GROUPS);
            publisher.saturate(
                    clients,
                    8,
                    Duration.ofMillis(
                            200)); // 8 per socket, below the bound of the outbound queue even if all are on one socket
            assertTrue(publisher.events() > 0);
            assertEquals(10 * publisher.events(), publisher.deliveries());
            assertTrue(clients.awaitEvents(publisher.deliveries(), TIMEOUT));
            assertEquals(publisher.deliveries(), clients.events());
            assertEquals(0, clients.lost() + clients.faults());
        }
    }

    @Test
    void fixedRateHasEveryLatencyRecordedAndNoFault() throws Exception {
        try (LoadClients clients = connect(LoadClients.Detail.EVERYTHING, 1)) {
            clients.resetLatencies();
            Publisher publisher = new Publisher(server, GROUPS);
            publisher.pace(200, Duration.ofMillis(100));
            assertEquals(20, publisher.events());
            assertTrue(clients.awaitEvents(200, TIMEOUT));
            assertEquals(0, clients.faults());
            Histogram latencies = clients.latencies();
            assertEquals(200, latencies.getTotalCount());
        }
    }

    @Test
    void cutClientsResumeAtTheirPositionWithoutLoss() throws Exception {
        try (LoadClients clients = connect(LoadClients.Detail.EVERYTHING, 1)) {
            Publisher publisher = new Publisher(server, GROUPS);
            publisher.pace(1_000, Duration.ofMillis(10));
            assertTrue(clients.awaitEvents(100, TIMEOUT));
            clients.cut();
            publisher.pace(1_000, Duration.ofMillis(10));
            Histogram caughtUp = clients.resume();
            assertEquals(20, caughtUp.getTotalCount());
            assertTrue(clients.awaitEvents(200, TIMEOUT));
            assertEquals(0, clients.faults());
        }
    }

    @Test
    void stalledClientReceivesNothingUntilItReadsAgain() throws Exception {
        try (LoadClients clients = connect(LoadClients.Detail.EVERYTHING, 1)) {
            clients.stall(true);
            Publisher publisher = new Publisher(server, GROUPS);
            publisher.pace(1_000, Duration.ofMillis(10));
            assertTrue(clients.awaitEvents(95, TIMEOUT));
            assertEquals(95, clients.events());
            clients.stall(false);
            assertTrue(clients.awaitEvents(100, TIMEOUT));
        }
    }
}
