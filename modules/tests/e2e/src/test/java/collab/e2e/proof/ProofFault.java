package collab.e2e.proof;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningServer;
import collab.e2e.harness.TestProcess;
import collab.testkit.TcpRelay.Weather;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
        Evidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.randomGateway();
            gateway.gateway().kill();
            scene.pause(0, 1_500);
            Evidence dead = killed(gateway.gateway().program());
            gateway.gateway().restart();
            return dead;
        }
    },
    KILL_SERVER {
        @Override
        Evidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            server.kill();
            scene.pause(0, 1_500);
            Evidence dead = killed(server.program());
            server.restart();
            return dead;
        }
    },
    KILL_EVERYTHING {
        @Override
        Evidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            List<ProofSystem.ProxiedGateway> gateways = scene.system().gateways();
            server.kill();
            gateways.forEach(gateway -> gateway.gateway().kill());
            Evidence dead = killed(server.program());
            server.restart();
            gateways.forEach(gateway -> gateway.gateway().restart());
            return dead;
        }
    },
    FREEZE_GATEWAY {
        @Override
        Evidence strike(ProofScene scene) {
            return freeze(scene, scene.randomGateway().gateway().program());
        }
    },
    FREEZE_SERVER {
        @Override
        Evidence strike(ProofScene scene) {
            return freeze(scene, scene.system().server().program());
        }
    },
    RESET_LINK {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            int reset = 0;
            for (int i = 0; i < 3; i++) {
                reset += gateway.link().reset();
                scene.pause(200, 800);
            }
            return new Evidence(reset > 0, reset + " connections reset");
        }
    },
    REFUSE_LINK {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            gateway.link().refuse(true);
            int reset = gateway.link().reset();
            scene.pause(1_000, 6_000);
            gateway.link().heal();
            return new Evidence(reset > 0, reset + " connections reset, and no new ones for a while");
        }
    },
    STALL_LINK {
        @Override
        Evidence strike(ProofScene scene) {
            return applyNetworkFaults(scene, Weather.STILL, Weather.STILL);
        }
    },
    HALF_OPEN_LINK {
        @Override
        Evidence strike(ProofScene scene) {
            boolean towardsServer = scene.random().nextBoolean();
            return applyNetworkFaults(
                    scene,
                    towardsServer ? Weather.SWALLOWING : Weather.CLEAR,
                    towardsServer ? Weather.CLEAR : Weather.SWALLOWING);
        }
    },
    CUT_SOCKETS_ANYWHERE {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            long before = gateway.clientRelay().cuts();
            Random dice = new Random(scene.random().nextLong());
            gateway.clientRelay().cutAfter(() -> {
                synchronized (dice) {
                    return 1 + dice.nextInt(6_000);
                }
            });
            gateway.clientRelay().reset(); // connections that return are cut again
            scene.pause(2_000, 6_000);
            gateway.clientRelay().heal();
            long cuts = gateway.clientRelay().cuts() - before;
            gateway.clientRelay().reset(); // the last connections of those to be cut
            return new Evidence(cuts > 0, cuts + " connections cut");
        }
    },
    HALF_OPEN_SOCKETS {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            int open = gateway.clientRelay().connections();
            gateway.clientRelay().weather(Weather.CLEAR, Weather.SWALLOWING);
            scene.pause(1_000, 5_000);
            gateway.clientRelay().heal();
            return new Evidence(open > 0, open + " connections without data from the client");
        }
    },
    SLOW_READERS {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
            int open = gateway.clientRelay().connections();
            for (int i = 0; i < 10; i++) {
                gateway.clientRelay().weather(Weather.CLEAR, Weather.STILL);
                scene.pause(100, 400);
                gateway.clientRelay().weather(Weather.CLEAR, Weather.CLEAR);
                scene.pause(10, 50);
            }
            return new Evidence(open > 0, open + " connections in bursts");
        }
    },
    STALLED_READER {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSocket victim = scene.workers().ownersSocket();
            int before = victim.tooSlow();
            boolean closed = false;
            int floods = 0;
            while (!closed && floods++ < FLOODS_MAX) { // the socket may end for another reason first
                victim.awaitLive(START_MAX);
                victim.stall(true);
                scene.flood();
                victim.stall(false);
                closed = scene.becomes(Duration.ofSeconds(10), () -> victim.tooSlow() > before);
            }
            return new Evidence(closed, "the reader was " + (closed ? "" : "not ") + "closed 4108");
        }
    },
    RECONNECT_STORM {
        @Override
        Evidence strike(ProofScene scene) {
            List<ProofSocket> tabs = scene.workers().tabs();
            int before = tabs.stream().mapToInt(ProofSocket::sockets).sum();
            for (int i = 0; i < 3; i++) {
                tabs.forEach(ProofSocket::cut);
                scene.pause(300, 600);
            }
            scene.storm();
            int returns = tabs.stream().mapToInt(ProofSocket::sockets).sum() - before;
            return new Evidence(returns > 0, returns + " reconnects");
        }
    },
    DRAIN_GATEWAY {
        @Override
        Evidence strike(ProofScene scene) {
            return drain(scene, scene.randomGateway());
        }
    },
    STOP_SERVER {
        @Override
        Evidence strike(ProofScene scene) {
            return stop(scene.system().server());
        }
    },
    ROLLING_UPGRADE {
        @Override
        Evidence strike(ProofScene scene) {
            List<Evidence> steps = new ArrayList<>();
            for (ProofSystem.ProxiedGateway gateway : scene.system().gateways()) {
                steps.add(drain(scene, gateway));
                RpcCaller.of(gateway.clientAddress()).awaitReady();
            }
            steps.add(stop(scene.system().server()));
            return Evidence.all(steps);
        }
    },
    CLOCK_STEPS {
        @Override
        Optional<String> unavailableReason(ProofSystem system) {
            return ProofSystem.clockUnavailableReason();
        }

        @Override
        Evidence strike(ProofScene scene) {
            int hours = 1 + scene.random().nextInt(5);
            RunningServer server = scene.system().server();
            server.program().stop();
            server.launchUnder(scene.system().ownClock());
            Evidence evidence = new Evidence(false, "the server did not start under libfaketime");
            if (server.program().listensWithin(START_MAX, "link")) {
                scene.system().stepClock("+" + hours + "h");
                JsonNode ahead = scene.probe();
                scene.pause(500, 2_000);
                scene.system().stepClock("-" + hours + "h");
                scene.probe();
                scene.pause(500, 2_000);
                scene.system().stepClock("+0");
                scene.probe();
                Instant said = Instant.parse(ahead.at("/message/created_at").textValue());
                boolean moved = said.isAfter(Instant.now().plusSeconds(hours * 1_800L));
                evidence = new Evidence(moved, hours + " h forward and back; a message was dated " + said);
            }
            server.kill();
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
        Evidence strike(ProofScene scene) {
            scene.system().fillDisk(); // blocks that already belong to the files stay usable for a while
            AtomicBoolean enough = new AtomicBoolean();
            ProofScene.Flood flood = scene.beginFlood(enough::get);
            scene.becomes(Duration.ofSeconds(30), () -> flood.rejected() > 0);
            scene.pause(500, 2_000);
            enough.set(true);
            scene.system().freeDisk();
            flood.end();
            int refused = flood.rejected();
            return new Evidence(refused > 0, refused + " writes were rejected with -32007 because the disk was full");
        }
    },
    KILL_AT_FSYNC {
        @Override
        Optional<String> unavailableReason(ProofSystem system) {
            return Files.isExecutable(STRACE) ? Optional.empty() : Optional.of("strace is not installed");
        }

        @Override
        Evidence strike(ProofScene scene) {
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
            return new Evidence(died, "at flush number " + when + (started ? "" : ", during the start"));
        }
    };

    /** For a start that is slowed down by a fault. */
    private static final Duration START_MAX = Duration.ofSeconds(30);

    private static final int FLOODS_MAX = 3;
    private static final Path STRACE = Path.of("/usr/bin/strace");

    /** Evidence that a fault had its effect, and what was observed. */
    record Evidence(boolean hit, String detail) {
        static Evidence all(List<Evidence> parts) {
            return new Evidence(
                    parts.stream().allMatch(Evidence::hit),
                    String.join("; ", parts.stream().map(Evidence::detail).toList()));
        }
    }

    abstract Evidence strike(ProofScene scene);

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

    // ---- Kinds of faults ----

    private static Evidence killed(TestProcess program) {
        int code = program.exitCode();
        return new Evidence(code == 137, program + " ended with " + code);
    }

    private static Evidence freeze(ProofScene scene, TestProcess program) {
        program.signal("STOP");
        scene.pause(1_000, scene.longestPause());
        boolean stopped = state(program).equals("T");
        program.signal("CONT");
        return new Evidence(stopped, program + (stopped ? " was" : " was not") + " frozen");
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

    private static Evidence applyNetworkFaults(ProofScene scene, Weather towardsServer, Weather towardsGateway) {
        ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
        int connections = gateway.link().connections();
        gateway.link().weather(towardsServer, towardsGateway);
        scene.pause(1_000, scene.longestPause());
        gateway.link().heal();
        return new Evidence(connections > 0, connections + " connections, " + towardsServer + " and " + towardsGateway);
    }

    private static Evidence drain(ProofScene scene, ProofSystem.ProxiedGateway gateway) {
        int before = scene.workers().drained();
        boolean inUse = scene.workers().openAt(gateway) > 0;
        int code = gateway.gateway().program().stop();
        gateway.gateway().restart();
        boolean announced = !inUse
                || scene.becomes(Duration.ofSeconds(10), () -> scene.workers().drained() > before);
        int sockets = scene.workers().drained() - before;
        return new Evidence(
                code == 0 && announced, "%s drained with %d, %d sockets".formatted(gateway.name(), code, sockets));
    }

    private static Evidence stop(RunningServer server) {
        int code = server.program().stop();
        server.restart();
        return new Evidence(code == 0, "the server drained with " + code);
    }
}
