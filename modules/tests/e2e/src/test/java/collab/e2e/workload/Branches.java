package collab.e2e.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs work at once: no branch begins before all can. */
final class Branches {
    private Branches() {}

    /** Returns when all branches have ended; fails when one failed. */
    static void runAll(List<Runnable> branches) {
        CountDownLatch ready = new CountDownLatch(branches.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable branch : branches) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    branch.run();
                    return null;
                }));
            }
            for (Future<?> branch : running) branch.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
    }
}
