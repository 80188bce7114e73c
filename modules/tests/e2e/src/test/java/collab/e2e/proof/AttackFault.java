package collab.e2e.proof;

import collab.e2e.fault.Attackers;
import collab.e2e.fault.LinkFrames;
import collab.e2e.harness.MetricSamples;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Attackers beside the members: they have other addresses, and the members must be served all the time. */
enum AttackFault implements ProofFault {
    /** More connections than the processes have file descriptors, on each listener. */
    IDLE_CONNECTIONS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return attack(scene, "collab_connections_rejected_total", (attackers, to) -> {
                for (int host = 2; host < 2 + HOSTS; host++) attackers.send(to, host, CONNECTIONS / HOSTS, "");
            });
        }

        @Override
        boolean link() {
            return true;
        }
    },
    /** Many addresses keep the connections of their requests; each holds only a small share. */
    KEPT_CONNECTIONS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return attack(scene, "collab_connections_idle_closed_total", (attackers, to) -> {
                String request = "GET /livez HTTP/1.1\r\nHost: " + to.getAuthority() + "\r\n\r\n";
                for (int host = 2; host < 2 + KEEPERS; host++) {
                    attackers.send(to, host, CONNECTIONS / KEEPERS, request);
                }
            });
        }
    },
    /** Bodies of a MiB that miss their last byte. */
    HELD_BODIES {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            byte[] body = new byte[MEBIBYTE - 1];
            String token = scene.workers().attacker().token();
            return attack(
                    scene,
                    CONNECTED,
                    (attackers, to) -> attackers.send(to, 2, BODIES, ascii(Attackers.head(to, token, MEBIBYTE)), body));
        }
    },
    /** The longest answers that a client without an account gets, and that it does not read. */
    UNREAD_ANSWERS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            String discover = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}";
            String batch = "[" + (discover + ",").repeat(49) + discover + "]";
            return attack(
                    scene, CONNECTED, (attackers, to) -> attackers.send(to, 2, BODIES, Attackers.call(to, "", batch)));
        }
    },
    /** Bodies that never come to their end. */
    SLOW_BODIES {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return attack(
                    scene,
                    CONNECTED,
                    (attackers, to) ->
                            attackers.send(to, 3, CONNECTIONS / 4, Attackers.head(to, "", 10_000) + "{\"jsonrpc\":"));
        }
    },
    /** Upgrades without an end, with a worthless token, and with a good one and no reader. */
    HALF_OPEN_UPGRADES {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            RpcCaller user = scene.workers().attacker();
            return attack(scene, "collab_upgrades_refused_total", (attackers, to) -> {
                String upgrade = Attackers.upgrade(to, user.userId(), user.token());
                attackers.send(to, 4, CONNECTIONS / 8, upgrade.substring(0, upgrade.length() - 2));
                attackers.send(to, 5, CONNECTIONS / 8, Attackers.upgrade(to, user.userId(), "worthless"));
                attackers.send(to, 6, CONNECTIONS / 8, upgrade);
            });
        }
    },
    /** Calls with tokens that were never given out, from many addresses. */
    WORTHLESS_TOKENS {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            AtomicInteger number = new AtomicInteger();
            return attack(scene, "collab_rpc_errors_total", (attackers, to) -> {
                for (int host = 2; host < 100; host++) {
                    String token = "worthless-" + number.incrementAndGet();
                    attackers.send(
                            to,
                            host,
                            4,
                            Attackers.call(to, token, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.me\"}"));
                }
            });
        }
    },
    /** A user searches as fast as the answers come, on many connections. */
    SEARCH_FLOOD {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            AtomicInteger answered = new AtomicInteger();
            AtomicInteger rejected = new AtomicInteger();
            RpcCaller user = scene.workers().attacker();
            long workspace = user.call("workspace.list").at("/workspaces/0/id").longValue();
            scene.parallel(SEARCHERS, () -> {
                try {
                    user.at(scene.randomGateway().gateway().http())
                            .call("message.search", "workspace_id", workspace, "query", "probe");
                    answered.incrementAndGet();
                } catch (RpcCallRejected | UncheckedIOException limited) {
                    rejected.incrementAndGet();
                }
            });
            scene.over();
            return new FaultEvidence(
                    answered.get() > 0,
                    answered.get() + " searches were answered, " + rejected.get() + " were rejected");
        }
    },
    /** Members write long messages as fast as they are acknowledged. */
    SEND_FLOOD {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            long before = scene.probe().get("seq").longValue();
            scene.flood();
            long written = scene.probe().get("seq").longValue() - before;
            return new FaultEvidence(written >= FLOOD_LEAST, written + " events were written meanwhile");
        }
    },
    /** Frames of peers without the secret on the port of the link. */
    LINK_FRAMES {
        @Override
        public FaultEvidence strike(ProofScene scene) {
            return attack(scene, "collab_link_connections_cut_total", (attackers, to) -> {
                int host = 2;
                for (LinkFrames frames : LinkFrames.values()) attackers.send(to, host++, 40, frames.bytes(), NONE);
            });
        }

        @Override
        boolean http() {
            return false;
        }

        @Override
        boolean link() {
            return true;
        }
    };

    /** The gauge of open connections of a listener; members open only a few meanwhile. */
    private static final String CONNECTED = "collab_listener_connections{";

    private static final byte[] NONE = {};
    private static final int MEBIBYTE = 1 << 20;
    private static final int CONNECTIONS = 1_600;
    private static final int BODIES = 200;
    private static final int HOSTS = 4;
    private static final int KEEPERS = 90;
    private static final int GROWN_LEAST = 40;
    private static final int SEARCHERS = 16;

    /** Bodies that wait longer than their deadline are gone when the attack has lasted for a while. */
    private static final Duration EFFECT_MAX = Duration.ofSeconds(20);

    /** Of the messages of a flood: some may be rejected while something else fails. */
    private static final int FLOOD_LEAST = 100;

    /** What an attacker does to one listener. */
    private interface Attack {
        void on(Attackers attackers, URI listener);
    }

    @Override
    public boolean served() {
        return true;
    }

    /** Whether the listeners for HTTP are attacked. */
    boolean http() {
        return true;
    }

    /** Whether the listener of the link is attacked. */
    boolean link() {
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Attacks the listeners of the server and of a gateway, and lasts for a while.
     *
     * @param metric the begin of the samples whose sum must grow by {@value #GROWN_LEAST}
     */
    FaultEvidence attack(ProofScene scene, String metric, Attack attack) {
        ProofSystem.ProxiedGateway gateway = scene.busiestGateway();
        URI server = scene.system().server().http();
        List<URI> processes = List.of(server, gateway.gateway().http());
        double before = sum(processes, metric);
        try (Attackers attackers = new Attackers()) {
            if (http()) processes.forEach(listener -> attack.on(attackers, listener));
            if (link()) attack.on(attackers, scene.system().server().link());
            boolean hit = scene.becomes(EFFECT_MAX, () -> sum(processes, metric) - before > GROWN_LEAST);
            double grown = sum(processes, metric) - before;
            scene.pause(1_000, scene.longestPause());
            FaultEvidence evidence = new FaultEvidence(
                    hit,
                    "%d requests sent, %d connections refused, %s... grew by %.0f"
                            .formatted(attackers.sent(), attackers.refused(), metric, grown));
            attackers.end();
            scene.over();
            return evidence;
        }
    }

    private static double sum(List<URI> processes, String metric) {
        Predicate<Map.Entry<String, Double>> counts = sample -> sample.getKey().startsWith(metric);
        return processes.stream()
                .flatMap(process -> MetricSamples.of(process).entrySet().stream())
                .filter(counts)
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Override
    public boolean quick() {
        return switch (this) {
            case IDLE_CONNECTIONS, HELD_BODIES, HALF_OPEN_UPGRADES, LINK_FRAMES, SEARCH_FLOOD -> true;
            case KEPT_CONNECTIONS, UNREAD_ANSWERS, SLOW_BODIES, WORTHLESS_TOKENS, SEND_FLOOD -> false;
        };
    }
}
