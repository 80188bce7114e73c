package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.wire.EventShape;
import collab.wire.EventShapes;
import collab.wire.ShapeConverter;
import collab.wire.WireLimits;
import collab.wire.event.v2.Event;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.ReplayResponse;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An invented older version of events: texts are in capitals, and there is no event for joining members. */
class OlderVersionTest {
    private static final UserId ALICE = new UserId(1);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final ChannelId GENERAL = new ChannelId(1);

    @Test
    void olderGatewayReceivesItsVersionAndNewestCommonVersionIsChosen() {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(WireLimits.UNACKNOWLEDGED_MAX), shapes())) {
            server.log.joinWorkspace(HOME, ALICE);
            FakeGateway old = server.gateway("old")
                    .hello(Hello.newBuilder().addVersions(1).addWantedUsers(1));
            FakeGateway current = server.gateway("current")
                    .hello(Hello.newBuilder().addVersions(1).addVersions(2).addWantedUsers(1));
            assertEquals(1, old.welcome().getVersion());
            assertEquals(2, current.welcome().getVersion());

            LogPosition joined = server.log.joinChannel(HOME, GENERAL, ALICE);
            LogPosition sent = server.log.message(GENERAL, 1, "hello");
            assertReceived(old.envelopes(2), 1, "HELLO", joined.value() - 1, sent.value());
            assertReceived(current.envelopes(3), 2, "hello", joined.value() - 1, joined.value(), sent.value());

            List<Envelope> replayed = new ArrayList<>();
            List<Long> reached = new ArrayList<>();
            server.calls()
                    .replay(ReplayRequest.newBuilder()
                            .setUserId(1)
                            .setEpoch(server.log.epoch())
                            .setFrom(joined.value() - 2)
                            .setTo(sent.value())
                            .setVersion(1)
                            .build())
                    .forEachRemaining((ReplayResponse response) -> {
                        replayed.addAll(response.getEnvelopesList());
                        reached.add(response.getTo());
                    });
            assertReceived(replayed, 1, "HELLO", joined.value() - 1, sent.value());
            assertEquals(sent.value(), reached.getLast());
        }
    }

    private static void assertReceived(List<Envelope> received, int version, String text, Long... seqs) {
        assertEquals(List.of(seqs), received.stream().map(Envelope::getSeq).toList());
        received.forEach(envelope -> assertEquals(version, envelope.getV()));
        assertEquals(
                text,
                FakeGateway.event(received.getLast())
                        .getMessageCreated()
                        .getMessage()
                        .getText());
    }

    private static EventShapes shapes() {
        return EventShapes.of(
                List.of(EventShape.of(1, Event.getDefaultInstance()), EventShape.of(2, Event.getDefaultInstance())),
                List.of(new UpperCase()));
    }

    private record UpperCase() implements ShapeConverter {
        @Override
        public int from() {
            return 2;
        }

        @Override
        public Optional<Message> convert(Message message) {
            Event event = (Event) message;
            if (event.hasChannelMemberJoined()) return Optional.empty();
            if (!event.hasMessageCreated()) return Optional.of(event);
            Event.Builder converted = event.toBuilder();
            var text = converted.getMessageCreatedBuilder().getMessageBuilder();
            text.setText(text.getText().toUpperCase(java.util.Locale.ROOT));
            return Optional.of(converted.build());
        }
    }
}
