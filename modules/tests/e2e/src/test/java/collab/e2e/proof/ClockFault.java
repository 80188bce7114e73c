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
        public Optional<String> unavailableReason(ProofSystem system) {
            return ProofSystem.clockUnavailableReason();
        }

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
    };

    /** For a start that is slowed down by a fault. */
    private static final Duration START_MAX = Duration.ofSeconds(30);
}
