package collab.e2e.proof;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningServer;
import collab.testkit.RelayMode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The faults. Each has an effect, reports the evidence, and is over when {@link #strike} returns. From then on
 * everything must recover.
 */
enum ProofFault {
    KILL_GATEWAY {
        @Override
        FaultEvidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.randomGateway();
            gateway.gateway().kill9();
            scene.pause(0, 1_500);
            FaultEvidence dead = FaultEffects.evidenceOfKill(gateway.gateway().program());
            gateway.gateway().restart();
            return dead;
        }
    },
    KILL_SERVER {
        @Override
        FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            server.kill9();
            scene.pause(0, 1_500);
            FaultEvidence dead = FaultEffects.evidenceOfKill(server.program());
            server.restart();
            return dead;
        }
    },
    KILL_EVERYTHING {
        @Override
        FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            List<ProofSystem.ProxiedGateway> gateways = scene.system().gateways();
            server.kill9();
            gateways.forEach(gateway -> gateway.gateway().kill9());
            FaultEvidence dead = FaultEffects.evidenceOfKill(server.program());
            server.restart();
            gateways.forEach(gateway -> gateway.gateway().restart());
            return dead;
        }
    },
    FREEZE_GATEWAY {
        @Override
        FaultEvidence strike(ProofScene scene) {
            return FaultEffects.freeze(scene, scene.randomGateway().gateway().program());
        }
    },
    FREEZE_SERVER {
        @Override
        FaultEvidence strike(ProofScene scene) {
            return FaultEffects.freeze(scene, scene.system().server().program());
        }
    },
    RESET_LINK {
        @Override
        FaultEvidence strike(ProofScene scene) {
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
        FaultEvidence strike(ProofScene scene) {
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
        FaultEvidence strike(ProofScene scene) {
            return FaultEffects.applyNetworkFaults(scene, RelayMode.HOLD, RelayMode.HOLD);
        }
    },
    HALF_OPEN_LINK {
        @Override
        FaultEvidence strike(ProofScene scene) {
            boolean towardsServer = scene.random().nextBoolean();
            return FaultEffects.applyNetworkFaults(
                    scene,
                    towardsServer ? RelayMode.DISCARD : RelayMode.FORWARD,
                    towardsServer ? RelayMode.FORWARD : RelayMode.DISCARD);
        }
    },
    CUT_SOCKETS_ANYWHERE {
        @Override
        FaultEvidence strike(ProofScene scene) {
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
        FaultEvidence strike(ProofScene scene) {
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
        FaultEvidence strike(ProofScene scene) {
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
        FaultEvidence strike(ProofScene scene) {
            ProofSocket reader = scene.workers().ownersSocket();
            int before = reader.tooSlow();
            boolean closed = false;
            int floods = 0;
            while (!closed && floods++ < FLOODS_MAX) { // the socket may end for another reason first
                reader.awaitLive(START_MAX);
                reader.stall(true);
                scene.flood();
                reader.stall(false);
                closed = scene.becomes(Duration.ofSeconds(10), () -> reader.tooSlow() > before);
            }
            return new FaultEvidence(closed, "the reader was " + (closed ? "" : "not ") + "closed 4108");
        }
    },
    RECONNECT_STORM {
        @Override
        FaultEvidence strike(ProofScene scene) {
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
    },
    DRAIN_GATEWAY {
        @Override
        FaultEvidence strike(ProofScene scene) {
            return FaultEffects.drain(scene, scene.randomGateway());
        }
    },
    STOP_SERVER {
        @Override
        FaultEvidence strike(ProofScene scene) {
            return FaultEffects.stop(scene.system().server());
        }
    },
    ROLLING_UPGRADE {
        @Override
        FaultEvidence strike(ProofScene scene) {
            List<FaultEvidence> steps = new ArrayList<>();
            for (ProofSystem.ProxiedGateway gateway : scene.system().gateways()) {
                steps.add(FaultEffects.drain(scene, gateway));
                RpcCaller.of(gateway.clientAddress()).awaitReady();
            }
            steps.add(FaultEffects.stop(scene.system().server()));
            return FaultEvidence.all(steps);
        }
    },
    CLOCK_STEPS {
        @Override
        Optional<String> unavailableReason(ProofSystem system) {
            return ProofSystem.clockUnavailableReason();
        }

        @Override
        FaultEvidence strike(ProofScene scene) {
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
            server.kill9();
            server.restart();
            return evidence;
        }

        @Override
        boolean required() {
            return false; // libfaketime does not work with every Java runtime
        }
    },
    FULL_DISK {
        @Override
        Optional<String> unavailableReason(ProofSystem system) {
            return system.diskUnavailableReason();
        }

        @Override
        FaultEvidence strike(ProofScene scene) {
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
        Optional<String> unavailableReason(ProofSystem system) {
            return Files.isExecutable(STRACE) ? Optional.empty() : Optional.of("strace is not installed");
        }

        @Override
        FaultEvidence strike(ProofScene scene) {
            int when = 1 + scene.random().nextInt(60);
            RunningServer server = scene.system().server();
            server.kill9();
            String inject = "inject=fsync,fdatasync:signal=KILL:when=" + when;
            List<String> strace = List.of(
                    STRACE.toString(), "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", inject);
            server.launchUnder(strace);
            boolean started = server.program().listensWithin(START_MAX, "link");
            boolean died = scene.becomes(
                    Duration.ofSeconds(15), () -> !server.program().running());
            server.kill9();
            server.restart();
            return new FaultEvidence(died, "at flush number " + when + (started ? "" : ", during the start"));
        }
    };

    /** For a start that is slowed down by a fault. */
    private static final Duration START_MAX = Duration.ofSeconds(30);

    private static final int FLOODS_MAX = 3;
    private static final Path STRACE = Path.of("/usr/bin/strace");

    abstract FaultEvidence strike(ProofScene scene);

    /** Why this machine does not allow the fault; empty when it does. */
    Optional<String> unavailableReason(ProofSystem system) {
        return Optional.empty();
    }

    /** Whether a run without this fault's effect fails. */
    boolean required() {
        return true;
    }

    /** The name in commands and histories. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
