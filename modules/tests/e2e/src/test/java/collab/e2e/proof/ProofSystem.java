package collab.e2e.proof;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.MetricSamples;
import collab.e2e.harness.ProcessLimits;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningServer;
import collab.e2e.judge.Judge;
import collab.testkit.TcpRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The system under proof: a server, two gateways, and relays on every connection between them and to their clients. The
 * data is on a small file system where the machine allows it, and the server's clock can be moved where libfaketime is
 * installed. What is not possible has a reason.
 */
final class ProofSystem implements AutoCloseable {
    /** Far above what a run of hours writes; the free space is changed below it. */
    private static final String DISK_SIZE = "16g";

    private static final int DISK_SPARE_BYTES = 64 * 1024;

    private static final ProcessLimits LIMITS = new ProcessLimits(
            System.getProperty("collab.proof.heap", "512m"), Integer.getInteger("collab.proof.descriptors", 1_024));

    /** One network could not have 500 sockets at one gateway with 1,024 descriptors while the other is away. */
    private static final int CLIENT_NETWORKS = 64;

    private final ExamplePrograms programs;
    private final Path data;
    private final Path scratch;
    private final Path clock;
    private final RunningServer server;
    private final Judge judge;
    private final List<ProxiedGateway> gateways = new ArrayList<>();
    private final Optional<String> diskUnavailableReason;

    /** A gateway, its relay to the server and the relay of its clients. */
    record ProxiedGateway(String name, RunningGateway gateway, TcpRelay link, TcpRelay clientRelay) {
        /** The address for clients. */
        URI clientAddress() {
            return URI.create("http://127.0.0.1:" + clientRelay.port());
        }

        /** The value of one sample of the gateway's metrics; 0 when the process does not show it. */
        double metric(String sample) {
            return MetricSamples.of(gateway.http()).getOrDefault(sample, 0.0);
        }
    }

    private ProofSystem(ExamplePrograms programs, ProofSettings settings) {
        this.programs = programs;
        this.data = programs.folder();
        this.diskUnavailableReason = mount();
        this.scratch = programs.folder();
        this.clock = scratch.resolve("clock");
        stepClock("+0");
        try {
            Path secret = RunningPair.secretFile(programs);
            this.server = RunningServer.start(programs, data, secret, LIMITS, settings.ofServer());
            this.judge = Judge.start(data.resolve("collab.db"));
            for (String name : List.of("gateway-a", "gateway-b")) {
                gateways.add(gateway(programs, name, secret, settings));
            }
        } catch (AssertionError failed) {
            programs.killAll();
            unmount();
            throw failed;
        }
    }

    private ProxiedGateway gateway(ExamplePrograms programs, String name, Path secret, ProofSettings settings) {
        TcpRelay link = TcpRelay.to(
                new InetSocketAddress(server.link().getHost(), server.link().getPort()));
        RunningGateway gateway = RunningGateway.attach(
                programs, server, "127.0.0.1:" + link.port(), secret, LIMITS, settings.ofGateway(name));
        TcpRelay clientRelay = TcpRelay.fromNetworks(
                CLIENT_NETWORKS,
                new InetSocketAddress(gateway.http().getHost(), gateway.http().getPort()));
        return new ProxiedGateway(name, gateway, link, clientRelay);
    }

    static ProofSystem start(ExamplePrograms programs) {
        return start(programs, ProofSettings.DEFAULT);
    }

    static ProofSystem start(ExamplePrograms programs, ProofSettings settings) {
        ProofSystem system = new ProofSystem(programs, settings);
        try {
            system.gateways.forEach(
                    gateway -> RpcCaller.of(gateway.clientAddress()).awaitReady());
        } catch (AssertionError failed) {
            system.close();
            throw failed;
        }
        return system;
    }

    ExamplePrograms programs() {
        return programs;
    }

    /** A folder for files of faults. */
    Path scratch() {
        return scratch;
    }

    RunningServer server() {
        return server;
    }

    Judge judge() {
        return judge;
    }

    List<ProxiedGateway> gateways() {
        return gateways;
    }

    ProxiedGateway any(Random random) {
        return gateways.get(random.nextInt(gateways.size()));
    }

    // ---- Disk ----

    private Optional<String> mount() {
        return run("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "tmpfs", data.toString());
    }

    /** Why the disk cannot be filled; empty when it can. */
    Optional<String> diskUnavailableReason() {
        return diskUnavailableReason;
    }

    /** Leaves free space for a few pages only. */
    void fillDisk() {
        long spare = 0;
        while (resize(used() + spare).isPresent()) spare += DISK_SPARE_BYTES; // the file system grew meanwhile
    }

    void freeDisk() {
        resize(DISK_SIZE).ifPresent(failed -> {
            throw new IllegalStateException(failed);
        });
    }

    private long used() {
        try {
            FileStore disk = Files.getFileStore(data);
            return disk.getTotalSpace() - disk.getUnallocatedSpace();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Optional<String> resize(Object bytes) {
        return run("mount", "-o", "remount,size=" + bytes, data.toString());
    }

    // ---- Clock ----

    /** The library for multi-threaded programs: with the other one a Java runtime does not start. */
    private static Optional<Path> fakeTime() {
        return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
                .map(machine -> Path.of("/usr/lib", machine, "faketime/libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst();
    }

    /** Why the clock cannot be moved; empty when it can. */
    static Optional<String> clockUnavailableReason() {
        return fakeTime().isPresent() ? Optional.empty() : Optional.of("libfaketime is not installed");
    }

    /**
     * A command that runs a program with the clock that {@link #stepClock} moves; monotonic clocks are not affected.
     */
    List<String> ownClock() {
        return List.of(
                "env",
                "LD_PRELOAD=" + fakeTime().orElseThrow(),
                "FAKETIME_TIMESTAMP_FILE=" + clock,
                "FAKETIME_NO_CACHE=1",
                "DONT_FAKE_MONOTONIC=1");
    }

    /** @param offset from the true time, as libfaketime reads it: {@code +3600} */
    void stepClock(String offset) {
        try {
            Path next = clock.resolveSibling("clock.next");
            Files.writeString(next, offset + "\n");
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    // ---- End ----

    /** Kills the processes, because their file system is removed. */
    @Override
    public void close() {
        gateways.forEach(gateway -> {
            gateway.gateway().kill();
            gateway.clientRelay().close();
            gateway.link().close();
        });
        server.kill();
        judge.close();
        unmount();
    }

    private void unmount() {
        if (diskUnavailableReason.isPresent()) return;
        run("umount", data.toString()).ifPresent(failed -> {
            throw new IllegalStateException(failed);
        });
    }

    /** The output of a failed command. */
    private static Optional<String> run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of(String.join(" ", command) + ": " + said.strip());
        } catch (IOException missing) {
            return Optional.of(String.join(" ", command) + ": " + missing.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
