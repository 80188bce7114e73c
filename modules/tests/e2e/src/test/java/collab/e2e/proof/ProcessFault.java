package collab.e2e.proof;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processes are killed, frozen and stopped. */
enum ProcessFault implements ProofFault {
    KILL_GATEWAY {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.randomGateway();
            gateway.gateway().kill();
            scene.pause(0, 1_500);
            FaultEvidence dead = FaultEffects.evidenceOfKill(gateway.gateway().program());
            gateway.gateway().restart();
            return dead;
        }
    },
    KILL_SERVER {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            server.kill();
            scene.pause(0, 1_500);
            FaultEvidence dead = FaultEffects.evidenceOfKill(server.program());
            server.restart();
            return dead;
        }
    },
    KILL_EVERYTHING {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            List<ProofSystem.ProxiedGateway> gateways = scene.system().gateways();
            server.kill();
            gateways.forEach(gateway -> gateway.gateway().kill());
            FaultEvidence dead = FaultEffects.evidenceOfKill(server.program());
            server.restart();
            gateways.forEach(gateway -> gateway.gateway().restart());
            return dead;
        }
    },
    /** All clients come back at once to gateways that keep no events, so each resumes from the log. */
    STORM_AT_COLD_GATEWAYS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            List<ProofSystem.ProxiedGateway> gateways = scene.system().gateways();
            gateways.forEach(gateway -> gateway.gateway().kill());
            FaultEvidence dead =
                    FaultEffects.evidenceOfKill(gateways.getFirst().gateway().program());
            gateways.forEach(gateway -> gateway.gateway().restart());
            scene.over();
            boolean fromLog = scene.becomes(
                    EFFECT_MAX,
                    () -> gateways.stream()
                                    .mapToDouble(gateway -> gateway.metric("collab_gateway_ring_misses_total"))
                                    .sum()
                            > 0);
            return FaultEvidence.all(
                    List.of(dead, new FaultEvidence(fromLog, (fromLog ? "" : "no ") + "resumes from the log")));
        }
    },
    FREEZE_GATEWAY {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return FaultEffects.freeze(scene, scene.randomGateway().gateway().program());
        }
    },
    FREEZE_SERVER {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return FaultEffects.freeze(scene, scene.system().server().program());
        }
    },
    DRAIN_GATEWAY {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return FaultEffects.drain(scene, scene.randomGateway());
        }

        @Override
        public boolean served() {
            return true;
        }
    },
    STOP_SERVER {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return FaultEffects.stop(scene.system().server());
        }

        @Override
        public boolean served() {
            return true;
        }
    },
    ROLLING_UPGRADE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            List<FaultEvidence> steps = new ArrayList<>();
            for (ProofSystem.ProxiedGateway gateway : scene.system().gateways()) {
                steps.add(FaultEffects.drain(scene, gateway));
                RpcCaller.of(gateway.clientAddress()).awaitReady();
            }
            steps.add(FaultEffects.stop(scene.system().server()));
            return FaultEvidence.all(steps);
        }

        @Override
        public boolean served() {
            return true;
        }
    };

    private static final Duration EFFECT_MAX = Duration.ofSeconds(10);
}
