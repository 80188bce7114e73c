package collab.fanout.stream;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import collab.domain.id.SessionId;
import collab.fanout.config.CredentialLookup;
import collab.fanout.connection.LinkSecretInterceptor;
import collab.fanout.routing.RequestIds;
import collab.persistence.Snapshots;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.AdmitResponse;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.ReplayResponse;
import collab.wire.link.v1.SubscribeRequest;
import collab.wire.link.v1.SubscribeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The gRPC service of the link: maps calls to streams and queries, and rejections to statuses. */
public final class LinkService extends EventStreamGrpc.EventStreamImplBase {
    private static final System.Logger LOG = System.getLogger(LinkService.class.getName());
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** Stands for the addresses of subscribers, which hold the link secret: their invalid tokens are counted together. */
    private static final String SUBSCRIBERS = "subscribers";

    /** Tells gateways to attach to the next server. */
    private static final Status CLOSING = Status.UNAVAILABLE.withDescription("the server is closing");

    private final StreamServices services;
    private final CredentialLookup credentials;
    private final Subscription.Context subscribers;
    private final ReplayService replays;
    private final Semaphore queries;

    /** Of the queries, those of replays: three quarters, so that slow replays leave room for admissions. */
    private final Semaphore replayQueries;

    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

    /** A server that stops accepts no new streams, because it would have to wait for them. */
    private volatile boolean closing;

    public LinkService(StreamServices services, Snapshots snapshots, CredentialLookup credentials) {
        this.services = services;
        this.credentials = credentials;
        this.subscribers = new Subscription.Context(services, credentials, snapshots, subscriptions);
        this.replays = new ReplayService(
                services.log(),
                services.envelopes(),
                services.metrics(),
                services.link().queries().eventsMax());
        int queriesMax = services.link().queries().parallelMax();
        this.queries = new Semaphore(queriesMax);
        this.replayQueries = new Semaphore(Math.ceilDiv(queriesMax * 3, 4));
    }

    public int subscriptionCount() {
        return subscriptions.size();
    }

    @Override
    public StreamObserver<AttachRequest> attach(StreamObserver<AttachResponse> responses) {
        ServerCallStreamObserver<AttachResponse> call = (ServerCallStreamObserver<AttachResponse>) responses;
        if (services.registry().openCount() >= services.link().streams().streamsMax()) {
            call.onError(tooMany("gateways are attached"));
            return new RequestIds.Ignored<>();
        }
        GatewayStream stream = GatewayStream.start(services, call);
        if (closing) stream.end(CLOSING);
        call.setOnCancelHandler(() -> stream.end(Status.CANCELLED.withDescription("the gateway cancelled the stream")));
        return new StreamObserver<>() {
            @Override
            public void onNext(AttachRequest request) {
                stream.receive(request);
            }

            @Override
            public void onError(Throwable failure) {
                stream.end(Status.CANCELLED
                        .withDescription("the stream from the gateway broke")
                        .withCause(failure));
            }

            @Override
            public void onCompleted() {
                stream.end(Status.OK.withDescription("the gateway has finished"));
            }
        };
    }

    @Override
    public void replay(ReplayRequest request, StreamObserver<ReplayResponse> responses) {
        ServerCallStreamObserver<ReplayResponse> call = (ServerCallStreamObserver<ReplayResponse>) responses;
        call.setOnCancelHandler(() -> {}); // checked between the chunks
        respond(
                "replay",
                call,
                () -> within(replayQueries, () -> within(queries, () -> replays.replay(request, call))));
    }

    @Override
    public void admit(AdmitRequest request, StreamObserver<AdmitResponse> responses) {
        respond("admit", responses, () -> {
            within(queries, () -> responses.onNext(admit(request)));
            responses.onCompleted();
        });
    }

