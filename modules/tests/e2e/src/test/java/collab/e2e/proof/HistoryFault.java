package collab.e2e.proof;

import collab.e2e.checker.HistoryEntry;
import collab.e2e.harness.MetricSamples;
import collab.e2e.harness.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** The database goes back to an older state while clients hold later positions: each client must fetch its state again. */
enum HistoryFault implements ProofFault {
    /** An operator puts an older copy of the file in its place. */
    PUT_BACK {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return putBack(scene, List.of());
        }
    },
    /** The same, and no gateway remembers a later position. */
    PUT_BACK_WITHOUT_GATEWAYS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return putBack(scene, scene.system().gateways());
        }
    },
    /** An operator restores a backup by the command. */
    RESTORE {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            Path backup = scene.traces();
            return DatabaseReplacement.strike(scene, () -> admin(scene, "backup", backup), () -> {
                remove(server);
                admin(scene, "restore", backup);
            });
        }
    },
    /** The write-ahead log is lost after a crash: the start before has moved everything older into the database. */
    LOST_WAL {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            return DatabaseReplacement.strike(
                    scene,
                    () -> {
                        server.kill();
                        server.restart();
                    },
                    () -> {
                        delete(database(server, "-wal"));
                        delete(database(server, "-shm"));
                    });
        }
    },
    /** A client sleeps while the log forgets its position. */
    SLEEPING_TAB {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            RunningServer server = scene.system().server();
            ProofSocket tab = scene.workers().memberSocket();
            int boots = tab.boots();
            tab.sleep(true);
            long position = tab.last();
            server.program().stop();
            server.restart("log.events-max=" + EVENTS_MAX);
            scene.write(EVENTS_MAX + EVENTS_MAX / 10);
            scene.system().judge().capture(); // before the log is pruned
            boolean pruned = scene.becomes(PRUNED_MAX, () -> floor(server) > position);
            server.program().stop();
            server.restart();
            long floor = floor(server);
            scene.history().add(new HistoryEntry.Pruned(scene.history().now(), floor));
            tab.sleep(false);
            scene.over();
            boolean fetched = scene.becomes(PRUNED_MAX, () -> tab.boots() > boots);
            return new FaultEvidence(
                    pruned && fetched,
                    "%s slept at %d, the log begins after %d; it %s its state again"
                            .formatted(tab.name(), position, floor, fetched ? "fetched" : "did not fetch"));
        }
    };

    private static final int EVENTS_MAX = 1_000;

    /** The server prunes every 30 s. */
    private static final Duration PRUNED_MAX = Duration.ofSeconds(90);

    /** @param killed the gateways that are restarted at the same time */
    private static FaultEvidence putBack(ProofScene scene, List<ProofSystem.ProxiedGateway> killed) {
        RunningServer server = scene.system().server();
        Path copy = scene.traces();
        Path wal = scene.traces(); // a server that stops while the judge reads leaves its last writes there
        return DatabaseReplacement.strike(
                scene,
                () -> {
                    server.program().stop();
                    copy(database(server, ""), copy);
                    copy(database(server, "-wal"), wal);
                    server.restart();
                },
                () -> {
                    killed.forEach(gateway -> gateway.gateway().kill());
                    remove(server);
                    copy(copy, database(server, ""));
                    copy(wal, database(server, "-wal"));
                    killed.forEach(gateway -> gateway.gateway().restart());
                });
    }

    private static long floor(RunningServer server) {
        return MetricSamples.of(server.http())
                .getOrDefault("collab_log_floor_position", 0.0)
                .longValue();
    }

    private static Path database(RunningServer server, String suffix) {
        return server.data().resolve("collab.db" + suffix);
    }

    private static void admin(ProofScene scene, String command, Path file) {
        String data = scene.system().server().data().toString();
        int code = scene.system()
                .programs()
                .start(List.of("admin", command, "--data", data, file.toString()))
                .exitCode();
        if (code != 0) throw new AssertionError("admin " + command + " ended with " + code);
    }

    private static void remove(RunningServer server) {
        for (String suffix : List.of("", "-wal", "-shm")) delete(database(server, suffix));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Copies a file if it exists. */
    private static void copy(Path from, Path to) {
        try {
            if (Files.exists(from)) Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public boolean quick() {
        return this == PUT_BACK;
    }
}
