package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.wire.WireLimits;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.SubscribeRequest;
import collab.wire.link.v1.SubscribeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscribers of the log, over real gRPC. */
class SubscribeTest {
    private static final UserId ALICE = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final WorkspaceId WORK = new WorkspaceId(2);
    private static final ChannelId GENERAL = new ChannelId(1);
    private static final ChannelId SECRETS = new ChannelId(2);
    private static final ChannelId OFFICE = new ChannelId(3);

    private final LinkFixture server = LinkFixture.start();
    private final LogPosition begin;

    SubscribeTest() {
        server.credentials.login(11, ALICE);
        for (UserId user : List.of(ALICE, BOB)) server.log.joinWorkspace(HOME, user);
        server.log.joinWorkspace(WORK, ALICE);
        server.log.joinChannel(HOME, GENERAL, ALICE);
        server.log.joinChannel(WORK, OFFICE, ALICE);
        begin = server.log.joinChannel(HOME, SECRETS, BOB);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void subscriberReceivesEventsOfItsUser() {
        Subscriber subscriber = subscribe(fromBegin());
        LogPosition first = server.log.message(GENERAL, 1, "received");
        server.log.message(SECRETS, 2, "not received");
        LogPosition last = server.log.message(OFFICE, 3, "received as well");
        assertEquals(List.of(first.value(), last.value()), subscriber.seqs(2));
    }

    @Test
    void subscriptionStartsAtHeadOrAtRequestedPosition() {
        LogPosition past = server.log.message(GENERAL, 1, "past");
        assertEquals(List.of(past.value()), subscribe(fromBegin()).seqs(1));
        Subscriber atHead = subscribe(SubscribeRequest.newBuilder().addVersions(2));
        assertEquals(past.value(), atHead.first.getPosition());
        assertEquals("epoch-1", atHead.first.getEpoch());
        LogPosition next = server.log.message(GENERAL, 2, "next");
        assertEquals(List.of(next.value()), atHead.seqs(1));
    }

    @Test
    void filtersNarrowByWorkspaceChannelAndType() {
        Subscriber work = subscribe(fromBegin().addWorkspaceIds(WORK.value()));
        Subscriber general = subscribe(fromBegin().addChannelIds(GENERAL.value()));
        Subscriber deletions = subscribe(fromBegin().addTypes("message.deleted"));
        LogPosition inGeneral = server.log.message(GENERAL, 1, "in general");
        LogPosition inOffice = server.log.message(OFFICE, 2, "in the office");
        server.log.updateUser(BOB);
        LogPosition deletion = server.log.deleteMessage(GENERAL, 1);
        LogPosition removal = server.log.leaveChannel(OFFICE, ALICE);
        assertEquals(List.of(inOffice.value(), removal.value() - 1), work.seqs(2));
        assertEquals(List.of(inGeneral.value(), deletion.value()), general.seqs(2));
        assertEquals(List.of(deletion.value()), deletions.seqs(1));
    }

    @Test
    void auditRightIncludesChannelsButNotListedUsers() {
        server.credentials.grants.put(ALICE, List.of(new Grant(Right.AUDIT, Optional.empty())));
        Subscriber audit = subscribe(fromBegin());
        LogPosition secret = server.log.message(SECRETS, 1, "for Bob");
        LogPosition joined = server.log.joinChannel(HOME, GENERAL, BOB); // channel.added is addressed only to Bob
        assertEquals(List.of(secret.value(), joined.value()), audit.seqs(2));
    }

    @Test
    void auditRightOfWorkspaceIncludesOnlyItsChannels() {
        server.log.leaveChannel(OFFICE, ALICE);
        server.credentials.grants.put(ALICE, List.of(new Grant(Right.AUDIT, Optional.of(HOME))));
        Subscriber audit = subscribe(SubscribeRequest.newBuilder().addVersions(2));
        server.log.message(OFFICE, 1, "elsewhere");
        LogPosition secret = server.log.message(SECRETS, 2, "for Bob");
        assertEquals(List.of(secret.value()), audit.seqs(1));
    }

    @Test
    void textOfDeletedMessagesIsBlank() {
        for (int i = 1; i <= 300; i++) server.log.message(GENERAL, i, "text " + i);
        server.log.deleteMessage(GENERAL, 7); // deleted in a later chunk: the current state is queried
        server.log.message(GENERAL, 301, "text 301");
        server.log.deleteMessage(GENERAL, 301); // deleted in the same chunk
        List<Envelope> received = subscribe(fromBegin()).envelopes(303);
        for (Envelope envelope : received) {
            var event = FakeGateway.event(envelope);
            if (!event.hasMessageCreated()) continue;
            long id = event.getMessageCreated().getMessage().getId();
            assertEquals(
                    id == 7 || id == 301 ? "" : "text " + id,
                    event.getMessageCreated().getMessage().getText());
        }
    }

    @Test
    void revokedSessionEndsStreamAfterRevocation() {
        Subscriber subscriber = subscribe(fromBegin());
        server.log.revoke(12, ALICE); // another session of the same user
        LogPosition before = server.log.message(GENERAL, 1, "before");
        LogPosition revoked = server.log.revoke(11, ALICE);
        server.log.message(GENERAL, 2, "after");
        assertEquals(List.of(before.value() - 1, before.value(), revoked.value()), subscriber.seqs(3));
        assertEquals(Status.Code.UNAUTHENTICATED, subscriber.ended().getCode());
    }

    @Test
    void endedSessionEndsStreamAtNextHeartbeat() {
        Subscriber subscriber = subscribe(fromBegin());
        server.credentials.logout(11);
        server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
        assertEquals(Status.Code.UNAUTHENTICATED, subscriber.ended().getCode());
    }

    @Test
    void heartbeatsCarryPositionOfFilteredEvents() {
        Subscriber subscriber = subscribe(fromBegin().addTypes("nothing.like_that"));
        long head = server.log.message(GENERAL, 1, "filtered out").value();
        long position = begin.value();
        while (position < head) {
            server.scheduler.advance(WireLimits.LINK_HEARTBEAT);
            position = subscriber.next().getPosition();
        }
        assertEquals(head, position);
    }

    /** The subscriber's thread is inside a write; closing the server does not wait for it. */
    @Test
    void closingServerDoesNotWaitForSubscriberThatDoesNotRead() {
        for (int i = 1; i <= 200; i++)
            server.log.message(GENERAL, i, "x".repeat(60_000)); // far more than a flow-control window
        Subscriber blocked = subscribe(fromBegin());
        assertTrue(blocked.next().getEnvelopesCount() > 0);
        assertTimeout(Duration.ofSeconds(4), server.fanout::close);
    }

    @Test
    void invalidCredentialsAndPositionsAreRejected() {
        assertEquals(
                Status.Code.UNAUTHENTICATED,
                statusOf(server.calls().subscribe(fromBegin().build())).getCode());
        assertEquals(
                Status.Code.UNAUTHENTICATED,
                statusOf(server.calls(LinkFixture.bearer("guessed"))
                                .subscribe(fromBegin().build()))
                        .getCode());
        assertEquals(
                Status.Code.OUT_OF_RANGE,
                rejected(fromBegin().setPosition(1_000)).getCode());
        assertEquals(
                Status.Code.OUT_OF_RANGE, rejected(fromBegin().setEpoch("old")).getCode());
        assertEquals(
                Status.Code.FAILED_PRECONDITION,
                rejected(fromBegin().clearVersions().addVersions(9)).getCode());
        assertEquals(
                "epoch-1", server.log.epoch()); // only a gateway can prove that an older database file was restored
    }

    private SubscribeRequest.Builder fromBegin() {
        return SubscribeRequest.newBuilder().addVersions(2).setEpoch("epoch-1").setPosition(begin.value());
    }

    private Subscriber subscribe(SubscribeRequest.Builder request) {
        return new Subscriber(server.calls(LinkFixture.bearer("token-11")).subscribe(request.build()));
    }

    private Status rejected(SubscribeRequest.Builder request) {
        return statusOf(server.calls(LinkFixture.bearer("token-11")).subscribe(request.build()));
    }

    private static Status statusOf(Iterator<SubscribeResponse> responses) {
        return assertThrows(StatusRuntimeException.class, responses::next).getStatus();
    }

    /** A subscriber; its first response contains the position at which it starts. */
    private static final class Subscriber {
        private final Iterator<SubscribeResponse> responses;
        final SubscribeResponse first;

        Subscriber(Iterator<SubscribeResponse> responses) {
            this.responses = responses;
            this.first = responses.next();
            assertEquals(0, first.getEnvelopesCount());
        }

        SubscribeResponse next() {
            return responses.next();
        }

        List<Envelope> envelopes(int count) {
            List<Envelope> all = new ArrayList<>();
            while (all.size() < count) {
                SubscribeResponse response = next();
                all.addAll(response.getEnvelopesList());
                response.getEnvelopesList()
                        .forEach(envelope -> assertTrue(envelope.getSeq() <= response.getPosition()));
            }
            return all;
        }

        List<Long> seqs(int count) {
            return envelopes(count).stream().map(Envelope::getSeq).toList();
        }

        Status ended() {
            return assertThrows(StatusRuntimeException.class, () -> {
                        while (responses.hasNext()) responses.next();
                    })
                    .getStatus();
        }
    }
}
