package collab.persistence.sqlite;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.persistence.Ledger;
import collab.persistence.Ledger.Operation;
import collab.persistence.Ledger.Submission;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Measures durable sends: {@code LedgerLoad DIRECTORY CALLERS SECONDS RUNS}. Not a test; run it on an idle machine and compare
 * only figures of one run. It also prints the time of one {@code fdatasync} on the same disk.
 */
final class LedgerLoad {
    private LedgerLoad() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "ledger-load");
        int callers = Integer.parseInt(args[1]);
        long nanos = Long.parseLong(args[2]) * 1_000_000_000L;
        int runs = Integer.parseInt(args[3]);
        System.out.printf(Locale.ROOT, "fdatasync: %.3f ms (median of 200)%n", syncMs(directory));
        try (Persistence store = SqlitePersistence.open(PersistenceConfig.in(directory), InstantSource.system())) {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            Caller.Person alice = fixture.createUser("alice");
            WorkspaceId workspace = fixture.createWorkspace(alice, "General");
            ChannelId channel = fixture.createChannel(alice, workspace, "load");
            for (int run = 0; run < runs; run++) {
                run(store.ledger(), alice, channel, callers, nanos, run);
            }
        }
    }

    private static void run(Ledger ledger, Caller caller, ChannelId channel, int callers, long nanos, int run)
            throws InterruptedException, ExecutionException {
        long cpu = writerCpuNanos();
        long end = System.nanoTime() + nanos;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = IntStream.range(0, callers)
                    .mapToObj(number -> threads.submit(() -> sends(ledger, caller, channel, end, run + "-" + number)))
                    .toList();
            long[] all = {};
            for (Future<long[]> result : results) {
                long[] one = result.get();
                int length = all.length;
                all = Arrays.copyOf(all, length + one.length);
                System.arraycopy(one, 0, all, length, one.length);
            }
            Arrays.sort(all);
            System.out.printf(
                    Locale.ROOT,
                    "%d callers: %,.0f sends/s, writer %.1f us CPU each, p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                    callers,
                    all.length / (nanos / 1e9),
                    (writerCpuNanos() - cpu) / 1e3 / all.length,
                    all[all.length / 2] / 1e6,
                    all[all.length * 99 / 100] / 1e6,
                    all[all.length - 1] / 1e6);
        }
    }

    private static long[] sends(Ledger ledger, Caller caller, ChannelId channel, long end, String name) {
        long[] took = new long[1 << 16];
        int sent = 0;
        for (long start = System.nanoTime(); start < end; sent++) {
            ledger.submit(new Submission(
                    caller,
                    new Command.SendMessage(
                            channel, "a message of about the usual length, number " + sent, Optional.empty()),
                    Optional.of(new Operation("op-" + name + "-" + sent, "message.send", "0".repeat(64)))));
            long now = System.nanoTime();
            took[sent] = now - start;
            start = now;
        }
        return Arrays.copyOf(took, sent);
    }

    private static long writerCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread.getThreadName().equals("ledger-write"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private static double syncMs(Path directory) {
        try (FileChannel file =
                FileChannel.open(directory.resolve("sync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long[] took = new long[200];
            for (int i = 0; i < took.length; i++) {
                file.write(ByteBuffer.allocate(4_096));
                long start = System.nanoTime();
                file.force(false);
                took[i] = System.nanoTime() - start;
            }
            Arrays.sort(took);
            return took[took.length / 2] / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
