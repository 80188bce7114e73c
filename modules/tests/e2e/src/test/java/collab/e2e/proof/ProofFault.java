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
            ProofSystem.Front front = scene.anyFront();
            front.gateway().kill9();
            scene.pause(0, 1_500);
            Evidence dead = killed(front.gateway().program());
            front.gateway().restart();
            return dead;
        }
    },
    KILL_SERVER {
        @Override
        Evidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            server.kill9();
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
            List<ProofSystem.Front> fronts = scene.system().fronts();
            server.kill9();
            fronts.forEach(front -> front.gateway().kill9());
            Evidence dead = killed(server.program());
            server.restart();
            fronts.forEach(front -> front.gateway().restart());
            return dead;
        }
    },
    FREEZE_GATEWAY {
        @Override
        Evidence strike(ProofScene scene) {
            return freeze(scene, scene.anyFront().gateway().program());
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
            ProofSystem.Front front = scene.busyFront();
            int reset = 0;
            for (int i = 0; i < 3; i++) {
                reset += front.link().reset();
                scene.pause(200, 800);
            }
            return new Evidence(reset > 0, reset + " connections reset");
        }
    },
    REFUSE_LINK {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.Front front = scene.busyFront();
            front.link().refuse(true);
            int reset = front.link().reset();
            scene.pause(1_000, 6_000);
            front.link().heal();
            return new Evidence(reset > 0, reset + " connections reset, and no new ones for a while");
        }
    },
    STALL_LINK {
        @Override
        Evidence strike(ProofScene scene) {
            return weather(scene, Weather.STILL, Weather.STILL);
        }
    },
    HALF_OPEN_LINK {
        @Override
        Evidence strike(ProofScene scene) {
            boolean towardsServer = scene.random().nextBoolean();
            return weather(
                    scene,
                    towardsServer ? Weather.SWALLOWING : Weather.CLEAR,
                    towardsServer ? Weather.CLEAR : Weather.SWALLOWING);
        }
    },
    CUT_SOCKETS_ANYWHERE {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.Front front = scene.busyFront();
            long before = front.street().cuts();
            Random dice = new Random(scene.random().nextLong());
            front.street().cutAfter(() -> {
                synchronized (dice) {
                    return 1 + dice.nextInt(6_000);
                }
            });
            front.street().reset(); // connections that return are cut again
            scene.pause(2_000, 6_000);
            front.street().heal();
            long cuts = front.street().cuts() - before;
            front.street().reset(); // the last connections of those to be cut
            return new Evidence(cuts > 0, cuts + " connections cut");
        }
    },
    HALF_OPEN_SOCKETS {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.Front front = scene.busyFront();
            int open = front.street().connections();
            front.street().weather(Weather.CLEAR, Weather.SWALLOWING);
            scene.pause(1_000, 5_000);
            front.street().heal();
            return new Evidence(open > 0, open + " connections without data from the client");
        }
    },
    SLOW_READERS {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSystem.Front front = scene.busyFront();
            int open = front.street().connections();
            for (int i = 0; i < 10; i++) {
                front.street().weather(Weather.CLEAR, Weather.STILL);
                scene.pause(100, 400);
                front.street().weather(Weather.CLEAR, Weather.CLEAR);
                scene.pause(10, 50);
            }
            return new Evidence(open > 0, open + " connections in bursts");
        }
    },
    STALLED_READER {
        @Override
        Evidence strike(ProofScene scene) {
            ProofSocket victim = scene.crew().ownersTab();
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
            List<ProofSocket> tabs = scene.crew().tabs();
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
            return drain(scene, scene.anyFront());
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
            for (ProofSystem.Front front : scene.system().fronts()) {
                steps.add(drain(scene, front));
                RpcCaller.of(front.door()).awaitReady();
            }
            steps.add(stop(scene.system().server()));
            return Evidence.all(steps);
        }
    },
    CLOCK_STEPS {
        @Override
        Optional<String> impossible(ProofSystem system) {
            return ProofSystem.noOwnClock();
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
            server.kill9();
            server.restart();
            return evidence;
        }

        @Override
        boolean certain() {
            return false; // libfaketime does not work with every Java runtime
        }
    },
    FULL_DISK {
        @Override
        Optional<String> impossible(ProofSystem system) {
            return system.noOwnDisk();
        }

        @Override
        Evidence strike(ProofScene scene) {
            scene.system().fillDisk(); // blocks that already belong to the files stay usable for a while
            AtomicBoolean enough = new AtomicBoolean();
            ProofScene.Flood flood = scene.beginFlood(enough::get);
            scene.becomes(Duration.ofSeconds(30), () -> flood.refused() > 0);
            scene.pause(500, 2_000);
            enough.set(true);
            scene.system().freeDisk();
            flood.end();
            int refused = flood.refused();
            return new Evidence(refused > 0, refused + " writes were rejected with -32007 because the disk was full");
        }
    },
    KILL_AT_FSYNC {
        @Override
        Optional<String> impossible(ProofSystem system) {
            return Files.isExecutable(STRACE) ? Optional.empty() : Optional.of("strace is not installed");
        }

        @Override
        Evidence strike(ProofScene scene) {
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
    Optional<String> impossible(ProofSystem system) {
        return Optional.empty();
    }

    /** Whether a run without this fault's effect fails. */
    boolean certain() {
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

    private static Evidence weather(ProofScene scene, Weather towardsServer, Weather towardsGateway) {
        ProofSystem.Front front = scene.busyFront();
        int connections = front.link().connections();
        front.link().weather(towardsServer, towardsGateway);
        scene.pause(1_000, scene.longestPause());
        front.link().heal();
        return new Evidence(connections > 0, connections + " connections, " + towardsServer + " and " + towardsGateway);
    }

    private static Evidence drain(ProofScene scene, ProofSystem.Front front) {
        int before = scene.crew().drained();
        boolean inUse = scene.crew().openAt(front) > 0;
        int code = front.gateway().program().stop();
        front.gateway().restart();
        boolean told = !inUse
                || scene.becomes(Duration.ofSeconds(10), () -> scene.crew().drained() > before);
        int sockets = scene.crew().drained() - before;
        return new Evidence(code == 0 && told, "%s drained with %d, %d sockets".formatted(front.name(), code, sockets));
    }

    private static Evidence stop(RunningServer server) {
        int code = server.program().stop();
        server.restart();
        return new Evidence(code == 0, "the server drained with " + code);
    }
}
