package collab.gateway.protocol;

import collab.websocket.frame.EncodedFrame;
import collab.wire.EventShapes;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageCreated;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Converts an event from the bytes of the link to a frame, which happens once per event, and then prepares it for each
 * recipient.
 */
@State(Scope.Thread)
public class EncodeBenchmark {
    private final JsonFrames frames = new JsonFrames(EventShapes.ALL);
    private final ByteString bytes = event().toByteString();
    private final SharedEvent shared = new SharedEvent(1_042, EventShapes.ALL.shape(2), event());
    private final byte[] target = new byte[1024];
    private long previous;

    private static Event event() {
        Timestamp at = Timestamp.newBuilder().setSeconds(1_764_000_000).build();
        return Event.newBuilder()
                .setAt(at)
                .setActorId(7)
                .setMessageCreated(MessageCreated.newBuilder()
                        .setMessage(Message.newBuilder()
                                .setId(1_000_001)
                                .setNo(17)
                                .setChannelId(7)
                                .setUserId(7)
                                .setText("The quick brown fox jumps over the lazy dog, again and again.")
                                .setCreatedAt(at)
                                .setVer(1_042))
                        .setLastNo(17))
                .build();
    }

    @Benchmark
    public Optional<EncodedFrame> once() throws InvalidProtocolBufferException {
        return frames.logged(1_042, 2, EventShapes.ALL.shape(2).parse(bytes));
    }

    @Benchmark
    public int perRecipientOfTheSameEvent() {
        return shared.after(1_037, frames).orElseThrow().writeTo(target, 0);
    }

    @Benchmark
    public int perRecipientWithAnotherPrev() {
        return shared.after(++previous, frames).orElseThrow().writeTo(target, 0);
    }
}
