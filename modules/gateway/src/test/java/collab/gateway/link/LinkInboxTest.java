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
    void pollReturnsItemsInOrderAndEmptyAfterTimeout() {
        inbox.request(AttachRequest.getDefaultInstance());
        stream.onError(Status.UNAVAILABLE.asRuntimeException());

        assertInstanceOf(Item.Request.class, inbox.poll(0).orElseThrow());
        assertEquals(
                Status.Code.UNAVAILABLE,
                ((Item.Ended) inbox.poll(0).orElseThrow()).status().getCode());
        assertEquals(Optional.empty(), inbox.poll(0));
    }

    @Test
    void requestBeyondLimitReplacesAllRequestsByOverflow() {
        inbox.ended(stream, Status.OK);
        for (int i = 0; i < 3; i++) inbox.request(AttachRequest.getDefaultInstance());

        assertInstanceOf(Item.Ended.class, inbox.poll(0).orElseThrow());
        assertInstanceOf(Item.Overflow.class, inbox.poll(0).orElseThrow());
        assertTrue(inbox.isEmpty());
        inbox.request(AttachRequest.getDefaultInstance());
        assertInstanceOf(Item.Request.class, inbox.poll(0).orElseThrow());
    }

    @Test
    void pollingARequestFreesItsPlace() {
        for (int i = 0; i < 10; i++) {
            inbox.request(AttachRequest.getDefaultInstance());
            assertInstanceOf(Item.Request.class, inbox.poll(0).orElseThrow());
        }
    }

    @Test
    void stopPrecedesAllOtherItems() {
        inbox.request(AttachRequest.getDefaultInstance());
        inbox.stop();

        assertInstanceOf(Item.Stop.class, inbox.poll(Long.MAX_VALUE).orElseThrow());
    }
}
