package collab.bench.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import collab.bench.load.DueTimestamp;
import collab.bench.load.Latencies;
import collab.bench.load.LoadClients;
import collab.bench.load.Publisher;
import collab.bench.load.RpcConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Callers of {@code message.send}, each with its own connection and one call in flight. */
final class MessageSenders {
    private static final byte[] RESULT = "\"result\"".getBytes(UTF_8);

    private final URI target;
    private final String token;
    private final long channel;
    private final int callers;

    MessageSenders(URI target, String token, long channel, int callers) {
        this.target = target;
        this.token = token;
        this.channel = channel;
        this.callers = callers;
    }

    /**
     * The result of a series of sends.
     *
     * @param acknowledged times from when a call was due to its response, in nanoseconds
     */
    record Sent(long count, double seconds, Histogram acknowledged) {
        double perSecond() {
            return count / seconds;
        }
    }

    /** Each caller sends again as soon as its call is acknowledged. */
    Sent sendContinuously(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return send(_ -> {
            long now = System.nanoTime();
            return now < end ? now : Long.MAX_VALUE;
        });
    }

    /** Sends as fast as the clients receive: at most {@link LoadClients#WINDOW} events per socket are in flight. */
    Sent sendWithinWindow(LoadClients clients, Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long before = clients.events();
        return send(i -> {
            long now = System.nanoTime();
            while (now < end && (i - LoadClients.WINDOW) * clients.size() > clients.events() - before) {
                LockSupport.parkNanos(LoadClients.POLL_INTERVAL_NANOS);
                now = System.nanoTime();
            }
            return now < end ? now : Long.MAX_VALUE;
        });
    }

    /** Sends a number of messages as fast as possible. */
    Sent sendCount(long count) throws IOException, InterruptedException {
        return send(i -> i < count ? System.nanoTime() : Long.MAX_VALUE);
    }

    /** Sends at fixed times. The time that a message waits for a free caller counts as latency. */
    Sent sendAtRate(double perSecond, Duration time) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long count = Math.round(perSecond * time.toNanos() / 1e9);
        return send(i -> i < count ? begin + Math.round(i * 1e9 / perSecond) : Long.MAX_VALUE);
    }

    /** Returns when the message with a number is due; {@link Long#MAX_VALUE} ends the series. */
    private interface Schedule {
        long due(long number);
    }

    private Sent send(Schedule schedule) throws IOException, InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicLong count = new AtomicLong();
        Histogram acknowledged = new ConcurrentHistogram(1_000, Latencies.MAX_NANOS, Latencies.DIGITS);
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                ends.add(threads.submit(() -> {
                    count.addAndGet(call(schedule, next, acknowledged));
                    return null;
                }));
            }
            for (Future<?> end : ends) end.get();
        } catch (ExecutionException failed) {
            throw new IOException("a caller failed", failed.getCause());
        }
        return new Sent(count.get(), (System.nanoTime() - begin) / 1e9, acknowledged);
    }

    private long call(Schedule schedule, AtomicLong next, Histogram acknowledged) throws IOException {
        long sent = 0;
        try (RpcConnection connection = RpcConnection.open(target, token)) {
            for (long due = schedule.due(next.getAndIncrement());
                    due != Long.MAX_VALUE;
                    due = schedule.due(next.getAndIncrement())) {
                Publisher.sleepUntil(due);
                String request = RpcConnection.request(
                        "message.send", SeededDeployment.message(channel, DueTimestamp.text(due)));
                byte[] response = connection.exchange(request.getBytes(UTF_8));
                acknowledged.recordValue(Latencies.bounded(System.nanoTime() - due));
                if (!contains(response))
                    throw new IllegalStateException("message.send failed: " + new String(response, UTF_8));
                sent++;
            }
        }
        return sent;
    }

    /** Searches the bytes instead of parsing them: the member is near the beginning. */
    private static boolean contains(byte[] response) {
        for (int at = 0; at <= response.length - RESULT.length; at++) {
            int match = 0;
            while (match < RESULT.length && response[at + match] == RESULT[match]) match++;
            if (match == RESULT.length) return true;
        }
        return false;
    }
}
