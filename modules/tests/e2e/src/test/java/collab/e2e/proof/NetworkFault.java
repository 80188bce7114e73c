package collab.e2e.proof;

import collab.testkit.RelayMode;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Connections between gateways and the server, and between clients and gateways, are cut and stall. */
enum NetworkFault implements ProofFault {
    RESET_LINK {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            int reset = 0;
            for (int i = 0; i < 3; i++) {
                reset += gateway.link().reset();
                scene.pause(200, 800);
            }
            return new FaultEvidence(reset > 0, reset + " connections reset");
        }
    },
    REFUSE_LINK {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            gateway.link().refuse(true);
            int reset = gateway.link().reset();
            scene.pause(1_000, 6_000);
            gateway.link().heal();
            return new FaultEvidence(reset > 0, reset + " connections reset, and no new ones for a while");
        }
    },
    STALL_LINK {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return FaultEffects.applyNetworkFaults(scene, RelayMode.HOLD, RelayMode.HOLD);
        }
    },
    HALF_OPEN_LINK {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            boolean towardsServer = scene.random().nextBoolean();
            return FaultEffects.applyNetworkFaults(
                    scene,
                    towardsServer ? RelayMode.DISCARD : RelayMode.FORWARD,
                    towardsServer ? RelayMode.FORWARD : RelayMode.DISCARD);
        }
    },
    CUT_SOCKETS_ANYWHERE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            long before = gateway.clientRelay().cuts();
            Random random = new Random(scene.random().nextLong());
            gateway.clientRelay().cutAfter(() -> {
                synchronized (random) {
                    return 1 + random.nextInt(6_000);
                }
            });
            gateway.clientRelay().reset(); // connections that reopen are cut again
            scene.pause(2_000, 6_000);
            gateway.clientRelay().heal();
            long cuts = gateway.clientRelay().cuts() - before;
            gateway.clientRelay().reset(); // connections that were due to be cut
            return new FaultEvidence(cuts > 0, cuts + " connections cut");
        }
    },
    HALF_OPEN_SOCKETS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            int open = gateway.clientRelay().connections();
            gateway.clientRelay().setModes(RelayMode.FORWARD, RelayMode.DISCARD);
            scene.pause(1_000, 5_000);
            gateway.clientRelay().heal();
            return new FaultEvidence(open > 0, open + " connections without data from the client");
        }
    },
    SLOW_READERS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            int open = gateway.clientRelay().connections();
            for (int i = 0; i < 10; i++) {
                gateway.clientRelay().setModes(RelayMode.FORWARD, RelayMode.HOLD);
                scene.pause(100, 400);
                gateway.clientRelay().setModes(RelayMode.FORWARD, RelayMode.FORWARD);
                scene.pause(10, 50);
            }
            return new FaultEvidence(open > 0, open + " connections in bursts");
        }
    },
    STALLED_READER {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            ProofSocket reader = scene.workers().ownersSocket();
            int before = reader.tooSlow();
            boolean closed = false;
            int floods = 0;
            while (!closed && floods++ < FLOODS_MAX) { // the socket may end for another reason first
                reader.awaitLive(START_MAX);
                reader.stall(true);
                for (int i = 0; i < floods; i++) scene.flood(); // the buffers of the kernel grow with the traffic
                reader.stall(false);
                closed = scene.becomes(Duration.ofSeconds(10), () -> reader.tooSlow() > before);
            }
            return new FaultEvidence(closed, "the reader was " + (closed ? "" : "not ") + "closed 4108");
        }
    },
    RECONNECT_STORM {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            List<ProofSocket> tabs = scene.workers().tabs();
            int before = tabs.stream().mapToInt(ProofSocket::sockets).sum();
            for (int i = 0; i < 3; i++) {
                tabs.forEach(ProofSocket::cut);
                scene.pause(300, 600);
            }
            scene.storm();
            int reconnects = tabs.stream().mapToInt(ProofSocket::sockets).sum() - before;
            return new FaultEvidence(reconnects > 0, reconnects + " reconnects");
        }
    };

    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final int FLOODS_MAX = 3;
}
