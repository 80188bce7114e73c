package collab.fanout;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.Message;
import collab.fanout.config.FanoutConfig;
import collab.fanout.connection.LinkSecretInterceptor;
import collab.persistence.Snapshot;
import collab.persistence.Snapshots;
import collab.runtime.Metrics;
import collab.runtime.ResourceStack;
import collab.testkit.ManualClock;
import collab.testkit.ManualScheduler;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import collab.wire.link.v1.EventStreamGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.helidon.config.Config;
import io.helidon.webserver.WebServer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A fanout on a real Helidon server at a free port of loopback, over a log in memory, with time that belongs to the test. */
public final class LinkFixture implements AutoCloseable {
    static final String SECRET = "a secret of the tests";
    /** Longer than a test makes time pass. */
    private static final Duration AGES = Duration.ofDays(36_500);

    public final MemoryLog log = new MemoryLog();
    final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T08:00:00Z"));
    public final ManualScheduler scheduler = new ManualScheduler(clock);
    public final Metrics metrics = new Metrics();
    final FakeCredentialLookup credentials = new FakeCredentialLookup(log);
    /** What the canary's commit does. */
    public volatile Runnable commit = () -> {};

    public final Fanout fanout;
    private final WebServer server;
    private final List<ManagedChannel> channels = new ArrayList<>();

    public LinkFixture(FanoutConfig config, EventShapes shapes) {
        this(config, shapes, AGES, Integer.MAX_VALUE);
    }

    private LinkFixture(FanoutConfig config, EventShapes shapes, Duration firstCall, int silentBeatsMax) {
        fanout = Fanout.start(
                config,
                new Fanout.Environment(
                        new FanoutStore(log, log, snapshots(), () -> commit.run()), credentials, metrics, clock),
                new Fanout.Schedulers(scheduler, scheduler),
                shapes,
                new ResourceStack());
        server = WebServer.builder()
                .config(Config.empty())
                .host("127.0.0.1")
                .port(0)
                .addFeature(Fanout.reflection(WebServer.DEFAULT_SOCKET_NAME))
                .update(listener -> fanout.mount(listener, firstCall, silentBeatsMax))
                .build()
                .start();
    }

    static LinkFixture start() {
        return new LinkFixture(config(WireLimits.UNACKNOWLEDGED_MAX), EventShapes.ALL);
    }

    /** One whose connections are cut when they are silent. */
    public static LinkFixture minding(Duration firstCall, int silentBeatsMax) {
        return new LinkFixture(config(WireLimits.UNACKNOWLEDGED_MAX), EventShapes.ALL, firstCall, silentBeatsMax);
    }

    static FanoutConfig config(int creditMax) {
        return config(creditMax, Duration.ofHours(1));
    }

    public static FanoutConfig config(int creditMax, Duration probeInterval) {
        return new FanoutConfig(
                SECRET,
                true,
                FanoutConfig.Link.standard().withCreditMax(creditMax).withProbeInterval(probeInterval),
                FanoutConfig.PresenceTimes.standard());
    }

    public int port() {
        return server.port();
    }

    /** A connection of its own, as every gateway has. */
    ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .maxInboundMessageSize(WireLimits.LINK_MESSAGE_BYTES_MAX)
                .build();
        channels.add(channel);
        return channel;
    }

    public FakeGateway gateway(String id) {
        return gatewayThatReads(Integer.MAX_VALUE, id);
    }

    /** It takes no more messages than that from its transport. */
    FakeGateway gatewayThatReads(int messages, String id) {
        return new FakeGateway(
                EventStreamGrpc.newStub(channel())
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(secret())),
                id,
                messages);
    }

    EventStreamGrpc.EventStreamBlockingStub calls() {
        return calls(secret());
    }

    EventStreamGrpc.EventStreamBlockingStub calls(Metadata headers) {
        return EventStreamGrpc.newBlockingStub(channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    static Metadata secret() {
        Metadata headers = new Metadata();
        headers.put(LinkSecretInterceptor.SECRET, SECRET);
        return headers;
    }

    static Metadata bearer(String token) {
        Metadata headers = secret();
        headers.put(LinkSecretInterceptor.AUTHORIZATION, "Bearer " + token);
        return headers;
    }

    /** What the fanout asks of a snapshot; any other question fails the test. */
    private Snapshots snapshots() {
        Snapshot snapshot = (Snapshot) Proxy.newProxyInstance(
                Snapshot.class.getClassLoader(),
                new Class<?>[] {Snapshot.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "grants" -> credentials.grants.getOrDefault((UserId) arguments[0], List.of());
                    case "message" -> message((MessageId) arguments[0]);
                    case "channel" -> channel((ChannelId) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new Snapshots() {
            @Override
            public <T> T read(Function<Snapshot, T> query) {
                return query.apply(snapshot);
            }
        };
    }

    private Optional<Message> message(MessageId id) {
        return log.isDeleted(id.value())
                ? Optional.empty()
                : Optional.of(new Message(
                        id,
                        OptionalLong.of(1),
                        new ChannelId(1),
                        new UserId(1),
                        Optional.empty(),
                        "",
                        Instant.EPOCH,
                        Optional.empty(),
                        false,
                        List.of(),
                        0,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        LogPosition.START));
    }

    private Optional<Channel> channel(ChannelId id) {
        Optional<WorkspaceId> home = log.homeOf(id);
        return home.map(workspace -> new Channel(
                id,
                workspace,
                ChannelKind.PUBLIC,
                Optional.of("c" + id),
                "",
                new UserId(1),
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                0,
                0,
                LogPosition.START));
    }

    @Override
    public void close() {
        fanout.close();
        channels.forEach(ManagedChannel::shutdownNow);
        server.stop();
    }
}
