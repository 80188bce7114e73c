package collab.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.config.GatewayConfigKeys;
import collab.gateway.session.Events;
import collab.gateway.session.RecordingSocket;
import collab.gateway.session.ResumeRequest;
import collab.gateway.session.SessionFixture;
import collab.runtime.ConfigType;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.Rfc6455;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageUpdated;
import collab.wire.event.v2.Reaction;
import collab.wire.socket.v2.ClientFrame;
import collab.wire.socket.v2.Pong;
import collab.wire.socket.v2.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Pins every byte of the frames of each protocol version, because clients of other releases parse them. The members of events are
 * pinned in {@code wire}.
 */
final class FramesTest {
    private static final FrameFormat V1 = new FlatJsonFrames(EventShapes.ALL);
    private static final FrameFormat V2 = new JsonFrames(EventShapes.ALL);
    private static final FrameFormat V2_PROTO = new ProtoFrames(EventShapes.ALL);

    private static List<String> frames(FrameFormat format) {
        return Stream.of(
                        format.hello("e1", 1042, 7).map(frame -> written(frame, EncodedFrame.NO_RECIPIENT_BYTES)),
                        format.logged(41, 2, Events.deleted(9)).map(frame -> written(frame, format.recipientBytes(37))),
                        format.signal(2, Events.typing(3))
                                .map(frame -> written(frame, EncodedFrame.NO_RECIPIENT_BYTES)),
                        Optional.of(
                                written(format.ping(1_700_000_000_000L, 41, 43, 12), EncodedFrame.NO_RECIPIENT_BYTES)),
                        format.resumed(37, 41, 1).map(frame -> written(frame, EncodedFrame.NO_RECIPIENT_BYTES)),
                        Optional.of(written(
                                format.resumeFailed(ResumeFailure.TOO_OLD, 43), EncodedFrame.NO_RECIPIENT_BYTES)),
                        format.draining(8200).map(frame -> written(frame, EncodedFrame.NO_RECIPIENT_BYTES)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A text message unchanged, a binary message in hexadecimal digits. */
    private static String written(EncodedFrame frame, byte[] own) {
        byte[] wire = new byte[frame.wireBytes(own.length)];
        frame.writeTo(wire, 0, own);
        int header = (wire[1] & 0x7F) < 126 ? 2 : 4;
        return (wire[0] & 0x0F) == Rfc6455.TEXT
                ? new String(wire, header, wire.length - header, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(wire, header, wire.length);
    }

    @Test
    void versionOneFramesAreFlatJson() {
        assertEquals(
                List.of(
                        "{\"seq\":41,\"type\":\"message.deleted\",\"message_id\":9,\"channel_id\":1}",
                        "{\"type\":\"typing.start\",\"channel_id\":1,\"user_id\":3,\"expires_ms\":8000}",
                        "{\"type\":\"ping\",\"ts\":1700000000000}",
                        "{\"type\":\"resume.failed\"}"),
                frames(V1));
    }

    @Test
    void versionTwoFramesContainVersionAndPreviousPosition() {
        assertEquals(
                List.of(
                        "{\"type\":\"hello\",\"v\":2,\"epoch\":\"e1\",\"head\":1042,\"session\":\"7\",\"heartbeat_ms\":25000,"
                                + "\"pong_ms\":10000,\"backoff\":{\"min_ms\":500,\"max_ms\":30000,\"stable_ms\":5000}}",
                        "{\"prev\":37,\"seq\":41,\"v\":2,\"type\":\"message.deleted\",\"at\":\"1970-01-01T00:00:00.000Z\","
                                + "\"event\":{\"message_id\":9,\"channel_id\":1}}",
                        "{\"v\":2,\"type\":\"typing.started\",\"event\":{\"channel_id\":1,\"user_id\":3,\"expires_ms\":8000}}",
                        "{\"type\":\"ping\",\"ts\":1700000000000,\"prev\":41,\"head\":43,\"lag_ms\":12}",
                        "{\"type\":\"resumed\",\"from\":37,\"to\":41,\"count\":1}",
                        "{\"type\":\"resume.failed\",\"reason\":\"too_old\",\"head\":43}",
                        "{\"type\":\"draining\",\"retry_after_ms\":8200}"),
                frames(V2));
    }

    @Test
    void binaryFramesHaveTheRecipientFieldLast() throws Exception {
        List<String> frames = frames(V2_PROTO);
        assertEquals(List.of("0a0662040809100170297825", "0a0ab206070801100318c03e"), frames.subList(1, 3));
        ServerFrame hello = ServerFrame.parseFrom(HexFormat.of().parseHex(frames.getFirst()));
        assertEquals(30_000, hello.getHello().getBackoff().getMaxMs());
        assertEquals("e1", hello.getHello().getEpoch());
        ServerFrame event = ServerFrame.parseFrom(HexFormat.of().parseHex(frames.get(1)));
        assertEquals(List.of(41L, 37L), List.of(event.getSeq(), event.getPrev()));
        assertEquals(9, event.getEvent().getMessageDeleted().getMessageId());
        ServerFrame ping = ServerFrame.parseFrom(HexFormat.of().parseHex(frames.get(3)));
        assertEquals(
                List.of(1_700_000_000_000L, 41L, 43L, 12L),
                List.of(
                        ping.getPing().getTs(),
                        ping.getPing().getPrev(),
                        ping.getPing().getHead(),
                        ping.getPing().getLagMs()));
        assertEquals(7, frames.size());
    }

    @Test
    void recipientBytesAreAtMostForty() {
        for (FrameFormat format : List.of(V1, V2, V2_PROTO)) {
            for (long previous = 0; previous >= 0; previous = previous * 2 + 1) {
                assertTrue(format.recipientBytes(previous).length <= 40, format.protocol() + " " + previous);
            }
        }
    }

    @Test
    void parserAcceptsPongsOnly() {
        assertEquals(Optional.of(new FrameFormat.Pong(OptionalLong.empty())), V1.parse(utf8("{\"type\":\"pong\"}")));
        assertEquals(
                Optional.of(new FrameFormat.Pong(OptionalLong.of(5))),
                V2.parse(utf8("{\"type\":\"pong\",\"ts\":1,\"last\":5}")));
        for (String other : List.of(
                "",
                "{}",
                "[]",
                "null",
                "{\"type\":\"ping\"}",
                "{\"type\":\"pong\",\"type\":\"pong\"}",
                "{\"type\":\"pong\"} {}",
                "[".repeat(100))) {
            assertEquals(Optional.empty(), V1.parse(utf8(other)), other);
            assertEquals(Optional.empty(), V2.parse(utf8(other)), other);
        }
        byte[] pong = ClientFrame.newBuilder()
                .setPong(Pong.newBuilder().setLast(5))
                .build()
                .toByteArray();
        assertEquals(Optional.of(new FrameFormat.Pong(OptionalLong.of(5))), V2_PROTO.parse(pong));
        assertEquals(Optional.empty(), V2_PROTO.parse(new byte[0]));
        assertEquals(Optional.empty(), V2_PROTO.parse(utf8("{\"type\":\"pong\"}")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- In a user session ----

    @Test
    void versionOneClientResumesWithoutEpoch() {
        SessionFixture fixture = new SessionFixture();
        fixture.connect(1);
        fixture.format = V1;
        fixture.publish(Events.deleted(7), 1);
        fixture.publish(Events.deleted(8), 1);

        RecordingSocket back = fixture.open(fixture.join(1, new ResumeRequest.From(Optional.empty(), 101)));
        assertEquals(
                List.of("{\"seq\":102,\"type\":\"message.deleted\",\"message_id\":8,\"channel_id\":1}"), texts(back));
        RecordingSocket beyond = fixture.open(fixture.join(1, new ResumeRequest.From(Optional.empty(), 103)));
        fixture.publish(Events.deleted(9), 1);
        assertEquals(
                List.of(
                        "{\"type\":\"resume.failed\"}",
                        "{\"seq\":103,\"type\":\"message.deleted\",\"message_id\":9,\"channel_id\":1}"),
                texts(beyond));
    }

    @Test
    void olderStreamVersionClosesNewerConnectionsAndClearsTheRing() {
        SessionFixture fixture = new SessionFixture();
        RecordingSocket newer = fixture.connect(1);
        fixture.dispatcher.attached(fixture.dispatcher.subscriptions().users(), 2, fixture.applied);
        fixture.format = V1;
        RecordingSocket older = fixture.connect(1);
        fixture.publish(Events.deleted(7), 1);

        fixture.version = 1;
        fixture.dispatcher.attached(fixture.dispatcher.subscriptions().users(), 1, fixture.applied);
        fixture.publish(Events.deleted(8), 1);

        assertEquals(OptionalInt.of(4210), newer.closed());
        assertEquals(OptionalInt.empty(), older.closed());
        assertEquals(2, older.readBytes().size());
        RecordingSocket back = fixture.open(fixture.join(1, new ResumeRequest.From(Optional.empty(), 100)));
        fixture.catchUp();
        assertEquals(1, fixture.replays, "the ring does not contain events of the old version");
        assertEquals(2, back.readBytes().size());
    }

    @Test
    void revocationInVersionOneClosesTheConnection() {
        SessionFixture fixture = new SessionFixture();
        fixture.version = 1;
        fixture.format = V1;
        RecordingSocket socket = fixture.connect(1);
        fixture.publish(Events.revoked(100), 1);

        assertEquals(OptionalInt.of(1008), socket.closed());
    }

    @Test
    void everyNegotiableVersionHasAFormat() {
        assertEquals(
                List.of(ProtocolVersion.values()),
                FrameFormat.all(EventShapes.ALL).keySet().stream().sorted().toList());
    }

    private static List<String> texts(RecordingSocket socket) {
        return socket.readBytes().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    /** {@code queue.bytes-max} could be set below a legal message, and its receivers were closed with 4108 for ever. */
    @Test
    void largestEventFitsIntoSmallestQueue() {
        Message.Builder message = Message.newBuilder()
                .setId(Long.MAX_VALUE)
                .setChannelId(Long.MAX_VALUE)
                .setUserId(Long.MAX_VALUE)
                .setText("\u0001".repeat(16_000)); // six bytes each as JSON
        for (int emoji = 0; emoji < 50; emoji++) {
            Reaction.Builder reaction = Reaction.newBuilder().setEmoji("\u2764".repeat(64));
            for (int i = 0; i < 20; i++) reaction.addUserIds(9_007_199_254_740_991L);
            message.addReactions(reaction);
        }
        for (int i = 0; i < 50; i++) message.addMentions(9_007_199_254_740_991L);
        Event event = Event.newBuilder()
                .setMessageUpdated(MessageUpdated.newBuilder().setMessage(message))
                .build();
        long least = ((ConfigType.WholeNumber) GatewayConfigKeys.QUEUE_BYTES_MAX.type()).min();
        for (FrameFormat format : List.of(V1, V2, V2_PROTO)) {
            EncodedFrame frame = format.logged(41, 2, event).orElseThrow();
            int bytes = frame.wireBytes(format.recipientBytes(Long.MAX_VALUE).length);
            assertTrue(bytes < least, format.protocol() + ": " + bytes);
        }
    }
}
