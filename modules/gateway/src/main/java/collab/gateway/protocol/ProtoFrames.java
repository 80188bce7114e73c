package collab.gateway.protocol;

import collab.websocket.frame.EncodedFrame;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import collab.wire.ProtocolVersion;
import collab.wire.WireLimits;
import collab.wire.event.v2.Event;
import collab.wire.socket.v2.Backoff;
import collab.wire.socket.v2.ClientFrame;
import collab.wire.socket.v2.Draining;
import collab.wire.socket.v2.Hello;
import collab.wire.socket.v2.Ping;
import collab.wire.socket.v2.ResumeFailed;
import collab.wire.socket.v2.Resumed;
import collab.wire.socket.v2.ServerFrame;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The frames of version 2 in binary: each is a {@link ServerFrame}. The recipient part is a field after the shared bytes, because
 * protobuf accepts fields in any order.
 */
final class ProtoFrames implements FrameFormat {
    private final EventShapes shapes;
    private final EventShape shape;

    ProtoFrames(EventShapes shapes) {
        this.shapes = shapes;
        this.shape = shapes.shape(ProtocolVersion.V2_PROTO.events());
    }

    @Override
    public ProtocolVersion protocol() {
        return ProtocolVersion.V2_PROTO;
    }

    @Override
    public Optional<EncodedFrame> logged(long seq, int version, Message event) {
        return shapes.told(event, version, shape)
                .map(converted -> frame(
                        ServerFrame.newBuilder().setEvent((Event) converted).setSeq(seq)));
    }

    @Override
    public Optional<EncodedFrame> signal(int version, Message event) {
        return shapes.told(event, version, shape)
                .map(converted -> frame(ServerFrame.newBuilder().setEvent((Event) converted)));
    }

    @Override
    public byte[] recipientBytes(long previous) {
        return ServerFrame.newBuilder().setPrev(previous).build().toByteArray();
    }

    @Override
    public Optional<EncodedFrame> hello(String epoch, long head, long session) {
        return Optional.of(frame(ServerFrame.newBuilder()
                .setHello(Hello.newBuilder()
                        .setV(shape.version())
                        .setEpoch(epoch)
                        .setHead(head)
                        .setSession(Long.toString(session))
                        .setHeartbeatMs((int) WireLimits.PING_INTERVAL.toMillis())
                        .setPongMs((int) WireLimits.PONG_DEADLINE.toMillis())
                        .setBackoff(Backoff.newBuilder()
                                .setMinMs((int) WireLimits.BACKOFF_MIN.toMillis())
                                .setMaxMs((int) WireLimits.BACKOFF_MAX.toMillis())
                                .setStableMs((int) WireLimits.BACKOFF_STABLE.toMillis())))));
    }

    @Override
    public EncodedFrame ping(long timeMs, long previous, long head, long silenceMs) {
        return frame(ServerFrame.newBuilder()
                .setPing(Ping.newBuilder()
                        .setTs(timeMs)
                        .setPrev(previous)
                        .setHead(head)
                        .setLagMs(silenceMs)));
    }

    @Override
    public Optional<EncodedFrame> resumed(long from, long to, long count) {
        return Optional.of(frame(ServerFrame.newBuilder()
                .setResumed(Resumed.newBuilder().setFrom(from).setTo(to).setCount(count))));
    }

    @Override
    public EncodedFrame resumeFailed(ResumeFailure reason, long head) {
        return frame(ServerFrame.newBuilder()
                .setResumeFailed(
                        ResumeFailed.newBuilder().setReason(reason.wireName()).setHead(head)));
    }

    @Override
    public Optional<EncodedFrame> draining(long retryAfterMs) {
        return Optional.of(
                frame(ServerFrame.newBuilder().setDraining(Draining.newBuilder().setRetryAfterMs(retryAfterMs))));
    }

    @Override
    public Optional<Pong> parse(byte[] message) {
        try {
            ClientFrame frame = ClientFrame.parseFrom(message);
            if (!frame.hasPong()) return Optional.empty();
            return Optional.of(new Pong(OptionalLong.of(frame.getPong().getLast())));
        } catch (InvalidProtocolBufferException invalid) {
            return Optional.empty();
        }
    }

    private static EncodedFrame frame(ServerFrame.Builder frame) {
        return EncodedFrame.binary(frame.build().toByteArray());
    }
}
