package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Rejection;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.model.Caller;
import collab.domain.model.Message;
import collab.persistence.Commit;
import collab.persistence.Ledger.Operation;
import collab.persistence.Ledger.Verdict;
import collab.persistence.LedgerUnavailable;
import collab.persistence.LoggedEvent;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The contract of every ledger. */
abstract class LedgerContract extends StoreContract {
    LedgerContract() {
        super(Instant.parse("2026-11-23T09:00:00.123456Z"));
    }

    /** Opens the same store again after it was closed. */
    abstract Persistence reopen();

    @Test
    void manyCallersGetPositionsWithoutGapsInCommitOrder() throws Exception {
        LogPosition before = store.log().head();
        int callers = 64;
        int each = 8;
        List<Long> acknowledged = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(callers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<Long>> caller = () -> {
                start.await();
                List<Long> seqs = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    seqs.add(send("hi " + i).seq().value());
                }
                return seqs;
            };
            List<Future<List<Long>>> results = IntStream.range(0, callers)
                    .mapToObj(_ -> threads.submit(caller))
                    .toList();
            for (Future<List<Long>> result : results) {
                List<Long> seqs = result.get();
                assertEquals(seqs.stream().sorted().toList(), seqs, "one caller's positions ascend");
                acknowledged.addAll(seqs);
            }
        }
        long first = before.value() + 1;
        long last = before.value() + callers * each;
        List<Long> expected = LongStream.rangeClosed(first, last).boxed().toList();
        assertEquals(expected, acknowledged.stream().sorted().toList());
        List<LoggedEvent> logged = store.log().read(before, 10_000);
        assertEquals(expected, logged.stream().map(event -> event.seq().value()).toList());
        List<Message> messages =
                store.snapshots().read(world -> world.messages(channel, OptionalLong.of(1), Optional.empty(), 10_000));
        assertEquals(
                messages.stream().map(message -> message.ver().value()).toList(),
                messages.stream().map(message -> message.ver().value()).sorted().toList(),
                "ids and positions are in the same order");
        assertEquals(
                LongStream.rangeClosed(
                                messages.getFirst().no().orElseThrow(),
                                messages.getLast().no().orElseThrow())
                        .boxed()
                        .toList(),
                messages.stream().map(message -> message.no().orElseThrow()).toList());
    }

    @Test
    void rejectionChangesNothing() {
        LogPosition head = store.log().head();
        Rejection rejection =
                fixture.rejectionOf(bob, new Command.SendMessage(new ChannelId(99), "hello?", Optional.empty()));
        assertEquals(Rejection.Kind.NOT_FOUND, rejection.reason().kind());
        assertEquals(head, store.log().head());
        assertEquals(head.plus(1), send("next").seq());
    }

    @Test
    void snapshotAfterTheVerdictContainsTheCommit() {
        MessageId id = fixture.sendMessage(alice, channel, "now");
        assertEquals(
                "now",
                store.snapshots().read(world -> world.message(id).orElseThrow().text()));
        assertEquals(store.log().head(), store.snapshots().read(Snapshot::position));
    }

    @Test
    void repeatedOperationRunsOnceAndReturnsThePresentEntity() {
        Operation operation = new Operation("op-1", "message.send", "a".repeat(64));
        Command hello = new Command.SendMessage(channel, "hello", Optional.empty());
        Commit first = committed(fixture.submit(alice, hello, operation));
        MessageId id = ((Message) first.result()).id();
        fixture.execute(alice, new Command.UpdateMessage(id, "hello there"));
        LogPosition head = store.log().head();

        Commit again = committed(fixture.submit(alice, hello, operation));

        assertEquals(first.seq(), again.seq());
        assertEquals(first.await(), again.await());
        assertEquals(id, ((Message) again.result()).id());
        assertEquals("hello there", ((Message) again.result()).text());
        assertEquals(head, store.log().head());
    }

    @Test
    void reopenedLedgerRecognisesARepeatedOperation() {
        Operation operation = new Operation("op-1", "message.send", "a".repeat(64));
        Command hello = new Command.SendMessage(channel, "hello", Optional.empty());
        Commit first = committed(fixture.submit(alice, hello, operation));
        restart();
        assertEquals(first, committed(fixture.submit(alice, hello, operation)));
    }

    @Test
    void sameOperationIdOfAnotherCallerIsAnotherOperation() {
        Operation operation = new Operation("op-1", "message.send", "a".repeat(64));
        Command hello = new Command.SendMessage(channel, "hello", Optional.empty());
        fixture.execute(bob, new Command.JoinChannel(channel));
        Commit first = committed(fixture.submit(alice, hello, operation));
        Commit second = committed(fixture.submit(bob, hello, operation));
        assertTrue(second.seq().isAfter(first.seq()));
    }

    @Test
    void operationIdWithOtherParametersIsRejected() {
        Command hello = new Command.SendMessage(channel, "hello", Optional.empty());
        fixture.submit(alice, hello, new Operation("op-1", "message.send", "a".repeat(64)));
        assertEquals(
                Rejection.Reason.OPERATION_REUSED,
                rejected(fixture.submit(alice, hello, new Operation("op-1", "message.send", "b".repeat(64))))
                        .reason());
        assertEquals(
                Rejection.Reason.OPERATION_REUSED,
                rejected(fixture.submit(alice, hello, new Operation("op-1", "thread.reply", "a".repeat(64))))
                        .reason());
    }

    @Test
    void repeatedOperationChecksReadAccessAgain() {
        Operation operation = new Operation("op-1", "message.send", "a".repeat(64));
        Command hello = new Command.SendMessage(channel, "hello", Optional.empty());
        MessageId id = ((Message) LedgerFixture.entity(fixture.submit(alice, hello, operation))).id();
        fixture.execute(alice, new Command.DeleteMessage(id));
        assertEquals(
                Rejection.Reason.MESSAGE_NOT_FOUND,
                rejected(fixture.submit(alice, hello, operation)).reason());
    }

    @Test
    void rejectedOperationIsNotStored() {
        Operation operation = new Operation("op-1", "message.send", "a".repeat(64));
        Command hello = new Command.SendMessage(channel, "hello", Optional.empty());
        assertInstanceOf(Verdict.Rejected.class, fixture.submit(bob, hello, operation));
        fixture.execute(bob, new Command.JoinChannel(channel));
        assertInstanceOf(Verdict.Committed.class, fixture.submit(bob, hello, operation));
    }

    @Test
    void awaitShowsWhetherTheCallerReceivesAnEvent() {
        assertTrue(send("to myself too").await());
        Caller.Person carol = fixture.createUser("carol");
        assertFalse(fixture.execute(Caller.SYSTEM, new Command.CreateUser("dave", "Dave"))
                .await());
        assertTrue(fixture.execute(carol, new Command.SetStatusText("new here")).await());
        assertTrue(
                fixture.execute(alice, new Command.RemoveWorkspaceMember(workspace, bob.userId()))
                        .await(),
                "alice receives workspace.member_left");
        assertFalse(fixture.execute(alice, new Command.JoinChannel(channel)).await(), "nothing changed");
    }

    @Test
    void commandWithoutChangeReturnsTheHead() {
        LogPosition head = send("hello").seq();
        assertEquals(
                head, fixture.execute(alice, new Command.JoinChannel(channel)).seq());
        assertEquals(head, store.log().head());
    }

    @Test
    void timesInTheLogAreMillisecondsAndDoNotDecreaseWhenTheClockIsCorrected() {
        assertEquals(Instant.parse("2026-11-23T09:00:00.123Z"), timeOfMessage("1"));
        clock.set(Instant.parse("2026-11-23T08:50:01Z"));
        assertEquals(Instant.parse("2026-11-23T09:00:00.123Z"), timeOfMessage("2"));
        restart();
        assertEquals(Instant.parse("2026-11-23T09:00:00.123Z"), timeOfMessage("3"));
        clock.advance(Duration.ofHours(2));
        assertEquals(Instant.parse("2026-11-23T10:50:01Z"), timeOfMessage("4"));
    }

    /** Story: after one message under a clock that was a day ahead, all messages of a day were dated a day ahead. */
    @Test
    void timesInTheLogFollowAClockThatLeapsBack() {
        timeOfMessage("before");
        clock.set(Instant.parse("2026-11-24T09:00:00Z"));
        assertEquals(Instant.parse("2026-11-24T09:00:00Z"), timeOfMessage("ahead"));
        clock.set(Instant.parse("2026-11-23T09:01:00Z"));
        assertEquals(Instant.parse("2026-11-23T09:01:00Z"), timeOfMessage("right again"));
        restart();
        assertEquals(Instant.parse("2026-11-23T09:01:00Z"), timeOfMessage("after a restart"));
    }

    private Instant timeOfMessage(String text) {
        Message sent = (Message)
                LedgerFixture.entity(fixture.submit(alice, new Command.SendMessage(channel, text, Optional.empty())));
        return sent.createdAt();
    }

    @Test
    void reopenedLedgerContinuesPositionsAndIds() {
        MessageId last = fixture.sendMessage(alice, channel, "before");
        LogPosition head = store.log().head();
        String epoch = store.log().epoch();
        restart();
        assertEquals(head, store.log().head());
        assertEquals(epoch, store.log().epoch());
        Commit next = send("after");
        assertEquals(head.plus(1), next.seq());
        assertEquals(last.value() + 1, ((Message) next.result()).id().value());
    }

    @Test
    void ledgerDoesNotReuseTheIdOfADeletedMessage() {
        MessageId deleted = fixture.sendMessage(alice, channel, "oops");
        fixture.execute(alice, new Command.DeleteMessage(deleted));
        restart();
        assertEquals(
                deleted.value() + 1,
                fixture.sendMessage(alice, channel, "again").value());
    }

    @Test
    void closedLedgerRejectsCommands() {
        store.close();
        LedgerUnavailable rejection = assertThrows(LedgerUnavailable.class, () -> send("late"));
        assertEquals(LedgerUnavailable.Outcome.NOT_EXECUTED, rejection.outcome());
    }

    @Test
    void closeFinishesOrRejectsPendingCommands() throws Exception {
        int callers = 32;
        CyclicBarrier start = new CyclicBarrier(callers + 1);
        List<Future<Integer>> results;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> caller = () -> {
                start.await();
                for (int sent = 0; ; sent++) {
                    try {
                        send("busy");
                    } catch (LedgerUnavailable closed) {
                        assertEquals(LedgerUnavailable.Outcome.NOT_EXECUTED, closed.outcome());
                        return sent;
                    }
                }
            };
            results = IntStream.range(0, callers)
                    .mapToObj(_ -> threads.submit(caller))
                    .toList();
            start.await();
            send("at least one");
            store.close();
        }
        int sent = 1;
        for (Future<Integer> result : results) {
            sent += result.get();
        }
        store = reopen();
        long kept = store.snapshots()
                .read(world -> world.channel(channel).orElseThrow().lastNo());
        assertEquals(sent, kept, "the store holds the acknowledged messages and not the rejected ones");
    }

    private void restart() {
        store.close();
        store = reopen();
        fixture = new LedgerFixture(store.ledger());
    }

    private Commit send(String text) {
        return fixture.execute(alice, new Command.SendMessage(channel, text, Optional.empty()));
    }

    private static Commit committed(Verdict verdict) {
        return assertInstanceOf(Verdict.Committed.class, verdict).commit();
    }

    private static Rejection rejected(Verdict verdict) {
        return assertInstanceOf(Verdict.Rejected.class, verdict).rejection();
    }
}
