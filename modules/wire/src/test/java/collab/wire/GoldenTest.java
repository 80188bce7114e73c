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
 * Compares the events of each version, as bytes on the link and as JSON on a socket, with {@code golden/vN/events.golden},
 * because processes of other releases read them. A failure prints the complete new text. A changed line of a released version
 * is an error. Version 1 never changes.
 */
final class GoldenTest {
    private static final long SEQ = 41;

    /** The name, the bytes and the JSON of one event. */
    private record Line(String name, ByteString bytes, String json) {
        @Override
        public String toString() {
            return name + ' ' + HexFormat.of().formatHex(bytes.toByteArray()) + "\n    " + json + '\n';
        }
    }

    @Test
    void versionTwoEncodingIsUnchanged() throws Exception {
        EventShape two = EventShapes.ALL.shape(2);
        assertEquals(golden(2), text(Samples.of(two), two, two));
    }

    /** The server converts for an older gateway, and the gateway converts for an older client. */
    @Test
    void conversionToVersionOneIsUnchanged() throws Exception {
        assertEquals(
                golden(1),
                text(Samples.of(EventShapes.ALL.shape(2)), EventShapes.ALL.shape(2), EventShapes.ALL.shape(1)));
    }

    /** The bytes of an older server or log decode to the same JSON in this build. */
    @Test
    void storedBytesDecodeToTheSameJson() throws Exception {
        for (int version : EventShapes.ALL.versions()) {
            EventShape shape = EventShapes.ALL.shape(version);
            for (Line line : lines(golden(version))) {
                assertEquals(line.json, json(shape, shape.parse(line.bytes)), line.name);
            }
        }
    }

    /** Event types that were added after version 1 are listed here. */
    @Test
    void versionOneHasEveryEventType() {
        TreeSet<String> without = new TreeSet<>();
        Samples.of(EventShapes.ALL.shape(2)).forEach((name, event) -> {
            if (EventShapes.ALL.convert(event, 2, 1).isEmpty()) without.add(name);
        });
        assertEquals(
                new TreeSet<>(List.of(
                        "draft.updated bare",
                        "draft.updated full",
                        "group.updated bare",
                        "group.updated full",
                        "invitation.updated bare",
                        "invitation.updated full",
                        "prefs.updated bare",
                        "prefs.updated full",
                        "read.all bare",
                        "read.all full",
                        "thread.followed bare",
                        "thread.followed full",
                        "thread.state bare",
                        "thread.state full")),
                without);
    }

    /** A version 1 client reads the absent count as 0. */
    @Test
    void broadcastMentionIsOmittedInVersionOne() {
        Event everybody = Event.newBuilder()
                .setMentionCreated(MentionCreated.newBuilder()
                        .setMention(Mention.newBuilder().setChannelId(5).setBroadcast(Broadcast.BROADCAST_CHANNEL))
                        .setBroadcastNo(3))
                .build();
        assertEquals(Optional.empty(), EventShapes.ALL.convert(everybody, 2, 1));
    }

    @Test
    void readStateWithoutUserBelongsToTheActor() {
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
