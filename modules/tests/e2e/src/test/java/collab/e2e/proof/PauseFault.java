package collab.e2e.proof;

import collab.e2e.harness.RunningServer;
import collab.e2e.harness.TestProcess;
import collab.testkit.RelayMode;
import java.time.Duration;
import java.util.List;

/**
 * Freezes and cuts of the network that last longer than the timeouts of the system. Each reports which timeouts passed, by the log
 * lines and metrics of the processes.
 */
enum PauseFault implements ProofFault {
    /** The server gives up the stream of the gateway. */
    GATEWAY_FROZEN_PAST_SILENCE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return freezeGateway(scene, PAST_SILENCE);
        }
    },
    /** The sockets are cut by their clients, and the users of the gateway would go offline without another one. */
    GATEWAY_FROZEN_PAST_LEASE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return freezeGateway(scene, PAST_LEASE);
        }
    },
    GATEWAY_FROZEN_PAST_RING {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return freezeGateway(scene, PAST_RING);
        }
    },
    /** Both gateways give up their streams. */
    SERVER_FROZEN_PAST_SILENCE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return freezeServer(scene, PAST_SILENCE, "no stream from");
        }
    },
    /** Both gateways close all sockets with 4100. */
    SERVER_FROZEN_PAST_LEASE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return freezeServer(scene, PAST_LEASE, "closing all sockets");
        }
    },
    /** Both gateways forget the events of all users. */
    SERVER_FROZEN_PAST_RING {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return freezeServer(scene, PAST_RING, "closing all sockets");
        }
    },
    LINK_CUT_PAST_SILENCE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return cutLink(scene, PAST_SILENCE);
        }
    },
    /** The gateway closes all sockets with 4100, and the server takes its users for offline. */
    LINK_CUT_PAST_LEASE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return cutLink(scene, PAST_LEASE);
        }
    },
    /** The gateway forgets the events of all users. */
    LINK_CUT_PAST_RING {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return cutLink(scene, PAST_RING);
        }
    };

    /** Longer than the 15 s after which gateway and server give up a silent stream. */
    private static final Duration PAST_SILENCE = Duration.ofSeconds(16);

    /** Longer than the lease of 30 s, after which a gateway closes its sockets; and the presence lease, counted from the loss. */
    private static final Duration PAST_LEASE = Duration.ofSeconds(35);

    /** Longer than the lease and the 120 s for which a gateway keeps the events of a user without a socket. */
    private static final Duration PAST_RING = Duration.ofSeconds(155);

    private static final Duration EVIDENCE_MAX = Duration.ofSeconds(20);
    private static final String UNAVAILABLE = "collab_socket_endings_total{code=\"4100\"}";
    private static final String SESSIONS = "collab_gateway_sessions";

    @Override
    public boolean quick() {
        return false;
    }

    private static FaultEvidence freezeGateway(ProofScene scene, Duration length) {
        ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
        TestProcess server = scene.system().server().program();
        int lines = server.stdoutLines();
        FaultEvidence frozen = FaultEffects.freeze(scene, gateway.gateway().program(), length);
        boolean lost = FaultEffects.logs(scene, server, lines, "the stream to gateway " + gateway.name(), EVIDENCE_MAX);
        return FaultEvidence.all(List.of(
                frozen,
                new FaultEvidence(lost, "the server %s its stream".formatted(lost ? "gave up" : "did not give up"))));
    }

    private static FaultEvidence freezeServer(ProofScene scene, Duration length, String line) {
        RunningServer server = scene.system().server();
        List<ProofSystem.ProxiedGateway> gateways = scene.system().gateways();
        List<Integer> lines = gateways.stream()
                .map(gateway -> gateway.gateway().program().stdoutLines())
                .toList();
        server.program().signal("STOP");
        scene.pause(length);
        boolean stopped = FaultEffects.frozen(server.program());
        double sessions = gateways.stream()
                .mapToDouble(gateway -> gateway.metric(SESSIONS))
                .sum();
        double ended = gateways.stream()
                .mapToDouble(gateway -> gateway.metric(UNAVAILABLE))
                .sum();
        server.program().signal("CONT");
        scene.over();
        boolean logged = true;
        for (int i = 0; i < gateways.size(); i++) {
            TestProcess gateway = gateways.get(i).gateway().program();
            logged &= FaultEffects.logs(scene, gateway, lines.get(i), line, Duration.ZERO);
        }
        boolean passed = logged && passed(length, ended, sessions);
        return new FaultEvidence(
                stopped && passed,
                "frozen for %s; the gateways logged %s\"%s\", ended %.0f sockets with 4100, kept %.0f sessions"
                        .formatted(length, logged ? "" : "no ", line, ended, sessions));
    }

    private static FaultEvidence cutLink(ProofScene scene, Duration length) {
        ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
        TestProcess server = scene.system().server().program();
        int serverLines = server.stdoutLines();
        int gatewayLines = gateway.gateway().program().stdoutLines();
        boolean held = scene.random().nextBoolean();
        RelayMode mode = held ? RelayMode.HOLD : RelayMode.DISCARD;
        double before = gateway.metric(UNAVAILABLE);
        gateway.link().setModes(mode, mode);
        scene.pause(length);
        double sessions = gateway.metric(SESSIONS);
        double ended = gateway.metric(UNAVAILABLE) - before;
        gateway.link().heal();
        scene.over();
        boolean given =
                FaultEffects.logs(scene, server, serverLines, "the stream to gateway " + gateway.name(), EVIDENCE_MAX);
        boolean silent =
                FaultEffects.logs(scene, gateway.gateway().program(), gatewayLines, "no stream from", Duration.ZERO);
        return new FaultEvidence(
                given && silent && passed(length, ended, sessions),
                "%s for %s; the server gave up its stream: %b, the gateway: %b; %.0f sockets ended with 4100, %.0f sessions kept"
                        .formatted(mode, length, given, silent, ended, sessions));
    }

    /** Whether the timeouts below a length had their effects at a gateway that could measure them. */
    private static boolean passed(Duration length, double ended, double sessions) {
        boolean lease = length.compareTo(PAST_LEASE) < 0 || ended > 0;
        boolean ring = length.compareTo(PAST_RING) < 0 || sessions == 0;
        return lease && ring;
    }
}
