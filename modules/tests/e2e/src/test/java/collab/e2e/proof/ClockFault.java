package collab.e2e.proof;

import collab.e2e.harness.RunningServer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The clock of the server leaps. */
enum ClockFault implements ProofFault {
    CLOCK_STEPS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            int hours = 1 + scene.random().nextInt(5);
            RunningServer server = scene.system().server();
            server.program().stop();
            server.launchUnder(scene.system().ownClock());
            FaultEvidence evidence = new FaultEvidence(false, "the server did not start under libfaketime");
            if (server.program().listensWithin(START_MAX, "link")) {
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
                evidence = new FaultEvidence(moved, hours + " h forward and back; a message was dated " + dated);
            }
            server.kill();
            server.restart();
            return evidence;
        }

        @Override
        public boolean required() {
            return false; // libfaketime does not work with every Java runtime
        }
    },
    /** Days ahead and back: longer than events are kept, and then longer than login sessions. */
    CLOCK_LEAPS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            JsonNode before = scene.probe();
            server.program().stop();
            server.launchUnder(scene.system().ownClock());
            FaultEvidence evidence = new FaultEvidence(false, "the server did not start under libfaketime");
            if (server.program().listensWithin(START_MAX, "link")) {
                scene.system().stepClock("+8d");
                scene.probe();
                scene.pause(PAST_PRUNING);
                scene.workers().rest(); // sessions of 30 days are refused below
                scene.system().stepClock("+40d");
                scene.pause(PAST_PRUNING);
                scene.system().stepClock("+0");
                double floor = ProofSystem.metrics(server.http()).getOrDefault("collab_log_floor_position", 0.0);
                JsonNode again = scene.repeat(before);
                scene.workers().goOn();
                boolean one = again.get("seq").longValue() == before.get("seq").longValue();
                evidence = new FaultEvidence(
                        one && floor < before.get("seq").longValue(),
                        "8 and 40 days ahead and back; the log begins after %.0f, an op_id was answered %s"
                                .formatted(floor, one ? "as before" : "anew"));
            }
            server.kill();
            server.restart();
            return evidence;
        }

        @Override
        public boolean required() {
            return false; // libfaketime does not work with every Java runtime
        }
    };

    /** The server prunes every 30 s. */
    private static final Duration PAST_PRUNING = Duration.ofSeconds(40);

    /** For a start that is slowed down by a fault. */
    private static final Duration START_MAX = Duration.ofSeconds(30);

    @Override
    public Optional<String> unavailableReason(ProofSystem system) {
        return ProofSystem.clockUnavailableReason();
    }
}
