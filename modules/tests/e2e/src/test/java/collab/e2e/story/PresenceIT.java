package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningServer;
import collab.e2e.harness.TestFrame;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The presence that a permanently connected client receives while each process is replaced in turn. */
class PresenceIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    /** A user with one socket that reconnects like a client. It collects everything that its sockets received. */
    private static final class Follower {
        private final RpcCaller caller;
        private final List<TestFrame> receivedBefore = new ArrayList<>();
        private final String epoch;
        private WireClient socket;

        Follower(RpcCaller caller) {
            WireClient.Position boot = WireClient.Position.of(caller.call("session.bootstrap"));
            this.caller = caller;
            epoch = boot.epoch();
            socket = WireClient.open(caller, Optional.of(boot));
            socket.awaitType("resumed");
        }

        long id() {
            return caller.userId();
        }

        /** Reconnects to another gateway, from its position. */
        void moveTo(URI gateway) {
            receivedBefore.addAll(socket.frames());
            RpcCaller moved = caller.at(gateway);
            moved.awaitReady();
            socket = WireClient.open(moved, Optional.of(new WireClient.Position(socket.last(), epoch)));
            socket.awaitType("resumed");
        }

        /** The gateway drains: it announces the delay of the reconnect and closes the socket with 4201. */
        void followTo(URI gateway) {
            long wait =
                    socket.awaitType("draining").json().get("retry_after_ms").longValue();
            assertEquals(4201, socket.closeCodeWithin(WireClient.TIMEOUT));
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, wait, TimeUnit.MILLISECONDS)
                    .join();
            moveTo(gateway);
        }

        /** Reconnects if the gateway closed the socket, because it had no server for longer than its lease. */
        void reconnectIfClosed(URI gateway) {
            if (socket.ended()) moveTo(gateway);
        }

        List<TestFrame> received() {
            List<TestFrame> all = new ArrayList<>(receivedBefore);
            all.addAll(socket.frames());
            return all;
        }
    }

    private static boolean announcesOffline(TestFrame frame, long user) {
        return switch (frame.type()) {
            case "presence.changed" ->
                StreamSupport.stream(frame.event().get("users").spliterator(), false)
                        .anyMatch(row -> row.get("user_id").longValue() == user
                                && !row.get("online").booleanValue());
            case "presence.snapshot" ->
                StreamSupport.stream(frame.event().get("online").spliterator(), false)
                        .noneMatch(online -> online.longValue() == user);
            default -> false;
        };
    }

    private static boolean announcesOnline(TestFrame frame, long user) {
        return switch (frame.type()) {
            case "presence.changed" ->
                StreamSupport.stream(frame.event().get("users").spliterator(), false)
                        .anyMatch(row -> row.get("user_id").longValue() == user
                                && row.get("online").booleanValue());
            case "presence.snapshot" -> !announcesOffline(frame, user);
            default -> false;
        };
    }

    /** The offline announcements about a user since the time when the user was known to be online. */
    private static List<TestFrame> offlineAnnouncements(Follower watcher, Follower watched) {
        List<TestFrame> received = watcher.received();
        int known = 0;
        while (known < received.size() && !announcesOnline(received.get(known), watched.id())) known++;
        assertTrue(
                known < received.size(),
                () -> "no announcement reports that user " + watched.id() + " is online: " + received);
        return received.subList(known, received.size()).stream()
                .filter(frame -> announcesOffline(frame, watched.id()))
                .toList();
    }

    /**
     * Waits until users are listed. The list contains the last announced presence; announcements come once per second.
     */
    private static void awaitListed(Follower watcher, Follower... present) {
        for (Follower follower : present) {
            Retry.until("user " + follower.id() + " to be listed", () -> isListed(watcher, follower.id()));
        }
    }

    private static boolean isListed(Follower watcher, long user) {
        JsonNode list = watcher.caller.call("presence.list", "workspace_id", 1).get("presence");
        return StreamSupport.stream(list.spliterator(), false)
                .anyMatch(row -> row.get("user_id").longValue() == user
                        && row.get("online").booleanValue());
    }

    @Test
    void replacedProcessesCauseNoOfflineAnnouncement() {
        Path secret = RunningPair.secretFile(programs);
        RunningServer server = RunningServer.start(programs, programs.folder(), secret);
        RunningGateway first = RunningGateway.start(programs, server, secret, "gateway.id=first");
        RunningGateway second = RunningGateway.start(programs, server, secret, "gateway.id=second");
        RpcCaller.of(first.http()).awaitReady();
        RpcCaller.of(second.http()).awaitReady();
        Follower alice = new Follower(RpcCaller.of(first.http()).signIn("alice"));
        Follower bob = new Follower(RpcCaller.of(second.http()).signIn("bob"));
        alice.socket.await("Bob to be online", frame -> announcesOnline(frame, bob.id()));

        // the first gateway: Alice moves to the second
        first.program().signal("TERM");
        alice.followTo(second.http());
        assertEquals(0, first.program().exitCode());
        first.restart();
        RpcCaller.of(first.http()).awaitReady();
        // the second gateway: both users move to the first
        second.program().signal("TERM");
        CompletableFuture<Void> aliceFollows = CompletableFuture.runAsync(() -> alice.followTo(first.http()));
        bob.followTo(first.http());
        aliceFollows.join();
        assertEquals(0, second.program().exitCode());
        second.restart();
        RpcCaller.of(second.http()).awaitReady();
        bob.socket.cut();
        bob.moveTo(second.http());
        // the server: both sockets stay open, unless the server is gone for longer than the lease
        assertEquals(0, server.program().stop());
        server.restart();
        RpcCaller.of(first.http()).awaitReady();
        RpcCaller.of(second.http()).awaitReady();
        alice.reconnectIfClosed(first.http());
        bob.reconnectIfClosed(second.http());
        alice.socket.awaitSeq(alice.caller
                .at(first.http())
                .call("message.send", "channel_id", 1, "text", "after all processes were replaced")
                .get("seq")
                .longValue());
        awaitListed(new Follower(alice.caller.at(first.http())), alice, bob);

        assertEquals(List.of(), offlineAnnouncements(alice, bob));
        assertEquals(List.of(), offlineAnnouncements(bob, alice));

        // control: a user who disconnects is announced as offline, so the others would have received such an
        // announcement
        bob.socket.cut();
        alice.socket.awaitWithin(
                Duration.ofSeconds(90), "Bob to be offline", frame -> announcesOffline(frame, bob.id()));
        alice.socket.awaitSeq(alice.caller
                .at(first.http())
                .call("message.send", "channel_id", 1, "text", "announced once")
                .get("seq")
                .longValue());
        assertEquals(
                1, // a later snapshot repeats it
                offlineAnnouncements(alice, bob).stream()
                        .filter(frame -> frame.type().equals("presence.changed"))
                        .count());
    }
}
