package collab.gateway.link;

import collab.gateway.session.Uplink;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.Drop;
import collab.wire.link.v1.Offline;
import collab.wire.link.v1.Online;
import collab.wire.link.v1.PresenceQuery;
import collab.wire.link.v1.Want;
import java.util.function.LongSupplier;

/**
 * The state of the link, and requests to the server. The state is written by the link thread and read by all threads.
 *
 * <p>The epoch changes only after all sessions of the old epoch have ended, so a live session never combines a position of one event
 * log with the epoch of another.
 */
public final class LinkState implements Uplink {
    private final LinkInbox inbox;
    private final LongSupplier nanoTime;
    private volatile boolean attached;
    private volatile String epoch = "";
    private volatile int version;
    private volatile long applied;
    private volatile long head;
    private volatile long appliedAt;

    public LinkState(LinkInbox inbox, LongSupplier nanoTime) {
        this.inbox = inbox;
        this.nanoTime = nanoTime;
        this.appliedAt = nanoTime.getAsLong();
    }

    @Override
    public boolean attached() {
        return attached;
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public long applied() {
        return applied;
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public long silenceMs() {
        return Math.max(0, silenceNanos() / 1_000_000);
    }

    long silenceNanos() {
        return nanoTime.getAsLong() - appliedAt;
    }

    @Override
    public void subscribe(long number, long userId) {
        Want want = Want.newBuilder().setNumber(number).setUserId(userId).build();
        inbox.request(AttachRequest.newBuilder().setWant(want).build());
    }

    @Override
    public void unsubscribe(long userId) {
        inbox.request(AttachRequest.newBuilder()
                .setDrop(Drop.newBuilder().setUserId(userId))
                .build());
    }

    @Override
    public void reportOnline(long userId) {
        inbox.request(AttachRequest.newBuilder()
                .setOnline(Online.newBuilder().setUserId(userId))
                .build());
    }

    @Override
    public void reportOffline(long userId) {
        inbox.request(AttachRequest.newBuilder()
                .setOffline(Offline.newBuilder().setUserId(userId))
                .build());
    }

    @Override
    public void requestPresence(long number, long userId) {
        PresenceQuery query =
                PresenceQuery.newBuilder().setNumber(number).setUserId(userId).build();
        inbox.request(AttachRequest.newBuilder().setPresenceQuery(query).build());
    }

    @Override
    public void discardRequests() {
        inbox.discardRequests();
    }

    // ---- The link thread ----

    void messageApplied() {
        appliedAt = nanoTime.getAsLong();
    }

    void attachedAt(String logEpoch, int eventVersion, long position, long logHead) {
        epoch = logEpoch;
        version = eventVersion;
        applied = position;
        head = Math.max(position, logHead);
        attached = true;
    }

    void appliedTo(long position) {
        applied = Math.max(applied, position);
        headAt(position);
    }

    void headAt(long position) {
        head = Math.max(head, position);
    }

    void detached() {
        attached = false;
    }

    void historyLost() {
        epoch = "";
        applied = 0;
        head = 0;
    }
}
