package collab.gateway.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.link.LinkInbox.Item;
import collab.wire.link.v1.AttachRequest;
import io.grpc.Status;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LinkInboxTest {
    private final LinkInbox inbox = new LinkInbox(2);
    private final LinkStream stream = new LinkStream(inbox, Map.of());

    @Test
    void answersInOrderAndNothingWhenNothingCame() {
        inbox.request(AttachRequest.getDefaultInstance());
        stream.onError(Status.UNAVAILABLE.asRuntimeException());

        assertInstanceOf(Item.Request.class, inbox.take(0).orElseThrow());
        assertEquals(
                Status.Code.UNAVAILABLE,
                ((Item.Ending) inbox.take(0).orElseThrow()).status().getCode());
        assertEquals(Optional.empty(), inbox.take(0));
    }

    @Test
    void aRequestBeyondTheBoundReplacesThemAllByAFreshAttachment() {
        inbox.ending(stream, Status.OK);
        for (int i = 0; i < 3; i++) inbox.request(AttachRequest.getDefaultInstance());

        assertInstanceOf(Item.Ending.class, inbox.take(0).orElseThrow());
        assertInstanceOf(Item.Overflow.class, inbox.take(0).orElseThrow());
        assertTrue(inbox.isEmpty());
        inbox.request(AttachRequest.getDefaultInstance());
        assertInstanceOf(Item.Request.class, inbox.take(0).orElseThrow());
    }

    @Test
    void takingMakesRoom() {
        for (int i = 0; i < 10; i++) {
            inbox.request(AttachRequest.getDefaultInstance());
            assertInstanceOf(Item.Request.class, inbox.take(0).orElseThrow());
        }
    }

    @Test
    void stoppingGoesBeforeEverythingElse() {
        inbox.request(AttachRequest.getDefaultInstance());
        inbox.stop();

        assertInstanceOf(Item.Stop.class, inbox.take(Long.MAX_VALUE).orElseThrow());
    }
}
