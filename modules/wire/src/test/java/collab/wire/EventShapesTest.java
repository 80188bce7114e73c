package collab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.wire.event.v2.Event;
import collab.wire.event.v2.MessageDeleted;
import collab.wire.event.v3.MessageRemoved;
import collab.wire.event.v3.WeatherChanged;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A third event version needs only a proto and a converter; both are defined for this test. */
final class EventShapesTest {
    private static final EventShape V2 = EventShapes.ALL.shape(2);
    private static final EventShape V3 = EventShape.of(3, collab.wire.event.v3.Event.getDefaultInstance());
    private static final EventShapes WITH_THREE =
            EventShapes.of(List.of(EventShapes.ALL.shape(1), V2, V3), List.of(new EventV2ToV1(), new ThreeToTwo()));

    @Test
    void newerEventIsConvertedToTheOlderVersion() throws Exception {
        var removed = collab.wire.event.v3.Event.newBuilder()
                .setMessageRemoved(
                        MessageRemoved.newBuilder().setMessage(9).setChannel(5).setWhy("spam"))
                .build();

        Message parsed = V3.parse(removed.toByteString());
        assertEquals(Optional.of("message.removed"), V3.type(parsed));
        Message older = WITH_THREE.convert(parsed, 3, 2).orElseThrow();

        assertEquals(
                "{\"v\":2,\"type\":\"message.deleted\",\"event\":{\"message_id\":9,\"channel_id\":5}}",
                new String(EventJson.signal(V2, older), StandardCharsets.UTF_8));
        Message oldest = WITH_THREE.convert(parsed, 3, 1).orElseThrow();
        assertEquals(
                "{\"type\":\"message.deleted\",\"message_id\":9,\"channel_id\":5}",
                new String(EventJson.signal(WITH_THREE.shape(1), oldest), StandardCharsets.UTF_8));
        assertEquals(
                "{\"v\":3,\"type\":\"message.removed\",\"event\":{\"message\":9,\"channel\":5,\"why\":\"spam\"}}",
                new String(EventJson.signal(V3, parsed), StandardCharsets.UTF_8));
    }

    @Test
    void eventUnknownToTheOlderVersionIsOmitted() {
        var weather = collab.wire.event.v3.Event.newBuilder()
                .setWeatherChanged(WeatherChanged.newBuilder().setSky("blue"))
                .build();

        assertEquals(Optional.empty(), WITH_THREE.convert(weather, 3, 2));
    }

    @Test
    void newestCommonVersionIsChosen() {
        assertEquals(Optional.of(3), EventShapes.newestCommon(WITH_THREE.versions(), List.of(1, 2, 3, 4)));
        assertEquals(Optional.of(2), EventShapes.newestCommon(WITH_THREE.versions(), List.of(1, 2)));
        assertEquals(Optional.of(2), EventShapes.newestCommon(WITH_THREE.versionsUpTo(2), List.of(1, 2, 3, 4)));
        assertEquals(Optional.empty(), EventShapes.newestCommon(WITH_THREE.versions(), List.of(4, 5)));
    }

