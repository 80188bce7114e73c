package collab.fanout.stream;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.model.Session;
import collab.fanout.config.CredentialLookup;
import collab.fanout.routing.AuditRight;
import collab.fanout.routing.EnvelopeBatch;
import collab.fanout.routing.EventScope;
import collab.fanout.routing.MembershipChange;
import collab.fanout.routing.MembershipIndex;
import collab.fanout.routing.Redaction;
import collab.fanout.routing.RequestIds;
import collab.fanout.routing.RouteTable;
import collab.fanout.routing.SubscriptionFilter;
import collab.fanout.routing.VersionNegotiation;
import collab.persistence.LoggedEvent;
import collab.persistence.Snapshots;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.SubscribeRequest;
import collab.wire.link.v1.SubscribeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A consumer that reads what its user would receive, from a position on: a cursor, the routes of a single user, and a
 * virtual thread that reads the log and waits in its writes while the consumer does not read.
 *
 * <p>The session must be valid at every heartbeat, and its revocation in the log ends the stream at that position. The
 * audit right is checked as often.
 */
final class Subscription {
    private static final System.Logger LOG = System.getLogger(Subscription.class.getName());
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Events read at once. */
    private static final int CHUNK = 256;

    private final StreamServices parts;
    private final CredentialLookup credentials;
    private final Snapshots snapshots;
    private final CredentialLookup.Holder holder;
    private final Set<Subscription> open;
    private final StreamObserver<SubscribeResponse> consumer;
    private final Thread thread;
    private final Future<?> beats;

    // From any thread.
    private final WakeupSignal bell = new WakeupSignal();
    private final CompletableFuture<Status> ending = new CompletableFuture<>();
    private final StreamWriter writes = new StreamWriter();
    private volatile boolean beatIsDue;

    // Only the subscription's thread, once it runs.
    private final RouteTable routes = new RouteTable();
    private final Redaction redaction;
    private final EventScope whereabouts;
    private final SubscriptionFilter filter;
    private final Envelope addressed;
    private final String epoch;
    private final int version;
    private AuditRight audit = new AuditRight(false, Set.of());
    private LogPosition cursor;

    private Subscription(
            StreamServices parts,
            CredentialLookup credentials,
            Snapshots snapshots,
            CredentialLookup.Holder holder,
            SubscribeRequest request,
            Set<Subscription> open,
            StreamObserver<SubscribeResponse> consumer) {
        this.parts = parts;
        this.credentials = credentials;
        this.snapshots = snapshots;
        this.holder = holder;
        this.open = open;
        this.consumer = consumer;
        this.redaction = new Redaction(snapshots);
        this.whereabouts = new EventScope(snapshots);
        this.filter = SubscriptionFilter.of(request);
        this.version = VersionNegotiation.negotiate(
                "the consumer", request.getVersionsList(), parts.envelopes().spoken());
        this.epoch = parts.log().epoch();
        this.cursor = startOf(request);
        this.addressed = MembershipIndex.address(List.of(user()));
        this.thread = Thread.ofVirtual()
                .name("subscription-" + NUMBERS.incrementAndGet())
                .unstarted(this::run);
        long heartbeat = parts.config().link().heartbeat().toMillis();
        this.beats = parts.scheduler().scheduleAtFixedRate(this::beat, heartbeat, heartbeat, TimeUnit.MILLISECONDS);
    }

    /**
     * @param open the registry of running subscriptions
     * @throws StatusRuntimeException when the request is rejected
     */
    static Subscription start(
            StreamServices parts,
            CredentialLookup credentials,
            Snapshots snapshots,
            CredentialLookup.Holder holder,
            SubscribeRequest request,
            Set<Subscription> open,
            StreamObserver<SubscribeResponse> consumer) {
        Subscription subscription = new Subscription(parts, credentials, snapshots, holder, request, open, consumer);
        open.add(subscription);
        parts.follower().join(subscription.bell);
        subscription.thread.start();
        return subscription;
    }

    /**
     * A consumer's position beyond the head is no proof of a restored database, unlike a gateway's: any program may
     * send it.
     */
    private LogPosition startOf(SubscribeRequest request) {
        LogPosition head = parts.log().head();
        if (request.getEpoch().isEmpty()) return head;
        LogPosition position = RequestIds.position(request.getPosition());
        if (!request.getEpoch().equals(epoch)) {
            throw outOfRange("epoch " + request.getEpoch() + "is over, the current one is " + epoch);
        }
        if (position.isAfter(head) || parts.log().floor().isAfter(position)) {
            throw outOfRange(
                    "position " + position + " is not between " + parts.log().floor() + " and " + head);
        }
        return position;
    }

    private UserId user() {
        return holder.session().userId();
    }

    // ---- Called from any thread ----

    private void beat() {
        beatIsDue = true;
        bell.ring();
    }

    /** Ends the stream unless it has ended. Never blocks. */
    void end(Status why) {
        if (!ending.complete(why)) return;
        beats.cancel(false);
        parts.follower().leave(bell);
        open.remove(this);
        parts.metrics().ended(why);
        writes.end(thread);
        bell.ring();
    }

