package collab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.wire.event.v2.Channel;
import collab.wire.event.v2.ChannelAdded;
import collab.wire.event.v2.ChannelKind;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.Reaction;
import collab.wire.event.v2.TypingStarted;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EventJsonTest {
    private static final EventShape V2 = EventShapes.ALL.shape(2);
    private static final Timestamp TIME =
            Timestamp.newBuilder().setSeconds(1795412280L).setNanos(123_999_999).build();

    @Test
    void loggedTailFollowsTheMembersOfTheRecipient() {
        Event event = Event.newBuilder()
                .setAt(TIME)
                .setActorId(7)
                .setMessageCreated(MessageCreated.newBuilder()
                        .setLastNo(3)
                        .setMessage(Message.newBuilder()
                                .setId(9)
                                .setNo(3)
                                .setChannelId(5)
                                .setUserId(7)
                                .setText("hi")
                                .setCreatedAt(TIME)
                                .addReactions(Reaction.newBuilder()
                                        .setEmoji("+1")
                                        .addUserIds(1)
                                        .addUserIds(2))
                                .setVer(42)))
                .build();

        assertEquals("""
                "seq":42,"v":2,"type":"message.created","at":"2026-11-23T05:38:00.123Z","event":{"message":{"id":9,"no":3,\
                "channel_id":5,"user_id":7,"text":"hi","created_at":"2026-11-23T05:38:00.123Z","pinned":false,"reactions":[\
                {"emoji":"+1","user_ids":[1,2]}],"reply_count":0,"mentions":[],"ver":42},"last_no":3}}""", text(EventJson.loggedTail(V2, 42, event)));
    }

    @Test
    void signalHasNeitherPositionNorTime() {
        Event event = Event.newBuilder()
                .setAt(TIME)
                .setTypingStarted(
                        TypingStarted.newBuilder().setChannelId(5).setUserId(7).setExpiresMs(8000))
                .build();

        assertEquals(
                "{\"v\":2,\"type\":\"typing.started\",\"event\":{\"channel_id\":5,\"user_id\":7,\"expires_ms\":8000}}",
                text(EventJson.signal(V2, event)));
    }

    @Test
    void enumValueHasNoPrefix() {
        ChannelAdded added = ChannelAdded.newBuilder()
                .setChannel(Channel.newBuilder().setKind(ChannelKind.CHANNEL_KIND_GROUP_DM))
                .build();

        assertEquals("""
                {"channel":{"id":0,"workspace_id":0,"kind":"group_dm","topic":"","created_by":0,"member_ids":[],"last_no":0,\
                "ver":0,"broadcast_no":0}}""", text(EventJson.message(added)));
    }

    @Test
    void largeIdsAreNumbers() {
        assertEquals(
                "{\"emoji\":\"\",\"user_ids\":[9007199254740991]}",
                text(EventJson.message(
                        Reaction.newBuilder().addUserIds((1L << 53) - 1).build())));
    }

    @Test
    void onlyRequiredCharactersAreEscaped() {
        String said = "\"\\\n\r\t\0\u001f/\u007f ü € 😀 \u2028";

        assertEquals(
                "{\"emoji\":\"\\\"\\\\\\n\\u000d\\u0009\\u0000\\u001f/\u007f ü € 😀 \u2028\",\"user_ids\":[]}",
                text(EventJson.message(Reaction.newBuilder().setEmoji(said).build())));
    }

    @Test
    void escapedTextIsWrittenCompletely() {
        String said = "\0".repeat(5000);

        assertEquals(
                "{\"emoji\":\"" + "\\u0000".repeat(5000) + "\",\"user_ids\":[]}",
                text(EventJson.message(Reaction.newBuilder().setEmoji(said).build())));
    }

    @Test
    void unpairedSurrogateBecomesTheReplacementCharacter() {
        assertEquals(
                "{\"emoji\":\"a\uFFFDb\",\"user_ids\":[]}",
                text(EventJson.message(
                        Reaction.newBuilder().setEmoji("a\uD83Db").build())));
    }

    @Test
    void unknownTypeIsRejected() {
        assertThrows(IllegalArgumentException.class, () -> EventJson.loggedTail(V2, 1, Event.getDefaultInstance()));
    }

    /** A new event type without a JSON encoding fails here and not on a socket. */
    @Test
    void everyTypeOfTheNativeVersionHasAnEncoding() {
        V2.types().forEach((name, field) -> {
            Event.Builder event = Event.newBuilder().setAt(TIME);
            event.setField(field, event.newBuilderForField(field).build());
            String json = text(EventJson.signal(V2, event.build()));
            assertEquals(
                    "{\"v\":2,\"type\":\"" + name + "\",\"event\":{", json.substring(0, json.indexOf("nt\":{") + 5));
        });
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
