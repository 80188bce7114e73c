package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import collab.persistence.FollowedThread;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.Snapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot says about threads: states, what is unread, and the list of a user's threads. */
class ThreadSnapshotTest {
    private static final FollowedThread.Before NEWEST =
            new FollowedThread.Before(Instant.ofEpochMilli(Long.MAX_VALUE), new MessageId(1));

    @TempDir
    private Path directory;

    private Persistence store;
    private LedgerFixture ledger;
    private Caller.Person alice;
    private Caller.Person bob;
    private WorkspaceId home;
    private ChannelId plans;
    private MessageId question;

    @BeforeEach
    void ask() {
        store = SqlitePersistence.open(PersistenceConfig.in(directory), new TickingClock());
        ledger = new LedgerFixture(store.ledger());
        alice = ledger.createUser("alice");
        bob = ledger.createUser("bob");
        home = ledger.createWorkspace(alice, "Home");
        ledger.addMember(alice, home, bob);
        plans = ledger.createChannel(alice, home, "plans");
        ledger.execute(bob, new Command.JoinChannel(plans));
        question = ledger.sendMessage(alice, plans, "a question");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void repliesAreUnreadForTheAuthorOfTheParent() {
        reply(bob, question, "1");
        reply(bob, question, "2 @alice");
        FollowedThread thread = followed(alice).getFirst();
        assertEquals(List.of(2L, 2L, 0L), List.of(thread.unread(), thread.lastNo(), thread.deleted()));
        assertEquals(1, thread.state().mentions());
        assertEquals(0, followed(bob).getFirst().unread());
        assertEquals(0, read(world -> world.readState(alice.userId(), plans)).mentions(), "they count in the thread");
    }

    @Test
    void deletedReplyIsNotUnreadAlsoAfterARestart() {
        reply(bob, question, "1");
        MessageId second = reply(bob, question, "2 @alice");
        ledger.execute(bob, new Command.DeleteMessage(second));
        store.close();
        store = SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC());
        FollowedThread thread = followed(alice).getFirst();
        assertEquals(List.of(1L, 2L, 1L), List.of(thread.unread(), thread.lastNo(), thread.deleted()));
        assertEquals(0, thread.state().mentions());
    }

    @Test
    void firstUnreadReplyIsTheOneAfterTheMark() {
        MessageId first = reply(bob, question, "1");
        MessageId second = reply(bob, question, "2");
        MessageId third = reply(bob, question, "3");
        ledger.execute(alice, new Command.MarkThreadRead(question, first));
        ledger.execute(bob, new Command.DeleteMessage(second));
        ThreadState state =
                read(world -> world.threadState(alice.userId(), question)).orElseThrow();
        assertEquals(1, state.readNo());
        assertEquals(
                Optional.of(third), read(world -> world.firstUnreadReply(alice.userId(), question, state.readNo())));
    }

    @Test
    void inboxIsOrderedByTheLastReply() {
        MessageId other = ledger.sendMessage(alice, plans, "another question");
        MessageId silent = ledger.sendMessage(alice, plans, "a question without an answer");
        ledger.execute(alice, new Command.FollowThread(silent, true));
        reply(bob, other, "1");
        reply(bob, question, "2");
        assertEquals(List.of(question, other), inbox(alice, NEWEST, false, 10));
        assertEquals(List.of(question), inbox(alice, NEWEST, false, 1));
        Message first = read(world -> world.message(question)).orElseThrow();
        FollowedThread.Before second =
                new FollowedThread.Before(first.lastReplyAt().orElseThrow(), question);
        assertEquals(List.of(other), inbox(alice, second, false, 10));
        MessageId last = reply(bob, question, "3");
        ledger.execute(alice, new Command.MarkThreadRead(question, last));
        assertEquals(List.of(other), inbox(alice, NEWEST, true, 10));
        assertEquals(List.of(), inbox(bob, NEWEST, true, 10));
    }

    @Test
    void leavingEndsTheState() {
        reply(bob, question, "1");
        ledger.execute(bob, new Command.LeaveChannel(plans));
        assertTrue(followed(bob).isEmpty());
        assertEquals(Optional.empty(), read(world -> world.threadState(bob.userId(), question)));
    }

    private List<FollowedThread> followed(Caller.Person user) {
        return read(world -> world.followedThreads(user.userId(), 10));
    }

    private List<MessageId> inbox(Caller.Person user, FollowedThread.Before before, boolean unread, int limit) {
        return read(world -> world.threadInbox(user.userId(), home, before, unread, limit)).stream()
                .map(listed -> listed.parent().id())
                .toList();
    }

    private MessageId reply(Caller.Person author, MessageId parent, String text) {
        return ((Message) ledger.execute(author, new Command.SendMessage(plans, text, Optional.of(parent)))
                        .result())
                .id();
    }

    /** Two replies never have the same time. */
    private static final class TickingClock extends Clock {
        private final AtomicLong ms = new AtomicLong(1_795_412_280_000L);

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(ms.incrementAndGet());
        }
    }

    private <T> T read(Function<Snapshot, T> query) {
        return store.snapshots().read(query::apply);
    }
}
