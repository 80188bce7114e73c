package collab.e2e.proof;

import collab.e2e.fault.Tracer;
import collab.e2e.harness.RunningServer;
import java.time.Duration;
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
            scene.over();
            flood.end();
            int refused = flood.rejected();
            return new FaultEvidence(
                    refused > 0, refused + " writes were rejected with -32007 because the disk was full");
        }
    },
    KILL_AT_FSYNC {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            int when = 1 + scene.random().nextInt(60);
            return untilItEnds(scene, Tracer.kill(scene.traces(), FLUSHES, when), KILLED);
        }
    },
    /** What the disk kept is not known any more, so the server ends and does not guess. */
    FSYNC_ERROR {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            int when = 1 + scene.random().nextInt(40);
            return untilItEnds(scene, error(scene, FLUSHES, "EIO", Integer.toString(when)), DISK_FAILED);
        }
    },
    WRITE_ERROR {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            int when = 1 + scene.random().nextInt(200);
            return untilItEnds(scene, error(scene, WRITES, "EIO", Integer.toString(when)), DISK_FAILED);
        }
    },
    /** A full disk at the n-th write, and at those after it. */
    WRITE_WITHOUT_SPACE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return untilThereIsRoom(scene, "ENOSPC");
        }
    },
    /** An exhausted quota is a full disk and no broken one. */
    WRITE_ABOVE_QUOTA {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return untilThereIsRoom(scene, "EDQUOT");
        }
    };

    /** For a start that is slowed down by a fault. */
    private static final Duration START_MAX = Duration.ofSeconds(30);

    private static final Duration EFFECT_MAX = Duration.ofSeconds(20);

    /** For the end of a server that has decided to end. */
    private static final Duration END_MAX = Duration.ofSeconds(2);

    private static final String FLUSHES = "fsync,fdatasync";
    private static final String WRITES = "pwrite64";
    private static final int FAILING_WRITES = 60;
    private static final int KILLED = 137;

    /** The exit code after an error of the disk. */
    private static final int DISK_FAILED = 74;

    /** The exit code of a start that an error of the disk ended. */
    private static final int START_FAILED = 1;

    @Override
    public Optional<String> unavailableReason(ProofSystem system) {
        return Tracer.unavailableReason();
    }

    private static Tracer error(ProofScene scene, String calls, String error, String when) {
        return Tracer.error(scene.traces(), calls, error, when);
    }

    /** The server runs until a system call ends it; then it is started again, as a supervisor does. */
    private static FaultEvidence untilItEnds(ProofScene scene, Tracer tracer, int expected) {
        RunningServer server = scene.system().server();
        server.kill();
        server.launchUnder(tracer.wrapper());
        boolean started = server.program().listensWithin(START_MAX, "link");
        Optional<Integer> code = server.program().exitCodeWithin(EFFECT_MAX);
        server.kill();
        server.restart();
        scene.over();
        int ofStart = expected == DISK_FAILED ? START_FAILED : expected;
        return new FaultEvidence(
                code.filter(ended -> ended == (started ? expected : ofStart)).isPresent(),
                "%s; the server %s with %s"
                        .formatted(
                                tracer.injection(),
                                started ? "ended" : "ended in its start",
                                code.map(Object::toString).orElse("nothing")));
    }

    /**
     * The server rejects writes until the system calls succeed again, and does not end. Only when a write fails and there is room
     * again before the server has looked for it, the disk counts as broken: the server ends, and is started again.
     */
    private static FaultEvidence untilThereIsRoom(ProofScene scene, String error) {
        RunningServer server = scene.system().server();
        server.kill();
        int first = 100 + scene.random().nextInt(100);
        int last = first + FAILING_WRITES - 1;
        Tracer tracer = error(scene, WRITES, error, first + ".." + last);
        server.launchUnder(tracer.wrapper());
        boolean started = server.program().listensWithin(START_MAX, "link");
        AtomicBoolean floodEnded = new AtomicBoolean();
        ProofScene.Flood flood = scene.beginFlood(floodEnded::get);
        scene.becomes(
                EFFECT_MAX,
                () -> tracer.injected() >= FAILING_WRITES || !server.program().running());
        floodEnded.set(true);
        Optional<Integer> code = server.program().exitCodeWithin(END_MAX);
        if (code.isEmpty()) scene.probe(); // it writes again without a restart
        server.kill();
        server.restart();
        scene.over();
        flood.end();
        long failed = tracer.injected();
        boolean livedOn = code.isEmpty() || failed >= FAILING_WRITES && code.get() == DISK_FAILED;
        int refused = flood.rejected();
        return new FaultEvidence(
                started && livedOn && failed >= FAILING_WRITES / 2 && refused > 0,
                "%s at write %d; %d writes failed, %d calls were rejected with -32007, the server %s"
                        .formatted(
                                error,
                                first,
                                failed,
                                refused,
                                code.map(ended -> "ended with " + ended).orElse("lived on")));
    }

    @Override
    public boolean quick() {
        return this != WRITE_WITHOUT_SPACE; // a quota and a full file system have the same effect
    }
}
