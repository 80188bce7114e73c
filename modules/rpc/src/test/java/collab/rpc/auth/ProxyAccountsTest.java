package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.audit.Origin;
import collab.domain.model.User;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.SqlitePersistence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The accounts and sessions of users that the proxy names, under concurrent calls. */
@Timeout(60)
class ProxyAccountsTest {
    @TempDir
    Path folder;

    private Persistence persistence;
    private LoginSessions sessions;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void open() {
        persistence = SqlitePersistence.open(PersistenceConfig.in(folder), InstantSource.system());
        sessions = new LoginSessions(persistence.ledger(), Duration.ofDays(1));
    }

    @AfterEach
    void close() {
        calls.shutdownNow();
        persistence.close();
    }

    private ProxyAccounts accounts(Function<User, IssuedToken> open) {
        return new ProxyAccounts(persistence, (user, _) -> open.apply(user), true);
    }

    private static Callable<Optional<IssuedToken>> call(ProxyAccounts accounts, String username) {
        return () -> accounts.session(username, Origin.SERVER, _ -> true);
    }

    /**
     * Once the accounts held one lock while a session was opened, so that all users of the proxy waited for the slowest
     * commit.
     */
    @Test
    void openingOfOneSessionDoesNotDelayOtherUsers() throws Exception {
        CountDownLatch opens = new CountDownLatch(1);
        CountDownLatch mayOpen = new CountDownLatch(1);
        ProxyAccounts accounts = accounts(user -> {
            if (user.username().equals("alice")) {
                opens.countDown();
                await(mayOpen);
            }
            return sessions.open(user, Origin.SERVER);
        });

        Future<Optional<IssuedToken>> slow = calls.submit(call(accounts, "alice"));
        await(opens);
        assertTrue(calls.submit(call(accounts, "bob")).get(30, TimeUnit.SECONDS).isPresent());
        mayOpen.countDown();
        assertTrue(slow.get(30, TimeUnit.SECONDS).isPresent());
    }

    @Test
    void concurrentFirstCallsOfOneUserShareAccountAndSession() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        ProxyAccounts accounts = accounts(user -> {
            opened.incrementAndGet();
            return sessions.open(user, Origin.SERVER);
        });

        Set<Optional<IssuedToken>> results = new HashSet<>();
        for (Future<Optional<IssuedToken>> result : calls.invokeAll(Collections.nCopies(32, call(accounts, "alice")))) {
            results.add(result.get());
        }

        assertEquals(1, results.size(), "all calls have the same session");
        assertEquals(1, opened.get());
        assertEquals(1, users());
    }

    @Test
    void oneOfManyConcurrentFirstUsersBecomesAdministrator() throws Exception {
        ProxyAccounts accounts = accounts(user -> sessions.open(user, Origin.SERVER));
        List<Callable<Optional<IssuedToken>>> first = new ArrayList<>();
        for (int i = 0; i < 16; i++) first.add(call(accounts, "user" + i));

        for (Future<Optional<IssuedToken>> result : calls.invokeAll(first))
            assertTrue(result.get().isPresent());

        assertEquals(16, users());
        int admins = persistence.snapshots().read(snapshot -> snapshot.admins().size());
        assertEquals(1, admins);
    }

    @Test
    void failureReachesWaitingCallsAndNextCallTriesAgain() throws Exception {
        IllegalStateException failure = new IllegalStateException("the disk is full");
        CountDownLatch opens = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        ProxyAccounts accounts = accounts(user -> {
            if (attempts.incrementAndGet() > 1) return sessions.open(user, Origin.SERVER);
            opens.countDown();
            await(mayFail);
            throw failure;
        });

        Future<Optional<IssuedToken>> opening = calls.submit(call(accounts, "alice"));
        await(opens);
        List<Throwable> seen = new ArrayList<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                accounts.session("alice", Origin.SERVER, _ -> true);
            } catch (RuntimeException e) {
                seen.add(e);
            }
        });
        while (waiting.isAlive() && waiting.getState() != Thread.State.WAITING) Thread.onSpinWait();
        mayFail.countDown();
        waiting.join();

        assertSame(failure, assertThrows(ExecutionException.class, opening::get).getCause());
        assertEquals(List.of(failure), seen);
        assertTrue(accounts.session("alice", Origin.SERVER, _ -> true).isPresent());
        assertEquals(2, attempts.get());
    }

    @Test
    void revokedSessionIsReplaced() {
        ProxyAccounts accounts = accounts(user -> sessions.open(user, Origin.SERVER));
        IssuedToken revoked =
                accounts.session("alice", Origin.SERVER, _ -> true).orElseThrow();

        IssuedToken replaced = accounts.session("alice", Origin.SERVER, session -> !session.equals(revoked))
                .orElseThrow();

        assertEquals(revoked.session().userId(), replaced.session().userId());
        assertEquals(Optional.of(replaced), accounts.session("alice", Origin.SERVER, _ -> true));
    }

    private int users() {
        return persistence
                .snapshots()
                .read(snapshot -> snapshot.activeUsers(100).size());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
