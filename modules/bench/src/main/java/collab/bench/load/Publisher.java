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
 * Makes messages for groups of people, each group in its turn, and hands them to a {@link SyntheticServer}. It counts what has been
 * published, in events and in deliveries. One thread.
 */
public final class Publisher {
    private static final int PACK_MAX = 64;

    private final SyntheticServer source;
    private final List<List<Long>> groups;
    private final List<Envelope> addressed;
    private int turn;
    private long events;
    private long deliveries;

    public Publisher(SyntheticServer source, List<List<Long>> groups) {
        this.source = source;
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
     * As fast as the swarm takes them.
     *
     * @param window events under way for each socket, on average
     */
    public void saturate(LoadClients swarm, int window, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long underWayMax = (long) window * groups.stream().mapToInt(List::size).sum();
        int pack = Math.min(PACK_MAX, Math.max(1, window * groups.size() / 4));
        int groupSize = groups.getFirst().size();
        do {
            if (deliveries + (long) pack * groupSize - swarm.events() > underWayMax) {
                LockSupport.parkNanos(LoadClients.NAP_NANOS);
            } else {
                tell(pack, System.nanoTime());
            }
        } while (System.nanoTime() < end);
    }

    /** At fixed moments, whatever happens; stamped with the moment they were due, so a delay of ours counts as theirs. */
    public void pace(double eventsPerSecond, Duration time) {
        long begin = System.nanoTime();
        long count = Math.round(eventsPerSecond * time.toNanos() / 1e9);
        for (long i = 0; i < count; i++) {
            long due = begin + Math.round(i * 1e9 / eventsPerSecond);
            sleepUntil(due);
            tell(1, due);
        }
    }

    public static void sleepUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void tell(int count, long stamp) {
        List<Envelope.Builder> pack = new ArrayList<>(count);
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            Envelope to = addressed.get(turn);
            Envelope.Builder envelope = to.toBuilder().setEvent(event(stamp).toByteString());
            pack.add(envelope);
            events++;
            deliveries += groups.get(turn).size();
            turn = (turn + 1) % groups.size();
            bytes += to.getSerializedSize() + envelope.getEvent().size();
            if (bytes >= WireLimits.PACK_BYTES_MAX) break;
        }
        source.tell(pack);
    }

    private Event event(long stamp) {
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
                                .setText(DueTimestamp.text(stamp))
                                .setCreatedAt(at)
                                .setVer(1_000_000 + events))
                        .setLastNo(events + 1))
                .build();
    }
}
