package collab.e2e.proof;

import collab.e2e.harness.MetricSamples;
import collab.e2e.harness.RunningServer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The clock of the server leaps. */
enum ClockFault implements ProofFault {
    CLOCK_STEPS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return underOwnClock(scene, () -> {
                int hours = 1 + scene.random().nextInt(5);
                scene.system().stepClock("+" + hours + "h");
                JsonNode ahead = scene.probe();
                scene.pause(500, 2_000);
                scene.system().stepClock("-" + hours + "h");
                scene.probe();
                scene.pause(500, 2_000);
                scene.system().stepClock("+0");
                scene.probe();
                Instant dated = Instant.parse(ahead.at("/message/created_at").textValue());
                boolean moved = dated.isAfter(Instant.now().plusSeconds(hours * 1_800L));
                return new FaultEvidence(moved, hours + " h forward and back; a message was dated " + dated);
            });
        }
    },
    /** Days ahead and back: longer than events are kept, and then longer than login sessions. */
    CLOCK_LEAPS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            JsonNode before = scene.probe();
            return underOwnClock(scene, () -> {
                scene.system().stepClock("+8d");
                scene.probe();
                scene.pause(PAST_PRUNING);
                scene.workers().rest(); // sessions of 30 days are refused below
                scene.system().stepClock("+40d");
                scene.pause(PAST_PRUNING);
                scene.system().stepClock("+0");
                double floor =
                        MetricSamples.of(scene.system().server().http()).getOrDefault("collab_log_floor_position", 0.0);
                JsonNode again = scene.repeat(before);
                scene.workers().goOn();
                boolean one = again.get("seq").longValue() == before.get("seq").longValue();
                return new FaultEvidence(
                        one && floor < before.get("seq").longValue(),
                        "8 and 40 days ahead and back; the log begins after %.0f, an op_id was answered %s"
                                .formatted(floor, one ? "as before" : "anew"));
            });
        }
    };

    /** The server prunes every 30 s. */
    private static final Duration PAST_PRUNING = Duration.ofSeconds(40);

    /** For a start that is slowed down by a fault. */
    private static final Duration START_MAX = Duration.ofSeconds(30);

    /** Runs the server with a clock that the fault moves, and afterwards with its own again. */
    private static FaultEvidence underOwnClock(ProofScene scene, Supplier<FaultEvidence> leap) {
        RunningServer server = scene.system().server();
        server.program().stop();
        server.launchUnder(scene.system().ownClock());
        FaultEvidence evidence = server.program().listensWithin(START_MAX, "link")
                ? leap.get()
                : new FaultEvidence(false, "the server did not start under libfaketime");
        server.kill();
        server.restart();
        return evidence;
    }

    @Override
    public boolean required() {
        return false; // libfaketime does not work with every Java runtime
    }

    @Override
    public Optional<String> unavailableReason(ProofSystem system) {
        return ProofSystem.clockUnavailableReason();
    }
}
