package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.WireClient;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * Malformed and forbidden input gets its documented response, and the same processes continue to serve the other users.
 * After every test a message must still be delivered end to end.
 */
abstract class BadInputBase {
    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    static RunningSystem system;
    static RpcCaller alice;
    static RpcCaller bob;
    static long general;

    /** The parameter of the test class. Only {@link #start} uses its value. */
    @Parameter
    Deployment deployment;

    @BeforeParameterizedClassInvocation
    static void start(Deployment deployment) {
        system = deployment.start(PROGRAMS, PROGRAMS.folder(), Deployment.UNLIMITED);
        alice = system.signIn("alice");
        bob = system.signIn("bob");
        general = alice.call("session.bootstrap").at("/channels/0/id").longValue();
    }

    @AfterEach
    void processStillDeliversAMessage() {
        assertEquals("ok", system.anonymous().call("rpc.health").get("status").textValue());
        try (WireClient socket =
                WireClient.open(bob, Optional.of(WireClient.Position.of(bob.call("session.bootstrap"))))) {
            socket.awaitType("resumed");
            socket.awaitSeq(send("still here"));
            assertEquals(List.of(), socket.faults());
        }
    }

    /** Sends a message to the channel that all users share, and returns its position. */
    static long send(String text) {
        return alice.call("message.send", "channel_id", general, "text", text)
                .get("seq")
                .longValue();
    }
}
