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
    private static final int CHUNK_EVENTS = 256;

    /** @param open the running subscriptions */
    record Context(
            StreamServices services, CredentialLookup credentials, Snapshots snapshots, Set<Subscription> open) {}

    private final Context context;
    private final StreamServices services;
    private final CredentialLookup.Holder holder;
    private final StreamObserver<SubscribeResponse> consumer;
    private final ServiceThread thread = new ServiceThread();

    /** Written once, before another thread can end the stream. */
    private volatile Future<?> heartbeats = CompletableFuture.completedFuture(true);

    // From any thread.
    private final WakeupSignal wakeup = new WakeupSignal();
    private final CompletableFuture<Status> ending = new CompletableFuture<>();
    private final InterruptibleWrite writer = new InterruptibleWrite();
    private volatile boolean heartbeatIsDue;

    // Only the subscription's thread, once it runs.
    private final RouteTable routes = new RouteTable();
    private final Redaction redaction;
    private final EventScope scope;
    private final SubscriptionFilter filter;
    private final Envelope addressed;
    private final String epoch;
    private final int version;
    private AuditRight audit = new AuditRight(false, Set.of());
    private LogPosition cursor;

    private Subscription(
            Context context,
            CredentialLookup.Holder holder,
            SubscribeRequest request,
            StreamObserver<SubscribeResponse> consumer) {
        this.context = context;
        this.services = context.services();
        this.holder = holder;
        this.consumer = consumer;
        this.redaction = new Redaction(context.snapshots());
        this.scope = new EventScope(context.snapshots());
        this.filter = SubscriptionFilter.of(request);
        this.version = VersionNegotiation.negotiate(
                "the consumer", request.getVersionsList(), services.envelopes().supportedVersions());
        this.epoch = services.log().epoch();
        this.cursor = startOf(request);
        this.addressed = MembershipIndex.address(List.of(user()));
    }

    /** @throws StatusRuntimeException when the request is rejected */
    static Subscription start(
            Context context,
            CredentialLookup.Holder holder,
            SubscribeRequest request,
            StreamObserver<SubscribeResponse> consumer) {
        Subscription subscription = new Subscription(context, holder, request, consumer);
        subscription.start();
        return subscription;
    }

    private void start() {
        long interval = services.link().heartbeats().interval().toMillis();
        heartbeats =
                services.scheduler().scheduleAtFixedRate(this::onHeartbeat, interval, interval, TimeUnit.MILLISECONDS);
        context.open().add(this);
        services.follower().add(wakeup);
        thread.start(Thread.ofVirtual().name("subscription-" + NUMBERS.incrementAndGet()), this::run);
    }

    /**
     * A consumer's position beyond the head is no proof of a restored database, unlike a gateway's: any program may
     * send it.
     */
    private LogPosition startOf(SubscribeRequest request) {
        LogPosition head = services.log().head();
        if (request.getEpoch().isEmpty()) return head;
        LogPosition position = RequestIds.position(request.getPosition());
        if (!request.getEpoch().equals(epoch)) {
            throw StreamChecks.outOfRange("epoch " + request.getEpoch() + " is over, the current one is " + epoch);
        }
        if (position.isAfter(head) || services.log().floor().isAfter(position)) {
            throw StreamChecks.outOfRange(
                    "position " + position + " is not between " + services.log().floor() + " and " + head);
        }
        return position;
    }

    private UserId user() {
        return holder.session().userId();
    }

    // ---- Called from any thread ----

    private void onHeartbeat() {
        heartbeatIsDue = true;
        wakeup.signal();
    }

    /** Ends the stream unless it has ended. Never blocks. */
    void end(Status why) {
        if (!ending.complete(why)) return;
        heartbeats.cancel(false);
        services.follower().remove(wakeup);
        context.open().remove(this);
        services.metrics().ended(why);
        writer.end();
        wakeup.signal();
    }

    void join() {
        thread.join();
    }

    // ---- The subscription's thread ----

    private void run() {
        try {
            routes.add(user(), services.memberships().placesOf(user(), cursor));
            checkRights();
            sendPosition();
            while (!ending.isDone()) {
                boolean busy = sendEvents();
                busy |= sendHeartbeat();
                if (!busy) wakeup.await();
            }
        } catch (StatusRuntimeException rejected) {
            end(rejected.getStatus());
        } catch (RuntimeException broken) {
            if (!ending.isDone()) LOG.log(ERROR, "the stream to a subscriber broke at " + cursor, broken);
            end(Status.INTERNAL.withDescription("the stream broke"));
        }
        close(ending.join());
    }

    private boolean sendHeartbeat() {
        if (!heartbeatIsDue) return false;
        heartbeatIsDue = false;
        checkRights();
        sendPosition();
        return true;
    }

    private void checkRights() {
        Optional<Session> session =
                context.credentials().bySession(holder.session().id()).map(CredentialLookup.Holder::session);
        if (session.isEmpty()) {
            throw Status.UNAUTHENTICATED
                    .withDescription("the session has ended")
                    .asRuntimeException();
        }
        audit = context.snapshots()
                .read(snapshot -> AuditRight.of(holder.session().scopes(), snapshot.grants(user())));
    }

    private boolean sendEvents() {
        StreamChecks.checkEpoch(epoch, services.log());
        List<LoggedEvent> read = services.log().read(cursor, CHUNK_EVENTS);
        StreamChecks.checkFloor(cursor, services.log());
        if (read.isEmpty()) return false;
        boolean toHead = read.getLast().seq().equals(services.log().head());
        List<LoggedEvent> matching = new ArrayList<>();
        boolean revoked = false;
        for (LoggedEvent event : read) {
            if (revoked) break;
            if (reachesUser(event) && filter.accepts(event, scope)) matching.add(event);
            revoked = isRevocation(event);
            cursor = event.seq();
        }
        send(redaction.redact(matching, read, toHead));
        if (revoked) {
            throw Status.UNAUTHENTICATED
                    .withDescription("the session was revoked")
                    .asRuntimeException();
        }
        return true;
    }

    private boolean reachesUser(LoggedEvent event) {
        MembershipChange.of(event).ifPresent(routes::apply);
        return services.audiences()
                                .resolve(event.audience(), event.seq(), routes)
                                .getRecipientsCount()
                        > 0
                || audit.covers(event.audience(), scope);
    }

    private boolean isRevocation(LoggedEvent event) {
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
    private void send(List<LoggedEvent> events) {
        EnvelopeBatch batch = new EnvelopeBatch();
        LogPosition batched = cursor;
        for (LoggedEvent event : events) {
            Optional<Envelope> envelope = services.envelopes().event(event, addressed, version);
            if (envelope.isEmpty()) continue;
            if (!batch.hasRoomFor(envelope.get())) send(batch, batched);
            batch.add(envelope.get());
            batched = event.seq();
        }
        if (!batch.isEmpty()) send(batch, cursor);
    }

    private void send(EnvelopeBatch batch, LogPosition position) {
        List<Envelope> envelopes = batch.take();
        services.metrics().envelopes.add(envelopes.size());
        write(SubscribeResponse.newBuilder().addAllEnvelopes(envelopes), position);
    }

    private void sendPosition() {
        write(SubscribeResponse.newBuilder(), cursor);
    }

    private void write(SubscribeResponse.Builder response, LogPosition position) {
        SubscribeResponse whole =
                response.setPosition(position.value()).setEpoch(epoch).build();
        try {
            writer.write(() -> consumer.onNext(whole));
        } catch (RuntimeException failed) {
            LOG.log(DEBUG, "a write to a subscriber failed", failed);
            end(Status.UNAVAILABLE.withDescription("cannot write to the subscriber"));
        }
    }

    private void close(Status why) {
        boolean _ = Thread.interrupted(); // the interrupt of a blocked write must not reach this one
        try {
            consumer.onError(why.asRuntimeException());
        } catch (RuntimeException gone) {
            LOG.log(DEBUG, "a subscriber could not be notified why its stream ended", gone);
        }
    }
}
