package collab.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.session.Events;
import collab.gateway.session.RecordingSocket;
import collab.gateway.session.ResumeRequest;
import collab.gateway.session.SessionFixture;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.Rfc6455;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
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
 * Every frame of every protocol version to the byte: browsers of another release read them. What an event's own members look
 * like is pinned in {@code wire}.
 */
final class FramesTest {
    private static final FrameFormat V1 = new FlatJsonFrames(EventShapes.ALL);
    private static final FrameFormat V2 = new JsonFrames(EventShapes.ALL);
    private static final FrameFormat V2_PROTO = new ProtoFrames(EventShapes.ALL);

    private static List<String> frames(FrameFormat format) {
        return Stream.of(
                        format.hello("e1", 1042, 7).map(frame -> written(frame, EncodedFrame.NOTHING)),
                        format.logged(41, 2, Events.deleted(9)).map(frame -> written(frame, format.own(37))),
                        format.signal(2, Events.typing(3)).map(frame -> written(frame, EncodedFrame.NOTHING)),
                        Optional.of(written(format.ping(1_700_000_000_000L, 41, 43, 12), EncodedFrame.NOTHING)),
                        format.resumed(37, 41, 1).map(frame -> written(frame, EncodedFrame.NOTHING)),
                        Optional.of(written(format.resumeFailed(ResumeFailure.TOO_OLD, 43), EncodedFrame.NOTHING)),
                        format.draining(8200).map(frame -> written(frame, EncodedFrame.NOTHING)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A text as it is, a binary message in hexadecimal digits. */
    private static String written(EncodedFrame frame, byte[] own) {
        byte[] wire = new byte[frame.wireBytes(own.length)];
        frame.writeTo(wire, 0, own);
        int header = (wire[1] & 0x7F) < 126 ? 2 : 4;
        return (wire[0] & 0x0F) == Rfc6455.TEXT
                ? new String(wire, header, wire.length - header, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(wire, header, wire.length);
    }

    @Test
    void versionOneIsFlatAndSaysLittle() {
        assertEquals(
                List.of(
                        "{\"seq\":41,\"type\":\"message.deleted\",\"message_id\":9,\"channel_id\":1}",
                        "{\"type\":\"typing.start\",\"channel_id\":1,\"user_id\":3,\"expires_ms\":8000}",
                        "{\"type\":\"ping\",\"ts\":1700000000000}",
                        "{\"type\":\"resume.failed\"}"),
                frames(V1));
    }

    @Test
    void versionTwoNamesItselfAndWhatWasBefore() {
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
    void versionTwoInBinaryHasTheRecipientsOwnFieldLast() throws Exception {
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
    void ownBytesStayWithinFortyForEveryPosition() {
        for (FrameFormat format : List.of(V1, V2, V2_PROTO)) {
            for (long previous = 0; previous >= 0; previous = previous * 2 + 1) {
                assertTrue(format.own(previous).length <= 40, format.protocol() + " " + previous);
            }
        }
    }

    @Test
    void pongsAreReadAndNothingElse() {
        assertEquals(Optional.of(new FrameFormat.Pong(OptionalLong.empty())), V1.read(utf8("{\"type\":\"pong\"}")));
        assertEquals(
                Optional.of(new FrameFormat.Pong(OptionalLong.of(5))),
                V2.read(utf8("{\"type\":\"pong\",\"ts\":1,\"last\":5}")));
        for (String other : List.of(
                "",
                "{}",
                "[]",
                "null",
                "{\"type\":\"ping\"}",
                "{\"type\":\"pong\",\"type\":\"pong\"}",
                "{\"type\":\"pong\"} {}",
                "[".repeat(100))) {
            assertEquals(Optional.empty(), V1.read(utf8(other)), other);
            assertEquals(Optional.empty(), V2.read(utf8(other)), other);
        }
        byte[] pong = ClientFrame.newBuilder()
                .setPong(Pong.newBuilder().setLast(5))
                .build()
                .toByteArray();
        assertEquals(Optional.of(new FrameFormat.Pong(OptionalLong.of(5))), V2_PROTO.read(pong));
        assertEquals(Optional.empty(), V2_PROTO.read(new byte[0]));
        assertEquals(Optional.empty(), V2_PROTO.read(utf8("{\"type\":\"pong\"}")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // -- in a session ------------------------------------------------------------------------------------------------

    @Test
    void aClientOfVersionOneResumesWithoutAnEpoch() {
        SessionFixture room = new SessionFixture();
        room.connect(1);
        room.format = V1;
        room.tell(Events.deleted(7), 1);
        room.tell(Events.deleted(8), 1);

        RecordingSocket back = room.open(room.join(1, new ResumeRequest.From(Optional.empty(), 101)));
        assertEquals(
                List.of("{\"seq\":102,\"type\":\"message.deleted\",\"message_id\":8,\"channel_id\":1}"), texts(back));
        RecordingSocket beyond = room.open(room.join(1, new ResumeRequest.From(Optional.empty(), 103)));
        room.tell(Events.deleted(9), 1);
        assertEquals(
                List.of(
                        "{\"type\":\"resume.failed\"}",
                        "{\"seq\":103,\"type\":\"message.deleted\",\"message_id\":9,\"channel_id\":1}"),
                texts(beyond));
    }

    @Test
    void aStreamThatGoesOnInAnOlderVersionSendsNewerTabsAwayAndForgetsTheRing() {
        SessionFixture room = new SessionFixture();
        RecordingSocket newer = room.connect(1);
        room.registry.attached(room.registry.standing().wanted(), 2, room.applied);
        room.format = V1;
        RecordingSocket older = room.connect(1);
        room.tell(Events.deleted(7), 1);

        room.version = 1;
        room.registry.attached(room.registry.standing().wanted(), 1, room.applied);
        room.tell(Events.deleted(8), 1);

        assertEquals(OptionalInt.of(4210), newer.closed());
        assertEquals(OptionalInt.empty(), older.closed());
        assertEquals(2, older.readBytes().size());
        RecordingSocket back = room.open(room.join(1, new ResumeRequest.From(Optional.empty(), 100)));
        room.catchUp();
        assertEquals(1, room.replays, "what was told in the other version is not in the ring any more");
        assertEquals(2, back.readBytes().size());
    }

    @Test
    void aSessionRevokedInVersionOneEndsTheTab() {
        SessionFixture room = new SessionFixture();
        room.version = 1;
        room.format = V1;
        RecordingSocket socket = room.connect(1);
        room.tell(Events.revoked(100), 1);

        assertEquals(OptionalInt.of(1008), socket.closed());
    }

    @Test
    void everyVersionABrowserMayChooseIsSpoken() {
        assertEquals(
                List.of(ProtocolVersion.values()),
                FrameFormat.all(EventShapes.ALL).keySet().stream().sorted().toList());
    }

    private static List<String> texts(RecordingSocket socket) {
        return socket.readBytes().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
