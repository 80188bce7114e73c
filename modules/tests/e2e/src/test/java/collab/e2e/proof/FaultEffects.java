package collab.e2e.proof;

import collab.e2e.harness.RunningServer;
import collab.e2e.harness.TestProcess;
import collab.testkit.RelayMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The effects that several faults share. */
final class FaultEffects {
    private FaultEffects() {}

    static FaultEvidence evidenceOfKill(TestProcess program) {
        int code = program.exitCode();
        return new FaultEvidence(code == 137, program + " ended with " + code);
    }

    static FaultEvidence freeze(ProofScene scene, TestProcess program) {
        return freeze(scene, program, scene.length(1_000, scene.longestPause()));
    }

    static FaultEvidence freeze(ProofScene scene, TestProcess program, Duration length) {
        program.signal("STOP");
        scene.pause(length);
        boolean stopped = frozen(program);
        program.signal("CONT");
        scene.over();
        return new FaultEvidence(stopped, program + (stopped ? " was" : " was not") + " frozen for " + length);
    }

    static boolean frozen(TestProcess program) {
        return state(program).equals("T");
    }

    /** Whether a process writes a line with this text after the first so many lines. */
    static boolean logs(ProofScene scene, TestProcess program, int lines, String text, Duration timeout) {
        return scene.becomes(timeout, () -> program.stdoutAfter(lines).stream().anyMatch(line -> line.contains(text)));
    }

    /** The process state, the letter of {@code proc(5)}. */
    private static String state(TestProcess program) {
        try {
            String stat = Files.readString(Path.of("/proc/" + program.pid() + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException gone) {
            return "gone";
        }
    }

    static FaultEvidence applyNetworkFaults(ProofScene scene, RelayMode towardsServer, RelayMode towardsGateway) {
        ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
        int connections = gateway.link().connections();
        gateway.link().setModes(towardsServer, towardsGateway);
        scene.pause(1_000, scene.longestPause());
        gateway.link().heal();
        return new FaultEvidence(
                connections > 0, connections + " connections, " + towardsServer + " and " + towardsGateway);
    }

    static FaultEvidence drain(ProofScene scene, ProofSystem.ProxiedGateway gateway) {
        int before = scene.workers().drained();
        boolean inUse = scene.workers().openAt(gateway) > 0;
        int code = gateway.gateway().program().stop();
        gateway.gateway().restart();
        boolean announced = !inUse
                || scene.becomes(Duration.ofSeconds(10), () -> scene.workers().drained() > before);
        int sockets = scene.workers().drained() - before;
        return new FaultEvidence(
                code == 0 && announced, "%s drained with %d, %d sockets".formatted(gateway.name(), code, sockets));
    }

    static FaultEvidence stop(RunningServer server) {
        int code = server.program().stop();
        server.restart();
        return new FaultEvidence(code == 0, "the server drained with " + code);
    }
}
