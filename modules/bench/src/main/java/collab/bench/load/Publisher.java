package collab.bench.load;

import collab.wire.WireLimits;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageCreated;
import collab.wire.link.v1.Envelope;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates messages for groups of users in turn and publishes them through a {@link SyntheticServer}. It counts
 * published events and expected deliveries. Used by one thread.
 */
public final class Publisher {
    private static final int BATCH_MAX = 64;

    private final SyntheticServer server;
    private final List<List<Long>> groups;
    private final List<Envelope> addressed;
    private int next;
    private long events;
    private long deliveries;

    public Publisher(SyntheticServer server, List<List<Long>> groups) {
        this.server = server;
        this.groups = List.copyOf(groups);
        this.addressed = groups.stream()
                .map(group ->
                        Envelope.newBuilder().setV(2).addAllRecipients(group).build())
                .toList();
    }

    long events() {
        return events;
    }

    public long deliveries() {
        return deliveries;
    }

    /**
     * Publishes as fast as the clients receive.
     *
     * @param window events in flight per socket, on average
     */
    public void saturate(LoadClients clients, int window, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long inFlightMax = (long) window * groups.stream().mapToInt(List::size).sum();
        int batch = Math.min(BATCH_MAX, Math.max(1, window * groups.size() / 4));
        int groupSize = groups.getFirst().size();
        do {
            if (deliveries + (long) batch * groupSize - clients.events() > inFlightMax) {
                LockSupport.parkNanos(LoadClients.POLL_INTERVAL_NANOS);
            } else {
                publish(batch, System.nanoTime());
            }
        } while (System.nanoTime() < end);
    }

    /**
     * Publishes at fixed times. Each event carries the time at which it was due, so a delay of the publisher counts as
     * latency.
     */
    public void pace(double eventsPerSecond, Duration time) {
        long begin = System.nanoTime();
        long count = Math.round(eventsPerSecond * time.toNanos() / 1e9);
        for (long i = 0; i < count; i++) {
            long due = begin + Math.round(i * 1e9 / eventsPerSecond);
            sleepUntil(due);
            publish(1, due);
        }
    }

    public static void sleepUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void publish(int count, long due) {
        List<Envelope.Builder> batch = new ArrayList<>(count);
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            Envelope to = addressed.get(next);
            Envelope.Builder envelope = to.toBuilder().setEvent(event(due).toByteString());
            batch.add(envelope);
            events++;
            deliveries += groups.get(next).size();
            next = (next + 1) % groups.size();
            bytes += to.getSerializedSize() + envelope.getEvent().size();
            if (bytes >= WireLimits.PACK_BYTES_MAX) break;
        }
        server.publish(batch);
    }

    private Event event(long due) {
        Instant now = Instant.now();
        Timestamp at = Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano())
                .build();
        return Event.newBuilder()
                .setAt(at)
                .setActorId(1)
                .setMessageCreated(MessageCreated.newBuilder()
                        .setMessage(Message.newBuilder()
                                .setId(1_000_000 + events)
                                .setNo(events + 1)
                                .setChannelId(7)
                                .setUserId(1)
                                .setText(DueTimestamp.text(due))
                                .setCreatedAt(at)
                                .setVer(1_000_000 + events))
                        .setLastNo(events + 1))
                .build();
    }
}