    @Test
    void unknownVersionIsRejectedWithTheKnownOnes() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> EventShapes.ALL.versionsUpTo(7));
        assertEquals("event version must be one of [1, 2], got 7", refused.getMessage());
    }

    @Test
    void typeOfALaterBuildIsUnknown() throws Exception {
        assertEquals(
                Optional.empty(),
                V2.type(V2.parse(com.google.protobuf.UnknownFieldSet.newBuilder()
                        .addField(
                                999,
                                com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                        .addVarint(1)
                                        .build())
                        .build()
                        .toByteString())));
    }

    @Test
    void missingConverterIsRejected() {
        assertThrows(IllegalArgumentException.class, () -> EventShapes.of(List.of(V2, V3), List.of()));
    }

    @Test
    void conversionToANewerVersionIsRejected() {
        assertThrows(IllegalArgumentException.class, () -> WITH_THREE.convert(Event.getDefaultInstance(), 2, 3));
    }

    @Test
    void negotiationFollowsTheOrderOfTheClient() {
        Set<ProtocolVersion> all = Set.of(ProtocolVersion.values());
        assertEquals(
                Optional.of(ProtocolVersion.V2_PROTO),
                ProtocolVersion.negotiate(List.of("chat", "collab.v2.proto", "collab.v2.json"), all));
        assertEquals(
                Optional.of(ProtocolVersion.V1_JSON), ProtocolVersion.negotiate(List.of("collab.ticket.abc"), all));
        assertEquals(Optional.empty(), ProtocolVersion.negotiate(List.of("chat"), all));
        assertEquals(Optional.empty(), ProtocolVersion.negotiate(List.of(), Set.of(ProtocolVersion.V2_JSON)));
        assertEquals(Optional.of("abc"), ProtocolVersion.ticket(List.of("collab.v2.json", "collab.ticket.abc")));
    }

    @Test
    void versionOneClientsReceiveCodesOfTheRfc() {
        Map<CloseCode, Integer> told = new EnumMap<>(CloseCode.class);
        for (CloseCode code : CloseCode.values()) told.put(code, ProtocolVersion.V1_JSON.closeNumber(code));
        assertEquals(
                new EnumMap<>(Map.ofEntries(
                        Map.entry(CloseCode.UNAUTHENTICATED, 1008),
                        Map.entry(CloseCode.UNEXPECTED_MESSAGE, 1008),
                        Map.entry(CloseCode.FORBIDDEN, 1008),
                        Map.entry(CloseCode.SESSION_REVOKED, 1008),
                        Map.entry(CloseCode.VERSION, 1008),
                        Map.entry(CloseCode.UNAVAILABLE, 1011),
                        Map.entry(CloseCode.SLOW_CONSUMER, 1013),
                        Map.entry(CloseCode.RATE, 1013),
                        Map.entry(CloseCode.TOO_MANY_SOCKETS, 1013),
                        Map.entry(CloseCode.DRAINING, 1001),
                        Map.entry(CloseCode.GAP, 1001),
                        Map.entry(CloseCode.NO_PONG, 1001))),
                told);
        assertEquals(4210, ProtocolVersion.V2_PROTO.closeNumber(CloseCode.GAP));
    }

    @Test
    void rangeOfACloseCodeDeterminesTheReaction() {
        assertEquals(CloseCode.Reaction.STOP, CloseCode.SESSION_REVOKED.reaction());
        assertEquals(CloseCode.Reaction.STOP, CloseCode.reactionTo(1008));
        assertEquals(CloseCode.Reaction.STOP, CloseCode.reactionTo(4099));
        assertEquals(CloseCode.Reaction.BACK_OFF, CloseCode.reactionTo(4199));
        assertEquals(CloseCode.Reaction.BACK_OFF, CloseCode.reactionTo(1006));
        assertEquals(CloseCode.Reaction.RETURN, CloseCode.reactionTo(4299));
        assertEquals(Optional.of(CloseCode.GAP), CloseCode.of(4210));
        assertEquals(Optional.empty(), CloseCode.of(4098));
    }

    private static final class ThreeToTwo implements ShapeConverter {
        @Override
        public int from() {
            return 3;
        }

        @Override
        public Optional<Message> convert(Message event) {
            var three = (collab.wire.event.v3.Event) event;
            return switch (three.getPayloadCase()) {
                case MESSAGE_REMOVED ->
                    Optional.of(Event.newBuilder()
                            .setAt(three.getAt())
                            .setMessageDeleted(MessageDeleted.newBuilder()
                                    .setMessageId(three.getMessageRemoved().getMessage())
                                    .setChannelId(three.getMessageRemoved().getChannel()))
                            .build());
                case WEATHER_CHANGED, PAYLOAD_NOT_SET -> Optional.empty();
            };
        }
    }
}
