package collab.fanout.stream;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import collab.fanout.presence.GatewayPresence;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.Welcome;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * The work of the sender, the only thread that writes to an {@code Attach} stream: waits for the hello, attaches the
 * gateway, then answers requests and sends heartbeats, signals and events in turn until the stream has ended, and
 * closes the call.
 *
 * <p>It is a platform thread, because a fan-out loop would occupy a carrier of virtual threads.
 */
final class StreamSender {
    private static final System.Logger LOG = System.getLogger(StreamSender.class.getName());

    /** Requests answered, signals sent or events sent in one turn before the other two get theirs. */
    private static final int TURN_MAX = 256;

    private final StreamServices services;
    private final GatewayStream stream;
    private final StreamInbox inbox;
    private final SendCredit credit;
    private final StreamOutput output;

    StreamSender(
            StreamServices services, GatewayStream stream, StreamInbox inbox, SendCredit credit, StreamOutput output) {
        this.services = services;
        this.stream = stream;
        this.inbox = inbox;
        this.credit = credit;
        this.output = output;
    }

    void run() {
        try {
            attach(new HelloValidator(services).accept(awaitHello()));
        } catch (StatusRuntimeException rejected) {
            stream.end(rejected.getStatus());
        } catch (StreamOutput.PeerGoneException gone) {
            LOG.log(DEBUG, "a write to " + stream + " failed", gone.getCause());
            stream.end(Status.UNAVAILABLE.withDescription("cannot write to the gateway"));
        } catch (RuntimeException broken) {
            if (!stream.hasEnded()) LOG.log(ERROR, "the stream to " + stream + " broke", broken);
            stream.end(Status.INTERNAL.withDescription("the stream broke"));
        }
        output.close(stream.awaitEnd());
        services.registry().closed(stream);
    }

    // ---- Attach ----

    private Hello awaitHello() {
        while (!stream.hasEnded()) {
            Optional<AttachRequest> first = inbox.pollRequest();
            if (first.isEmpty()) {
                inbox.await();
            } else if (first.get().hasHello()) {
                return first.get().getHello();
            } else {
                throw StreamChecks.invalid(
                        "the first request must be a hello, got " + first.get().getKindCase());
            }
        }
        throw stream.awaitEnd().asRuntimeException();
    }

    private void attach(HelloValidator.Accepted hello) {
        AttachedGateway gateway = hello.gateway();
        GatewayPresence presence = stream.attach(gateway, hello.online());
        if (stream.hasEnded()) {
            stream.detach(); // the stream ended before its presence was registered
            return;
        }
        LOG.log(
                INFO,
                "gateway {0} ({1}) attached at {2} in version {3} with {4} users",
                gateway.gatewayId(),
                gateway.incarnation(),
                gateway.cursor(),
                gateway.version(),
                hello.wanted().size());
        output.write(welcome(gateway));
        hello.wanted()
                .forEach(user ->
                        gateway.routes().add(user, services.memberships().placesOf(user, gateway.cursor())));
        serve(gateway, presence);
    }

    private AttachResponse welcome(AttachedGateway gateway) {
        return AttachResponse.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setVersion(gateway.version())
                        .setEpoch(gateway.epoch())
                        .setPosition(gateway.cursor().value())
                        .setHead(services.log().head().value())
                        .setLoopbackOnly(services.config().loopbackOnly())
                        .setCanaryMs(
                                Math.toIntExact(services.link().probeInterval().toMillis())))
                .build();
    }

    // ---- The loop ----

    private void serve(AttachedGateway gateway, GatewayPresence presence) {
        PresenceAnswers answers = new PresenceAnswers(services, gateway);
        RequestHandler requests = new RequestHandler(services, gateway, presence, answers, output);
        SignalSender signals = new SignalSender(services, gateway, inbox, answers, output);
        EventSender events = new EventSender(services, gateway, inbox, output);
        while (!stream.hasEnded()) {
            boolean busy = handleRequests(requests);
            busy |= events.sendHeartbeat();
            busy |= signals.send(envelopesMax());
            busy |= events.send(envelopesMax());
            events.sendProbe();
            if (!busy) {
                inbox.await();
            }
        }
    }

    private boolean handleRequests(RequestHandler handler) {
        int handled = 0;
        while (handled < TURN_MAX && !stream.hasEnded()) {
            Optional<AttachRequest> request = inbox.pollRequest();
            if (request.isEmpty()) break;
            handler.handle(request.get());
            handled++;
        }
        return handled > 0;
    }

    /** How many envelopes may be sent in this turn. */
    private int envelopesMax() {
        return Math.min(TURN_MAX, credit.available());
    }
}
