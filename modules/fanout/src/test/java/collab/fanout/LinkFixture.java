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

/**
 * A fanout on a real Helidon server at a free port of the loopback interface, over a log in memory. The test advances
 * the time.
 */
public final class LinkFixture implements AutoCloseable {
    public static final String SECRET = "a secret of the tests";
    /** Longer than any time that a test advances. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    public final MemoryLog log = new MemoryLog();
    final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T08:00:00Z"));
    public final ManualScheduler scheduler = new ManualScheduler(clock);
    public final Metrics metrics = new Metrics();
    final FakeCredentialLookup credentials = new FakeCredentialLookup(log);
    /** The work of the probe commit. */
    public volatile Runnable probeCommit = () -> {};

    public final Fanout fanout;
    private final WebServer server;
    private final List<ManagedChannel> channels = new ArrayList<>();

    public LinkFixture(FanoutConfig config, EventShapes shapes) {
        this(config, shapes, NEVER, Integer.MAX_VALUE);
    }

    private LinkFixture(FanoutConfig config, EventShapes shapes, Duration firstCall, int silentHeartbeatsMax) {
        fanout = Fanout.start(
                config,
                new Fanout.Environment(store(), credentials, metrics, clock),
                new Fanout.Schedulers(scheduler, scheduler),
                shapes,
                new ResourceStack());
        server = listen(firstCall, silentHeartbeatsMax);
    }

    private LinkFixture(FanoutConfig config) {
        fanout = Fanout.start(config, store(), credentials, metrics, clock, scheduler);
        server = listen(NEVER, Integer.MAX_VALUE);
    }

    private FanoutStore store() {
        return new FanoutStore(log, log, snapshots(), () -> probeCommit.run());
    }

    private WebServer listen(Duration firstCall, int silentHeartbeatsMax) {
        return WebServer.builder()
                .config(Config.empty())
                .host("127.0.0.1")
                .port(0)
                .shutdownGracePeriod(Duration.ofSeconds(10)) // as the product's
                .addFeature(Fanout.reflection(WebServer.DEFAULT_SOCKET_NAME))
                .update(listener -> fanout.mount(listener, firstCall, silentHeartbeatsMax))
                .build()
                .start();
    }

    /** A server whose presence batches run by the real clock on the thread of the product. */
    static LinkFixture withPresenceThread(Duration batch) {
        FanoutConfig.PresenceTimes times = FanoutConfig.PresenceTimes.standard();
        return new LinkFixture(new FanoutConfig(
                SECRET,
                true,
                FanoutConfig.Link.standard().withProbeInterval(Duration.ofHours(1)),
                new FanoutConfig.PresenceTimes(batch, times.grace(), times.lease())));
    }

    static LinkFixture start() {
        return new LinkFixture(config(WireLimits.UNACKNOWLEDGED_MAX), EventShapes.ALL);
    }

    /** A server that closes connections without a call and silent connections. */
    public static LinkFixture withConnectionDeadlines(Duration firstCall, int silentHeartbeatsMax) {
        return new LinkFixture(config(WireLimits.UNACKNOWLEDGED_MAX), EventShapes.ALL, firstCall, silentHeartbeatsMax);
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

    /** A new connection, as every gateway has. */
    ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .maxInboundMessageSize(WireLimits.LINK_MESSAGE_BYTES_MAX)
                .build();
        channels.add(channel);
        return channel;
    }

    public FakeGateway gateway(String id) {
        return gatewayAccepting(Integer.MAX_VALUE, id);
    }

    /** A gateway that accepts at most that many messages from its transport. */
    FakeGateway gatewayAccepting(int messages, String id) {
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

    /** The queries of a snapshot that fanout uses; any other query fails the test. */
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

            @Override
            public <T> T scan(Function<Snapshot, T> query) {
                return query.apply(snapshot);
            }
        };
    }

    private Optional<Message> message(MessageId id) {
        return log.isDeleted(id.value())
                ? Optional.empty()
                : Optional.of(new Message(
                        new Message.Identity(
                                id,
                                OptionalLong.of(1),
                                new ChannelId(1),
                                new UserId(1),
                                Optional.empty(),
                                Instant.EPOCH),
                        new Message.Content("", List.of(), Optional.empty(), Optional.empty()),
                        false,
                        List.of(),
                        Message.Replies.NONE,
                        LogPosition.START));
    }

    private Optional<Channel> channel(ChannelId id) {
        Optional<WorkspaceId> workspace = log.workspaceOf(id);
        return workspace.map(found -> Channel.created(
                new Channel.Identity(id, found, ChannelKind.PUBLIC, new UserId(1), Instant.EPOCH),
                new Channel.Description(Optional.of("c" + id), ""),
                List.of(),
                LogPosition.START));
    }

    @Override
    public void close() {
        fanout.close();
        channels.forEach(ManagedChannel::shutdownNow);
        server.stop();
    }
}
