package collab.persistence.sqlite;

import collab.domain.id.ChannelId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.persistence.Persistence;
import collab.testkit.ManualClock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens a store with two users for the tests of a contract: alice owns a workspace and a channel, bob is in the workspace. */
abstract class StoreContract {
    final ManualClock clock;
    Persistence store;
    LedgerFixture fixture;
    Caller.Person alice;
    Caller.Person bob;
    WorkspaceId workspace;
    ChannelId channel;

    StoreContract(Instant begin) {
        clock = new ManualClock(begin);
    }

    /** Opens an empty store that uses {@link #clock}. */
    abstract Persistence open();

    @BeforeEach
    void openWithTwoUsers() {
        store = open();
        fixture = new LedgerFixture(store.ledger());
        alice = fixture.createUser("alice");
        bob = fixture.createUser("bob");
        workspace = fixture.createWorkspace(alice, "General");
        channel = fixture.createChannel(alice, workspace, "plans");
        fixture.addMember(alice, workspace, bob);
    }

    @AfterEach
    void close() {
        store.close();
    }
}
