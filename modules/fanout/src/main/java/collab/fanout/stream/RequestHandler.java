package collab.fanout.stream;

import collab.domain.id.UserId;
import collab.fanout.presence.GatewayPresence;
import collab.fanout.routing.RequestIds;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Draining;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import collab.wire.link.v1.PresenceQuery;
import collab.wire.link.v1.Want;
import java.time.Duration;

/**
 * Answers the requests of an attached gateway: wanted and dropped users, reports and queries of presence. Only the thread of
 * {@link StreamSender} uses it. The sender answers a request after it has sent one message and before it sends the next. At that time
 * it has sent every event up to the cursor. Therefore {@code LiveFrom} contains the cursor.
 */
final class RequestHandler {
    /** The longest accepted drain time. */
    private static final Duration DRAIN_MAX = Duration.ofMinutes(10);

    private final StreamServices services;
    private final AttachedGateway gateway;
    private final GatewayPresence presence;
    private final PresenceAnswers answers;
    private final StreamWriter output;

    RequestHandler(
            StreamServices services,
            AttachedGateway gateway,
            GatewayPresence presence,
            PresenceAnswers answers,
            StreamWriter output) {
        this.services = services;
        this.gateway = gateway;
        this.presence = presence;
        this.answers = answers;
        this.output = output;
    }

    /** @throws io.grpc.StatusRuntimeException when the request ends the stream */
    void handle(AttachRequest request) {
        switch (request.getKindCase()) {
            case WANT -> want(request.getWant());
            case DROP -> drop(RequestIds.user(request.getDrop().getUserId()));
            case ONLINE -> presence.online(RequestIds.user(request.getOnline().getUserId()));
            case OFFLINE ->
                presence.offline(RequestIds.user(request.getOffline().getUserId()));
            case PRESENCE_QUERY -> answer(request.getPresenceQuery());
            case DRAINING -> presence.draining(drainTime(request.getDraining()));
            case HELLO -> throw StreamChecks.invalid("a stream accepts one hello, got a second one");
            case ACK, HEARTBEAT, KIND_NOT_SET ->
                throw new IllegalStateException(request.getKindCase() + " must not reach the sender");
        }
    }

    private void want(Want want) {
        UserId user = RequestIds.user(want.getUserId());
        if (!gateway.routes().wants(user)) {
            StreamChecks.checkWanted(
                    gateway.routes().size() + 1, services.link().streams().wantedMax());
            StreamChecks.checkFloor(gateway.cursor(), services.log());
            gateway.routes().add(user, services.memberships().placesOf(user, gateway.cursor()));
        }
        output.write(AttachResponse.newBuilder()
                .setLiveFrom(LiveFrom.newBuilder()
                        .setNumber(want.getNumber())
                        .setUserId(user.value())
                        .setPosition(gateway.cursor().value()))
                .build());
    }

    private void drop(UserId user) {
        gateway.routes().remove(user);
        answers.forget(user);
    }

    private void answer(PresenceQuery query) {
        UserId user = RequestIds.user(query.getUserId());
        PresenceAnswer.Builder answer = PresenceAnswer.newBuilder().setNumber(query.getNumber());
        answers.answer(user).ifPresent(answer::setEnvelope);
        output.write(AttachResponse.newBuilder().setPresenceAnswer(answer).build());
    }

    private static Duration drainTime(Draining draining) {
        Duration requested = Duration.ofMillis(Integer.toUnsignedLong(draining.getHoldMs()));
        return requested.compareTo(DRAIN_MAX) < 0 ? requested : DRAIN_MAX;
    }
}
