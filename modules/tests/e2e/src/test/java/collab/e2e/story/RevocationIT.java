package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A revoked user or session loses every socket within two seconds of the response, and no other socket is closed. */
@ParameterizedClass
@EnumSource
@Tag("security")
record RevocationIT(Deployment deployment) {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int SOCKETS = 5;

    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    private static RunningSystem system;
    private static RpcCaller alice;

    @BeforeParameterizedClassInvocation
    static void start(Deployment deployment) {
        system = deployment.start(PROGRAMS, PROGRAMS.folder(), Deployment.UNLIMITED);
        alice = system.signIn("alice");
    }

    @Test
    void logoutClosesTheSocketsOfThatSessionOnly() {
        RpcCaller phone = system.signIn("bob");
        RpcCaller laptop = system.signIn("bob");
        List<WireClient> revoked = sockets(phone);
        try (WireClient other = open(laptop)) {
            phone.call("auth.logout");
            assertEnd(revoked, phone);
            assertStillOpen(other, laptop);
        }
    }

    @Test
    void revokedTokenClosesItsSockets() {
        RpcCaller carol = system.signIn("carol");
        JsonNode created = carol.call("auth.token.create", "name", "a bot");
        RpcCaller bot = carol.bearing(created.get("token").textValue(), carol.userId());
        List<WireClient> revoked = sockets(bot);
        try (WireClient other = open(carol)) {
            carol.call(
                    "auth.token.revoke", "session_id", created.at("/session/id").longValue());
            assertEnd(revoked, bot);
            assertStillOpen(other, carol);
        }
    }

    @Test
    void deactivationClosesAllSocketsOfTheUser() {
        String name = "deactivated" + deployment.ordinal();
        long id = alice.call("user.create", "username", name, "display_name", "Deactivated")
                .at("/user/id")
                .longValue();
        RpcCaller phone = system.signIn(name);
        RpcCaller laptop = system.signIn(name);
        List<WireClient> onPhone = sockets(phone);
        List<WireClient> onLaptop = sockets(laptop);
        try (WireClient other = open(alice)) {
            alice.call("user.deactivate", "user_id", id);
            assertEnd(onPhone, phone);
            assertEnd(onLaptop, laptop);
            assertStillOpen(other, alice);
        }
    }

    private static List<WireClient> sockets(RpcCaller caller) {
        return Stream.generate(() -> open(caller)).limit(SOCKETS).toList();
    }

    private static WireClient open(RpcCaller caller) {
        WireClient socket = WireClient.open(caller, Optional.empty());
        socket.awaitType("hello");
        return socket;
    }

    private static void assertEnd(List<WireClient> revoked, RpcCaller caller) {
        long respondedAt = System.nanoTime();
        for (WireClient socket : revoked) {
            Duration remaining = CLOSE_TIMEOUT.minusNanos(System.nanoTime() - respondedAt);
            assertEquals(4004, socket.closeCodeWithin(remaining));
            socket.close();
        }
        System.out.println(revoked.size() + " sockets were closed within "
                + (System.nanoTime() - respondedAt) / 1_000_000 + " ms of the response");
        assertEquals(401, caller.rejection("user.me").status());
    }

    private static void assertStillOpen(WireClient other, RpcCaller caller) {
        long seq = caller.call("presence.set_status_text", "text", "still here " + System.nanoTime())
                .get("seq")
                .longValue();
        other.awaitSeq(seq);
        assertFalse(other.ended());
        assertTrue(other.faults().isEmpty(), other.faults()::toString);
    }
}
