package collab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.wire.event.v2.Broadcast;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Mention;
import collab.wire.event.v2.MentionCreated;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What the other side of a hop reads and writes, of another release: each version's events as bytes on the link and as JSON on a
 * socket, against {@code golden/vN/events.golden}. A failure prints the whole new text. A changed line of a version that was
 * ever released is a mistake; of version 1 every changed line is.
 */
final class GoldenTest {
    private static final long SEQ = 41;

    /** A name, the bytes and the JSON of one event. */
    private record Line(String name, ByteString bytes, String json) {
        @Override
        public String toString() {
            return name + ' ' + HexFormat.of().formatHex(bytes.toByteArray()) + "\n    " + json + '\n';
        }
    }

    @Test
    void versionTwoIsWrittenAsItWas() throws Exception {
        EventShape two = EventShapes.ALL.shape(2);
        assertEquals(golden(2), text(Samples.of(two), two, two));
    }

    /** The server does this for an older gateway, the gateway for an older browser. */
    @Test
    void versionOneIsToldFromVersionTwoAsItWas() throws Exception {
        assertEquals(
                golden(1),
                text(Samples.of(EventShapes.ALL.shape(2)), EventShapes.ALL.shape(2), EventShapes.ALL.shape(1)));
    }

    /** The bytes of an older server or log, read by this build, are the JSON that they were. */
    @Test
    void goldenBytesStillMeanTheSame() throws Exception {
        for (int version : EventShapes.ALL.versions()) {
            EventShape shape = EventShapes.ALL.shape(version);
            for (Line line : lines(golden(version))) {
                assertEquals(line.json, json(shape, shape.parse(line.bytes)), line.name);
            }
        }
    }

    /** Those that came later are named here by whoever adds them. */
    @Test
    void versionOneHasAWordForEveryEvent() {
        TreeSet<String> without = new TreeSet<>();
        Samples.of(EventShapes.ALL.shape(2)).forEach((name, event) -> {
            if (EventShapes.ALL.convert(event, 2, 1).isEmpty()) without.add(name);
        });
        assertEquals(new TreeSet<>(List.of("group.updated bare", "group.updated full")), without);
    }

    /** Version 1 would take the count that is not there for 0. */
    @Test
    void aMentionOfEverybodyIsNotToldInVersionOne() {
        Event everybody = Event.newBuilder()
                .setMentionCreated(MentionCreated.newBuilder()
                        .setMention(Mention.newBuilder().setChannelId(5).setBroadcast(Broadcast.BROADCAST_CHANNEL))
                        .setBroadcastNo(3))
                .build();
        assertEquals(Optional.empty(), EventShapes.ALL.convert(everybody, 2, 1));
    }

    @Test
    void aReadStateOfAnOlderLogIsItsActors() {
        Event before = Event.newBuilder()
                .setActorId(7)
                .setReadState(collab.wire.event.v2.ReadStateChanged.newBuilder().setChannelId(5))
                .build();

        assertEquals(
                "{\"type\":\"read.updated\",\"user_id\":7,\"channel_id\":5}",
                new String(
                        EventJson.signal(
                                EventShapes.ALL.shape(1),
                                EventShapes.ALL.convert(before, 2, 1).orElseThrow()),
                        StandardCharsets.UTF_8));
    }

    private static String text(TreeMap<String, Message> samples, EventShape from, EventShape to) {
        StringBuilder text = new StringBuilder();
        samples.forEach((name, event) -> EventShapes.ALL
                .convert(event, from.version(), to.version())
                .ifPresent(told -> text.append(new Line(name, told.toByteString(), json(to, told)))));
        return text.toString();
    }

    private static String json(EventShape shape, Message event) {
        String tail = new String(EventJson.loggedTail(shape, SEQ, event), StandardCharsets.UTF_8);
        return '{' + tail;
    }

    private static List<Line> lines(String golden) {
        List<Line> lines = new ArrayList<>();
        String[] text = golden.split("\n");
        for (int i = 0; i < text.length; i += 2) {
            int space = text[i].lastIndexOf(' ');
            byte[] bytes = HexFormat.of().parseHex(text[i].substring(space + 1));
            lines.add(new Line(text[i].substring(0, space), ByteString.copyFrom(bytes), text[i + 1].strip()));
        }
        return lines;
    }

    private static String golden(int version) throws IOException {
        String name = "golden/v" + version + "/events.golden";
        try (InputStream in = GoldenTest.class.getResourceAsStream(name)) {
            if (in == null) throw new AssertionError(name + " is missing");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
