package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.OwnCommand;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ReadState;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefKey;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import collab.persistence.FollowedThread;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.Snapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot contains of a person's own things: preferences, and what the person marked as unread or read. */
class OwnSnapshotTest {
    @TempDir
    private Path directory;

    private Persistence store;
    private LedgerFixture ledger;
    private Caller.Person alice;
    private Caller.Person bob;
    private WorkspaceId home;
    private ChannelId plans;

    @BeforeEach
    void open() {
        store = SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC());
        ledger = new LedgerFixture(store.ledger());
        alice = ledger.createUser("alice");
        bob = ledger.createUser("bob");
        home = ledger.createWorkspace(alice, "Home");
        ledger.addMember(alice, home, bob);
        plans = ledger.createChannel(alice, home, "plans");
        ledger.execute(bob, new Command.JoinChannel(plans));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void preferencesSurviveARestartAndEndWithTheMembership() {
        set(PrefScope.ME, Optional.empty(), "notify.keywords", "release", "Hafen, Kai");
        set(PrefScope.CHANNEL, Optional.of(plans.value()), "level", "all");
        set(PrefScope.CHANNEL, Optional.of(plans.value()), "muted", "true");
        set(PrefScope.CHANNEL, Optional.of(plans.value()), "muted");
        store.close();
        store = SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC());
        ledger = new LedgerFixture(store.ledger());
        assertEquals(List.of(PrefKey.LEVEL, PrefKey.NOTIFY_KEYWORDS), keys());
        assertEquals(
                List.of("release", "Hafen, Kai"),
                read(world -> world.preference(bob.userId(), PrefKey.NOTIFY_KEYWORDS, 0))
                        .orElseThrow()
                        .value());
        ledger.execute(bob, new Command.LeaveChannel(plans));
        assertEquals(List.of(PrefKey.NOTIFY_KEYWORDS), keys());
    }

    @Test
    void ownMessagesAfterTheMarkAreNotUnread() {
        MessageId first = ledger.sendMessage(alice, plans, "one @bob");
        ledger.sendMessage(bob, plans, "mine @channel");
        ledger.sendMessage(alice, plans, "three @channel");
        ledger.execute(bob, new OwnCommand.MarkUnread(plans, first));
        ReadState state = read(world -> world.readState(bob.userId(), plans));
        assertEquals(
                new ReadState.Deleted(1, 1), read(world -> world.deletedAfter(bob.userId(), plans, state.position())));
        assertEquals(
                new ReadState.Deleted(1, 1),
                read(world -> world.deletedUnreadOf(bob.userId())).get(plans));
        assertEquals(List.of(0L, 1L), List.of(state.readNo(), (long) state.mentions()));
        assertEquals(state.ver(), state.heldVer());
        assertEquals(List.of(), DatabaseMaintenance.verify(directory).problems());
    }

    @Test
    void ownRepliesAfterTheMarkAreNotUnread() {
        MessageId question = ledger.sendMessage(alice, plans, "a question");
        MessageId first = reply(alice, question, "1");
        reply(bob, question, "2");
        MessageId third = reply(alice, question, "3");
        ledger.execute(bob, new OwnCommand.MarkThreadUnread(question, Optional.of(first)));
        FollowedThread thread =
                read(world -> world.followedThreads(bob.userId(), 10)).getFirst();
        assertEquals(List.of(2L, 1L), List.of(thread.unread(), thread.deleted()));
        assertEquals(Optional.of(first), read(world -> world.firstUnreadReply(bob.userId(), question, 0)));
        assertEquals(Optional.of(third), read(world -> world.firstUnreadReply(bob.userId(), question, 1)));
        ledger.execute(bob, new OwnCommand.MarkThreadUnread(question, Optional.empty()));
        assertEquals(
                2,
                read(world -> world.threadState(bob.userId(), question))
                        .orElseThrow()
                        .readNo());
    }

    @Test
    void everythingOfOneWorkspaceIsRead() {
        MessageId question = ledger.sendMessage(alice, plans, "@bob @channel");
        MessageId newest = reply(alice, question, "@bob");
        WorkspaceId other = ledger.createWorkspace(alice, "Other");
        ledger.addMember(alice, other, bob);
        ChannelId elsewhere = ledger.createChannel(alice, other, "elsewhere");
        ledger.execute(bob, new Command.JoinChannel(elsewhere));
        MessageId last = ledger.sendMessage(alice, elsewhere, "@bob");
        ledger.execute(bob, new OwnCommand.MarkAllRead(home, OwnCommand.MarkAllRead.What.ALL));
        ReadState state = read(world -> world.readState(bob.userId(), plans));
        assertEquals(new ReadState.Position(Optional.of(last), 1, 1), state.position());
        assertEquals(0, state.mentions());
        assertEquals(
                0,
                read(world -> world.followedThreads(bob.userId(), 10))
                        .getFirst()
                        .unread());
        assertEquals(1, read(world -> world.readState(bob.userId(), elsewhere)).mentions());
        assertEquals(List.of(), DatabaseMaintenance.verify(directory).problems(), () -> "newest reply " + newest);
        ledger.sendMessage(alice, plans, "@bob later");
        assertEquals(1, read(world -> world.readState(bob.userId(), plans)).mentions());
    }

    @Test
    void draftsSurviveARestartAndEndWithTheMembership() {
        MessageId question = ledger.sendMessage(alice, plans, "a question");
        draft(Optional.empty(), "for the channel", 0);
        draft(Optional.of(question), "for the thread", 0);
        store.close();
        store = SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC());
        ledger = new LedgerFixture(store.ledger());
        List<Draft> drafts = read(world -> world.drafts(bob.userId(), 10));
        assertEquals(
                List.of("for the thread", "for the channel"),
                drafts.stream().map(Draft::text).toList());
        draft(Optional.of(question), "", drafts.getFirst().ver().value());
        assertEquals(1, (int) read(world -> world.draftCount(bob.userId())));
        assertEquals(
                "",
                read(world -> world.draft(drafts.getFirst().place()))
                        .orElseThrow()
                        .text(),
                "the version remains");
        ledger.execute(bob, new Command.LeaveChannel(plans));
        assertEquals(
                Optional.empty(), read(world -> world.draft(drafts.getLast().place())));
    }

    private void draft(Optional<MessageId> parent, String text, long base) {
        ledger.execute(bob, new OwnCommand.SetDraft(plans, parent, text, new LogPosition(base)));
    }

    private void set(PrefScope scope, Optional<Long> place, String key, String... value) {
        ledger.execute(bob, new OwnCommand.SetPreference(scope, place, key, List.of(value), Optional.empty()));
    }

    private List<PrefKey> keys() {
        return read(world -> world.preferences(bob.userId())).stream()
                .map(Preference::key)
                .toList();
    }

    private MessageId reply(Caller.Person author, MessageId parent, String text) {
        return ((collab.domain.model.Message)
                        ledger.execute(author, new Command.SendMessage(plans, text, Optional.of(parent)))
                                .result())
                .id();
    }

    private <T> T read(Function<Snapshot, T> query) {
        return store.snapshots().read(query::apply);
    }
}
