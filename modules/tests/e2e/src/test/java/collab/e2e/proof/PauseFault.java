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
    GATEWAY_FROZEN_PAST_SILENCE(Target.GATEWAY, Timeout.SILENCE),
    /** The sockets are cut by their clients, and the users of the gateway would go offline without another one. */
    GATEWAY_FROZEN_PAST_LEASE(Target.GATEWAY, Timeout.LEASE),
    GATEWAY_FROZEN_PAST_RING(Target.GATEWAY, Timeout.RING),
    /** Both gateways give up their streams. */
    SERVER_FROZEN_PAST_SILENCE(Target.SERVER, Timeout.SILENCE),
    /** Both gateways close all sockets with 4100. */
    SERVER_FROZEN_PAST_LEASE(Target.SERVER, Timeout.LEASE),
    /** Both gateways forget the events of all users. */
    SERVER_FROZEN_PAST_RING(Target.SERVER, Timeout.RING),
    LINK_CUT_PAST_SILENCE(Target.LINK, Timeout.SILENCE),
    /** The gateway closes all sockets with 4100, and the server takes its users for offline. */
    LINK_CUT_PAST_LEASE(Target.LINK, Timeout.LEASE),
    /** The gateway forgets the events of all users. */
    LINK_CUT_PAST_RING(Target.LINK, Timeout.RING);

    private enum Target {
        GATEWAY,
        SERVER,
        LINK
    }

    /** A timeout of the system, with a length that passes it and all shorter ones. */
    private enum Timeout {
        /** Gateway and server give up a stream that is silent for 15 s. */
        SILENCE(16),
        /** A gateway closes its sockets 30 s after the loss of the server; the presence lease is counted from the loss, too. */
        LEASE(35),
        /** A gateway keeps the events of a user without a socket for 120 s after that. */
        RING(155);

        private final Duration past;

        Timeout(int seconds) {
            this.past = Duration.ofSeconds(seconds);
        }
    }

    private static final Duration EVIDENCE_MAX = Duration.ofSeconds(20);
    private static final String UNAVAILABLE = "collab_socket_endings_total{code=\"4100\"}";
    private static final String SESSIONS = "collab_gateway_sessions";

    private final Target target;
    private final Timeout timeout;

    PauseFault(Target target, Timeout timeout) {
        this.target = target;
        this.timeout = timeout;
    }

    @Override
    public boolean quick() {
        return false;
    }

    @Override
    public FaultEvidence strike(ProofScene scene) {
        return switch (target) {
            case GATEWAY -> freezeGateway(scene);
            case SERVER -> freezeServer(scene);
            case LINK -> cutLink(scene);
        };
    }

    private FaultEvidence freezeGateway(ProofScene scene) {
        ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
        TestProcess server = scene.system().server().program();
        int lines = server.stdoutLines();
        FaultEvidence frozen = FaultEffects.freeze(scene, gateway.gateway().program(), timeout.past);
        boolean lost = FaultEffects.logs(scene, server, lines, "the stream to gateway " + gateway.name(), EVIDENCE_MAX);
        return FaultEvidence.all(List.of(
                frozen,
                new FaultEvidence(lost, "the server %s its stream".formatted(lost ? "gave up" : "did not give up"))));
    }

    private FaultEvidence freezeServer(ProofScene scene) {
        String line = timeout == Timeout.SILENCE ? "no stream from" : "closing all sockets";
        RunningServer server = scene.system().server();
        List<ProofSystem.ProxiedGateway> gateways = scene.system().gateways();
        List<Integer> lines = gateways.stream()
                .map(gateway -> gateway.gateway().program().stdoutLines())
                .toList();
        server.program().signal("STOP");
        scene.pause(timeout.past);
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
        boolean passed = logged && passed(ended, sessions);
        return new FaultEvidence(
                stopped && passed,
                "frozen for %s; the gateways logged %s\"%s\", ended %.0f sockets with 4100, kept %.0f sessions"
                        .formatted(timeout.past, logged ? "" : "no ", line, ended, sessions));
    }

    private FaultEvidence cutLink(ProofScene scene) {
        ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
        TestProcess server = scene.system().server().program();
        int serverLines = server.stdoutLines();
        int gatewayLines = gateway.gateway().program().stdoutLines();
        boolean held = scene.random().nextBoolean();
        RelayMode mode = held ? RelayMode.HOLD : RelayMode.DISCARD;
        double before = gateway.metric(UNAVAILABLE);
        gateway.link().setModes(mode, mode);
        scene.pause(timeout.past);
        double sessions = gateway.metric(SESSIONS);
        double ended = gateway.metric(UNAVAILABLE) - before;
        gateway.link().heal();
        scene.over();
        boolean given =
                FaultEffects.logs(scene, server, serverLines, "the stream to gateway " + gateway.name(), EVIDENCE_MAX);
        boolean silent =
                FaultEffects.logs(scene, gateway.gateway().program(), gatewayLines, "no stream from", Duration.ZERO);
        return new FaultEvidence(
                given && silent && passed(ended, sessions),
                "%s for %s; the server gave up its stream: %b, the gateway: %b; %.0f sockets ended with 4100, %.0f sessions kept"
                        .formatted(mode, timeout.past, given, silent, ended, sessions));
    }

    /** Whether the timeouts that have passed had their effects at a gateway that could measure them. */
    private boolean passed(double ended, double sessions) {
        boolean lease = timeout.compareTo(Timeout.LEASE) < 0 || ended > 0;
        boolean ring = timeout.compareTo(Timeout.RING) < 0 || sessions == 0;
        return lease && ring;
    }
}
