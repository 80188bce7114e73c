package collab.e2e.proof;

import collab.e2e.harness.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The disk of the server is full, or fails, or the server dies at a flush. */
enum DiskFault implements ProofFault {
    FULL_DISK {
        @Override
        public Optional<String> unavailableReason(ProofSystem system) {
            return system.diskUnavailableReason();
        }

        @Override
        public FaultEvidence strike(ProofScene scene) {
            scene.system().fillDisk(); // blocks that already belong to the files stay usable for a while
            AtomicBoolean floodEnded = new AtomicBoolean();
            ProofScene.Flood flood = scene.beginFlood(floodEnded::get);
            scene.becomes(Duration.ofSeconds(30), () -> flood.rejected() > 0);
            scene.pause(500, 2_000);
            floodEnded.set(true);
            scene.system().freeDisk();
            flood.end();
            int refused = flood.rejected();
            return new FaultEvidence(
                    refused > 0, refused + " writes were rejected with -32007 because the disk was full");
        }
    },
    KILL_AT_FSYNC {
        @Override
        public Optional<String> unavailableReason(ProofSystem system) {
            return Files.isExecutable(STRACE) ? Optional.empty() : Optional.of("strace is not installed");
        }

        @Override
        public FaultEvidence strike(ProofScene scene) {
            int when = 1 + scene.random().nextInt(60);
            RunningServer server = scene.system().server();
            server.kill();
            String inject = "inject=fsync,fdatasync:signal=KILL:when=" + when;
            List<String> strace = List.of(
                    STRACE.toString(), "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", inject);
            server.launchUnder(strace);
            boolean started = server.program().listensWithin(START_MAX, "link");
            boolean died = scene.becomes(
                    Duration.ofSeconds(15), () -> !server.program().running());
            server.kill();
            server.restart();
            return new FaultEvidence(died, "at flush number " + when + (started ? "" : ", during the start"));
        }
    };

    /** For a start that is slowed down by a fault. */
    private static final Duration START_MAX = Duration.ofSeconds(30);

    private static final Path STRACE = Path.of("/usr/bin/strace");
}