    private AdmitResponse admit(AdmitRequest request) {
        long user = RequestIds.user(request.getUserId()).value();
        Optional<CredentialLookup.Holder> found = holder(request);
        if (found.isEmpty()) {
            throw rejected(
                    request,
                    Status.UNAUTHENTICATED.withDescription("the credential is invalid or its session has ended"));
        }
        CredentialLookup.Holder holder = found.get();
        if (holder.session().userId().value() != user) {
            throw rejected(request, Status.PERMISSION_DENIED.withDescription("the credential belongs to another user"));
        }
        services.metrics().admitted("admitted");
        return AdmitResponse.newBuilder()
                .setUserId(user)
                .setSession(holder.session().id().value())
                .setEpoch(services.log().epoch())
                .setPosition(holder.position().value())
                .setHead(services.log().head().value())
                .build();
    }

    private Optional<CredentialLookup.Holder> holder(AdmitRequest request) {
        return switch (request.getCredentialCase()) {
            case TOKEN -> credentials.byToken(request.getToken(), request.getPeerAddress());
            case TICKET -> credentials.byTicket(request.getTicket());
            case SESSION -> credentials.bySession(RequestIds.parse(SessionId::new, request.getSession()));
            case CREDENTIAL_NOT_SET -> Optional.empty();
        };
    }

    private StatusRuntimeException rejected(AdmitRequest request, Status why) {
        services.metrics().admitted(why.getCode().name());
        SECURITY.log(
                INFO,
                "{0} may not open the socket of user {1,number,#}: {2}",
                request.getPeerAddress(),
                request.getUserId(),
                why.getDescription());
        return why.asRuntimeException();
    }

    @Override
    public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> responses) {
        ServerCallStreamObserver<SubscribeResponse> call = (ServerCallStreamObserver<SubscribeResponse>) responses;
        respond("subscribe", call, () -> {
            if (subscriptions.size() >= services.link().streams().streamsMax())
                throw tooMany("subscribers are reading");
            CredentialLookup.Holder holder = LinkSecretInterceptor.bearerToken()
                    .flatMap(token -> credentials.byToken(token, SUBSCRIBERS))
                    .orElseThrow(() -> Status.UNAUTHENTICATED
                            .withDescription("a bearer token of a valid session is required")
                            .asRuntimeException());
            Subscription subscription = Subscription.start(subscribers, holder, request, call);
            call.setOnCancelHandler(() -> subscription.end(Status.CANCELLED));
            if (closing) subscription.end(CLOSING);
        });
    }

    /** Bounds the queries that use the store at the same time. */
    private void within(Semaphore permits, Runnable work) {
        acquire(permits);
        try {
            work.run();
        } finally {
            permits.release();
        }
    }

    private void acquire(Semaphore permits) {
        Duration waitMax = services.link().queries().waitMax();
        try {
            if (!permits.tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS)) throw tooMany("queries are under way");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(interrupted).asRuntimeException();
        }
    }

    private static void respond(String method, StreamObserver<?> responses, Runnable work) {
        try {
            work.run();
        } catch (StatusRuntimeException rejected) {
            responses.onError(rejected);
        } catch (RuntimeException broken) {
            // The thread of a call is interrupted when its connection has ended.
            boolean peerIsGone = Thread.currentThread().isInterrupted();
            LOG.log(peerIsGone ? DEBUG : ERROR, method + " failed", broken);
            responses.onError(
                    Status.INTERNAL.withDescription(method + " failed").asRuntimeException());
        }
    }

    private static StatusRuntimeException tooMany(String of) {
        return Status.RESOURCE_EXHAUSTED.withDescription("too many " + of).asRuntimeException();
    }

    /** Ends all streams, also those that are being opened, and returns when the threads of the former have ended. */
    public void endAll() {
        closing = true;
        List<Subscription> reading = List.copyOf(subscriptions);
        reading.forEach(subscription -> subscription.end(CLOSING));
        services.registry().endAll(CLOSING);
        reading.forEach(Subscription::join);
    }
}