    void join() {
        ThreadTermination.join(thread);
    }

    // ---- The subscription's thread ----

    private void run() {
        try {
            routes.add(user(), parts.memberships().placesOf(user(), cursor));
            checkRights();
            tellPosition();
            while (!ending.isDone()) {
                boolean busy = tellEvents();
                busy |= tellBeat();
                if (!busy) bell.await();
            }
        } catch (StatusRuntimeException refused) {
            end(refused.getStatus());
        } catch (RuntimeException broken) {
            if (!ending.isDone()) LOG.log(ERROR, "the stream to a subscriber broke at " + cursor, broken);
            end(Status.INTERNAL.withDescription("the stream broke"));
        }
        hangUp(ending.join());
    }

    private boolean tellBeat() {
        if (!beatIsDue) return false;
        beatIsDue = false;
        checkRights();
        tellPosition();
        return true;
    }

    private void checkRights() {
        Optional<Session> session = credentials.bySession(holder.session().id()).map(CredentialLookup.Holder::session);
        if (session.isEmpty()) {
            throw Status.UNAUTHENTICATED.withDescription("the session has ended").asRuntimeException();
        }
        audit = snapshots.read(snapshot -> AuditRight.of(snapshot.grants(user())));
    }

    private boolean tellEvents() {
        if (!parts.log().epoch().equals(epoch)) {
            throw outOfRange(
                    "epoch " + epoch + "is over, the current one is " + parts.log().epoch());
        }
        List<LoggedEvent> read = parts.log().read(cursor, CHUNK);
        if (parts.log().floor().isAfter(cursor)) {
            throw outOfRange("the stream is at " + cursor + ", below the oldest kept position");
        }
        if (read.isEmpty()) return false;
        boolean toHead = read.getLast().seq().equals(parts.log().head());
        List<LoggedEvent> told = new ArrayList<>();
        boolean revoked = false;
        for (LoggedEvent event : read) {
            if (revoked) break;
            if (isForMe(event) && filter.lets(event, whereabouts)) told.add(event);
            revoked = isMyRevocation(event);
            cursor = event.seq();
        }
        tell(redaction.redact(told, read, toHead));
        if (revoked) {
            throw Status.UNAUTHENTICATED
                    .withDescription("the session was revoked")
                    .asRuntimeException();
        }
        return true;
    }

    private boolean isForMe(LoggedEvent event) {
        MembershipChange.of(event).ifPresent(routes::apply);
        return parts.audiences().resolve(event.audience(), event.seq(), routes).getRecipientsCount() > 0
                || audit.covers(event.audience(), whereabouts);
    }

    private boolean isMyRevocation(LoggedEvent event) {
        if (!event.type().equals("session.revoked")
                || !event.seq().isAfter(holder.position())
                || !(event.audience() instanceof Audience.Listed(List<UserId> users))
                || !users.contains(user())) {
            return false;
        }
        SessionRevoked revoked = MembershipChange.parsed(event).getSessionRevoked();
        return revoked.getSession() == holder.session().id().value();
    }

    /** Events that were read and not sent need no message: the next heartbeat carries the position. */
    private void tell(List<LoggedEvent> events) {
        EnvelopeBatch pack = new EnvelopeBatch();
        LogPosition packed = cursor;
        for (LoggedEvent event : events) {
            Optional<Envelope> envelope = parts.envelopes().event(event, addressed, version);
            if (envelope.isEmpty()) continue;
            if (!pack.hasRoomFor(envelope.get())) send(pack, packed);
            pack.add(envelope.get());
            packed = event.seq();
        }
        if (!pack.isEmpty()) send(pack, cursor);
    }

    private void send(EnvelopeBatch pack, LogPosition position) {
        List<Envelope> envelopes = pack.take();
        parts.metrics().envelopes.add(envelopes.size());
        write(SubscribeResponse.newBuilder().addAllEnvelopes(envelopes), position);
    }

    private void tellPosition() {
        write(SubscribeResponse.newBuilder(), cursor);
    }

    private void write(SubscribeResponse.Builder response, LogPosition position) {
        SubscribeResponse whole =
                response.setPosition(position.value()).setEpoch(epoch).build();
        try {
            writes.write(() -> consumer.onNext(whole));
        } catch (RuntimeException failed) {
            LOG.log(DEBUG, "a write to a subscriber failed", failed);
            end(Status.UNAVAILABLE.withDescription("cannot write to the subscriber"));
        }
    }

    private void hangUp(Status why) {
        boolean _ = Thread.interrupted(); // its work is done
        try {
            consumer.onError(why.asRuntimeException());
        } catch (RuntimeException gone) {
            LOG.log(DEBUG, "a subscriber could not be notified why its stream ended", gone);
        }
    }

    private static StatusRuntimeException outOfRange(String why) {
        return Status.OUT_OF_RANGE.withDescription(why).asRuntimeException();
    }
}
