package collab.fanout.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.fanout.RawHttp2;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.helidon.config.Config;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.grpc.GrpcProtocolProvider;
import io.helidon.webserver.grpc.GrpcRouting;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What Helidon 4.5.0 does without {@link FrameGuard}. A test that fails here after an update of Helidon says that a part of the
 * guard is no longer needed.
 */
@Tag("security")
class HelidonHttp2WorkaroundsTest {
    private static final String CHECK = HealthGrpc.getCheckMethod().getFullMethodName();
    private static final String WATCH = HealthGrpc.getWatchMethod().getFullMethodName();
    private static final int ANSWERED = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;

    private final WebServer helidon = start();

    private static WebServer start() {
        GrpcConfig grpc = GrpcConfig.builder().enableCompression(false).build();
        return WebServer.builder()
                .config(Config.empty())
                .host("127.0.0.1")
                .port(0)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(Http2ConnectionSelector.builder()
                        .http2Config(Http2Config.create())
                        .addSubProtocolSelector(
                                new GrpcProtocolProvider().create(grpc, ProtocolConfigs.create(List.of(grpc))))
                        .build())
                .addRouting(GrpcRouting.builder()
                        .config(Config.empty())
                        .service(HealthProto.getDescriptor(), new HealthStatusManager().getHealthService()))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        helidon.stop();
    }

    private RawHttp2 connect() throws Exception {
        RawHttp2 peer = RawHttp2.connect(helidon.port());
        peer.sendPreface();
        return peer;
    }

    @Test
    void lateResetEndsTheConnection() throws Exception {
        try (RawHttp2 peer = connect()) {
            for (int stream = 1; stream < 400; stream += 4) {
                peer.callToEnd(stream, CHECK, "");
                peer.callToEnd(stream + 2, WATCH, "");
                peer.reset(stream);
            }
            assertTrue(peer.next(RawHttp2.GOAWAY, 0).isPresent());
        } catch (java.io.IOException reset) {
            assertTrue(reset.getMessage() != null, "the connection was closed while calls were being sent");
        }
    }

    @Test
    void decodedHeadersAreNotBounded() throws Exception {
        byte[] value = new byte[1_000];
        Arrays.fill(value, (byte) 'x');
        ByteArrayOutputStream block = RawHttp2.headers(CHECK, "");
        block.writeBytes(new byte[] {0x40, 1, 'a', 0x7f, (byte) 0xe9, 0x06}); // a: value; length 1,000
        block.writeBytes(value);
        for (int reference = 0; reference < 100; reference++) block.write(0x80 | 62);
        try (RawHttp2 peer = connect()) {
            peer.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, block.toByteArray());
            peer.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[5]);
            assertEquals(1, peer.next(RawHttp2.HEADERS, ANSWERED).orElseThrow().stream());
        }
    }

    @Test
    void tooLongMessageDoesNotResetItsCall() throws Exception {
        try (RawHttp2 peer = connect()) {
            peer.call(1, CHECK, "");
            peer.send(RawHttp2.DATA, 0, 1, new byte[] {0, 0x7f, -1, -1, -1});
            peer.ping(1);
            for (int type = 0;
                    type != RawHttp2.PING;
                    type = peer.next().orElseThrow().type()) {
                assertNotEquals(RawHttp2.RST_STREAM, type);
            }
        }
    }
}
