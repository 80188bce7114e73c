package collab.e2e.proof;

import collab.e2e.fault.Attackers;
import collab.e2e.harness.TestProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The reader of stdout of a process stalls, as a log collector does, while clients without an account provoke log lines. */
enum OutputFault implements ProofFault {
    STALLED_STDOUT_OF_GATEWAY {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            FaultEvidence stalled =
                    stall(scene, gateway.gateway().program(), gateway.gateway().http());
            gateway.link().reset(); // its thread logs that, too
            return stalled;
        }
    },
    STALLED_STDOUT_OF_SERVER {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return stall(
                    scene,
                    scene.system().server().program(),
                    scene.system().server().http());
        }
    };

    /** More than the pipe and the reader of the test hold, which is 72 KiB. */
    private static final int BYTES = 80 * 1024;

    /** Of records about attacks a process logs 100 a second, of 300 bytes each. */
    private static final int ROUNDS = 20;

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(250);
    private static final int HOSTS = 90;

    @Override
    public boolean served() {
        return true;
    }

    private static FaultEvidence stall(ProofScene scene, TestProcess program, URI http) {
        program.stallOutput(true);
        int lines = program.stdoutLines();
        try (Attackers attackers = new Attackers()) {
            String request = "GET /ws/user/1 HTTP/1.1\r\nHost: " + http.getAuthority()
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                    + "\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\nOrigin: https://" + "a".repeat(180)
                    + ".example\r\nSec-WebSocket-Protocol: collab.v2.json\r\n\r\n";
            String call = Attackers.call(http, "worthless", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\"}")
                    .replace("Host:", "Origin: https://" + "a".repeat(180) + ".example\r\nHost:");
            for (int round = 0; round < ROUNDS; round++) {
                for (int host = 2; host < 2 + HOSTS; host++) {
                    attackers.send(http, host, 1, request);
                    attackers.send(http, host, 1, call);
                }
                scene.pause(BETWEEN_ROUNDS);
            }
            scene.pause(1_000, scene.longestPause());
        }
        boolean silent = program.stdoutLines() <= lines + 1;
        program.stallOutput(false);
        scene.over();
        scene.becomes(Duration.ofSeconds(5), () -> bytes(program, lines) > BYTES);
        int bytes = bytes(program, lines);
        return new FaultEvidence(
                silent && bytes > BYTES,
                "%s: %d bytes in %d lines waited for the reader"
                        .formatted(program, bytes, program.stdoutLines() - lines));
    }

    private static int bytes(TestProcess program, int lines) {
        List<String> waited = program.stdoutAfter(lines);
        return waited.stream().mapToInt(line -> line.length() + 1).sum();
    }

    @Override
    public boolean quick() {
        return this == STALLED_STDOUT_OF_GATEWAY;
    }
}
