package collab.e2e.proof;

import collab.e2e.fault.ThreadLimit;
import collab.e2e.harness.TestProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process can create no thread for a while, for example because other processes of the machine have used all. It works
 * again afterwards, or ends with a reason and is started again.
 */
enum ThreadFault implements ProofFault {
    SERVER_WITHOUT_THREADS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return withoutThreads(
                    scene, scene.system().server().program(), scene.system().server()::restart);
        }
    },
    /** One that has just started, because a gateway that has run for a while has all threads that it needs. */
    GATEWAY_WITHOUT_THREADS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            gateway.gateway().kill();
            gateway.gateway().restart();
            return withoutThreads(scene, gateway.gateway().program(), gateway.gateway()::restart);
        }
    };

    private static final Duration EFFECT_MAX = Duration.ofSeconds(10);

    /** For the end of a process that has decided to end. */
    private static final Duration END_MAX = Duration.ofSeconds(2);

    /** The exit code of a process that cannot serve its clients any more. */
    private static final int FAILED = 70;

    @Override
    public Optional<String> unavailableReason(ProofSystem system) {
        return ThreadLimit.unavailableReason();
    }

    /** The gateway may have all its threads before the limit takes effect. */
    @Override
    public boolean required() {
        return this == SERVER_WITHOUT_THREADS;
    }

    private static FaultEvidence withoutThreads(ProofScene scene, TestProcess process, Runnable restart) {
        AtomicBoolean over = new AtomicBoolean();
        long failures;
        ProofScene.Flood flood;
        try (ThreadLimit limit = ThreadLimit.of(process.pid())) {
            flood = scene.beginFlood(over::get);
            newStream(scene);
            scene.storm();
            scene.becomes(EFFECT_MAX, () -> limit.failures() > 0 || !process.running());
            scene.pause(500, 2_000);
            failures = limit.failures();
        }
        over.set(true);
        Optional<Integer> code = process.exitCodeWithin(END_MAX);
        if (code.isPresent()) restart.run();
        scene.over();
        flood.end();
        return new FaultEvidence(
                failures > 0 && code.filter(ended -> ended != FAILED).isEmpty(),
                "%s could not create %d threads and %s"
                        .formatted(
                                process,
                                failures,
                                code.map(ended -> "ended with " + ended).orElse("lived on")));
    }

    /** A gateway that attaches gets a thread of the server for its stream. */
    private static void newStream(ProofScene scene) {
        var _ = scene.busiestGateway().link().reset();
    }
}
