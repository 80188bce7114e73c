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

/** Who is said to be there while everything is exchanged under them, seen from outside by somebody who looks on all the time. */
class PresenceIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    /** One person with one tab, who comes back as a client does; everything that any of their sockets heard. */
    private static final class Follower {
        private final RpcCaller who;
        private final List<TestFrame> heardBefore = new ArrayList<>();
        private final String epoch;
        private WireClient tab;

        Follower(RpcCaller caller) {
            WireClient.Position boot = WireClient.Position.of(caller.call("session.bootstrap"));
            who = caller;
            epoch = boot.epoch();
            tab = WireClient.open(caller, Optional.of(boot));
            tab.awaitType("resumed");
        }

        long id() {
            return who.userId();
        }

        /** Where there is room, from where it was. */
        void moveTo(URI gateway) {
            heardBefore.addAll(tab.frames());
            RpcCaller there = who.at(gateway);
            there.awaitReady();
            tab = WireClient.open(there, Optional.of(new WireClient.Position(tab.last(), epoch)));
            tab.awaitType("resumed");
        }

        /** Its gateway leaves: it goes when it is told to and comes back when it is told to. */
        void followTo(URI gateway) {
            long wait = tab.awaitType("draining").json().get("retry_after_ms").longValue();
            assertEquals(4201, tab.closeCodeWithin(WireClient.PATIENCE));
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, wait, TimeUnit.MILLISECONDS)
                    .join();
            moveTo(gateway);
        }

        /** A tab whose gateway had no server for longer than it may. */
        void returnIfCut(URI gateway) {
            if (tab.ended()) moveTo(gateway);
        }

        List<TestFrame> heard() {
            List<TestFrame> all = new ArrayList<>(heardBefore);
            all.addAll(tab.frames());
            return all;
        }
    }

    private static boolean saysAway(TestFrame frame, long user) {
        return switch (frame.type()) {
            case "presence.changed" ->
                StreamSupport.stream(frame.event().get("users").spliterator(), false)
                        .anyMatch(one -> one.get("user_id").longValue() == user
                                && !one.get("online").booleanValue());
            case "presence.snapshot" ->
                StreamSupport.stream(frame.event().get("online").spliterator(), false)
                        .noneMatch(online -> online.longValue() == user);
            default -> false;
        };
    }

    private static boolean saysThere(TestFrame frame, long user) {
        return switch (frame.type()) {
            case "presence.changed" ->
                StreamSupport.stream(frame.event().get("users").spliterator(), false)
                        .anyMatch(one -> one.get("user_id").longValue() == user
                                && one.get("online").booleanValue());
            case "presence.snapshot" -> !saysAway(frame, user);
            default -> false;
        };
    }

    /** What was heard of somebody's having left, from the moment when it was known that they are there. */
    private static List<TestFrame> saidAway(Follower watcher, Follower watched) {
        List<TestFrame> heard = watcher.heard();
        int known = 0;
        while (known < heard.size() && !saysThere(heard.get(known), watched.id())) known++;
        assertTrue(known < heard.size(), () -> "nobody said that user " + watched.id() + " is there: " + heard);
        return heard.subList(known, heard.size()).stream()
                .filter(frame -> saysAway(frame, watched.id()))
                .toList();
    }

    /** What a list says is what was announced last, and that comes once a second. */
    private static void awaitListed(Follower asks, Follower... present) {
        for (Follower one : present) {
            Retry.until("user " + one.id() + " to be listed", () -> isListed(asks, one.id()));
        }
    }

    private static boolean isListed(Follower asks, long user) {
        JsonNode list = asks.who.call("presence.list", "workspace_id", 1).get("presence");
        return StreamSupport.stream(list.spliterator(), false)
                .anyMatch(row -> row.get("user_id").longValue() == user
                        && row.get("online").booleanValue());
    }

    @Test
    void nobodyIsSaidToHaveLeftWhileEverythingIsExchangedUnderThem() {
        Path secret = RunningPair.secretFile(programs);
        RunningServer server = RunningServer.start(programs, programs.folder(), secret);
        RunningGateway one = RunningGateway.start(programs, server, secret, "gateway.id=one");
        RunningGateway two = RunningGateway.start(programs, server, secret, "gateway.id=two");
        RpcCaller.of(one.http()).awaitReady();
        RpcCaller.of(two.http()).awaitReady();
        Follower alice = new Follower(RpcCaller.of(one.http()).signIn("alice"));
        Follower bob = new Follower(RpcCaller.of(two.http()).signIn("bob"));
        alice.tab.await("that Bob is there", frame -> saysThere(frame, bob.id()));

        // the first gateway: Alice goes over to the second
        one.program().signal("TERM");
        alice.followTo(two.http());
        assertEquals(0, one.program().exitCode());
        one.restart();
        RpcCaller.of(one.http()).awaitReady();
        // the second one: both go to the first
        two.program().signal("TERM");
        CompletableFuture<Void> aliceFollows = CompletableFuture.runAsync(() -> alice.followTo(one.http()));
        bob.followTo(one.http());
        aliceFollows.join();
        assertEquals(0, two.program().exitCode());
        two.restart();
        RpcCaller.of(two.http()).awaitReady();
        bob.tab.vanish();
        bob.moveTo(two.http());
        // the server: both stay where they are, if it does not take longer than they can bear
        assertEquals(0, server.program().stop());
        server.restart();
        RpcCaller.of(one.http()).awaitReady();
        RpcCaller.of(two.http()).awaitReady();
        alice.returnIfCut(one.http());
        bob.returnIfCut(two.http());
        alice.tab.awaitSeq(alice.who
                .at(one.http())
                .call("message.send", "channel_id", 1, "text", "all new")
                .get("seq")
                .longValue());
        awaitListed(new Follower(alice.who.at(one.http())), alice, bob);

        assertEquals(List.of(), saidAway(alice, bob));
        assertEquals(List.of(), saidAway(bob, alice));

        // and one who really leaves is missed: the others would have heard it
        bob.tab.vanish();
        alice.tab.awaitWithin(Duration.ofSeconds(90), "that Bob has left", frame -> saysAway(frame, bob.id()));
        alice.tab.awaitSeq(alice.who
                .at(one.http())
                .call("message.send", "channel_id", 1, "text", "once is enough")
                .get("seq")
                .longValue());
        assertEquals(
                1, // a snapshot that follows says it again
                saidAway(alice, bob).stream()
                        .filter(frame -> frame.type().equals("presence.changed"))
                        .count());
    }
}
