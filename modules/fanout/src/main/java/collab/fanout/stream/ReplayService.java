package collab.fanout.stream;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.fanout.connection.LinkMetrics;
import collab.fanout.routing.EnvelopeBatch;
import collab.fanout.routing.EnvelopeFactory;
import collab.fanout.routing.MembershipIndex;
import collab.fanout.routing.RequestIds;
import collab.fanout.routing.VersionNegotiation;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.ReplayResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Replays the events of one user between two positions in chunks. Checks the whole request before it sends the
 * first event. Runs on the thread of the call. A write waits while the receiver does not read.
 */
final class ReplayService {
    /** The most events of one read of the log. */
    private static final int CHUNK_EVENTS = 256;

    private final EventLog log;
    private final EnvelopeFactory envelopes;
    private final LinkMetrics metrics;
    private final int eventsMax;

    ReplayService(EventLog log, EnvelopeFactory envelopes, LinkMetrics metrics, int eventsMax) {
        this.log = log;
        this.envelopes = envelopes;
        this.metrics = metrics;
        this.eventsMax = eventsMax;
    }

    /**
     * @throws io.grpc.StatusRuntimeException when the request is invalid, or the events were pruned during the replay
     */
    void replay(ReplayRequest request, ServerCallStreamObserver<ReplayResponse> responses) {
        UserId user = RequestIds.user(request.getUserId());
        int version = VersionNegotiation.negotiate(
                "the gateway", List.of(request.getVersion()), envelopes.supportedVersions());
        Optional<ReplayRefusal> rejection = validate(request, user);
        if (rejection.isPresent()) {
            metrics.replayed(label(rejection.get()));
            responses.onNext(
                    ReplayResponse.newBuilder().setRefusal(rejection.get()).build());
        } else {
            sendEvents(user, new LogPosition(request.getFrom()), new LogPosition(request.getTo()), version, responses);
            metrics.replayed("complete");
        }
        responses.onCompleted();
    }

    private static String label(ReplayRefusal rejection) {
        return rejection.name().substring("REPLAY_REFUSAL_".length()).toLowerCase(Locale.ROOT);
    }

    private Optional<ReplayRefusal> validate(ReplayRequest request, UserId user) {
        if (!request.getEpoch().equals(log.epoch())) return Optional.of(ReplayRefusal.REPLAY_REFUSAL_EPOCH);
        LogPosition from = RequestIds.position(request.getFrom());
        LogPosition to = RequestIds.position(request.getTo());
        LogPosition head = log.head();
        if (from.isAfter(head) || to.isAfter(head)) return Optional.of(ReplayRefusal.REPLAY_REFUSAL_FUTURE);
        if (log.floor().isAfter(from)) return Optional.of(ReplayRefusal.REPLAY_REFUSAL_TOO_OLD);
        if (from.isAfter(to)) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("from must be at most to, got from " + from + " and to " + to)
                    .asRuntimeException();
        }
        int max = request.getEventsMax() > 0 ? Math.min(request.getEventsMax(), eventsMax) : eventsMax;
        return log.countFor(user, from, to, max + 1) > max
                ? Optional.of(ReplayRefusal.REPLAY_REFUSAL_TOO_FAR)
                : Optional.empty();
    }

    private void sendEvents(
            UserId user,
            LogPosition from,
            LogPosition to,
            int version,
            ServerCallStreamObserver<ReplayResponse> responses) {
        Envelope addressed = MembershipIndex.address(List.of(user));
        LogPosition cursor = from;
        boolean complete = false;
        while (!complete && !responses.isCancelled()) {
            List<LoggedEvent> events = log.readFor(user, cursor, to, CHUNK_EVENTS);
            checkFloor(cursor);
            complete = events.size() < CHUNK_EVENTS;
            send(events, cursor, complete ? to : events.getLast().seq(), addressed, version, responses);
            cursor = complete ? to : events.getLast().seq();
        }
    }

    /**
     * Each message contains a position: the receiver then has all events up to it. In the last message of a chunk this position is
     * {@code to}.
     */
    private void send(
            List<LoggedEvent> events,
            LogPosition from,
            LogPosition to,
            Envelope addressed,
            int version,
            ServerCallStreamObserver<ReplayResponse> responses) {
        EnvelopeBatch batch = new EnvelopeBatch();
        LogPosition batched = from;
        for (LoggedEvent event : events) {
            Optional<Envelope> envelope = envelopes.event(event, addressed, version);
            if (envelope.isPresent()) {
                if (!batch.hasRoomFor(envelope.get())) send(batch, batched, responses);
                batch.add(envelope.get());
            }
            batched = event.seq();
        }
        send(batch, to, responses);
    }

    private static void send(EnvelopeBatch batch, LogPosition to, ServerCallStreamObserver<ReplayResponse> responses) {
        responses.onNext(ReplayResponse.newBuilder()
                .addAllEnvelopes(batch.take())
                .setTo(to.value())
                .build());
    }

    private void checkFloor(LogPosition cursor) {
        if (log.floor().isAfter(cursor)) {
            throw Status.OUT_OF_RANGE
                    .withDescription("events after " + cursor + " were pruned during the replay")
                    .asRuntimeException();
        }
    }
}
