package collab.fanout.stream;

import collab.domain.id.UserId;
import collab.fanout.presence.Signal;
import collab.fanout.routing.EnvelopeBatch;
import collab.wire.link.v1.Envelope;
import com.google.protobuf.ByteString;
import java.util.Optional;

/** Sends typing and presence to the wanted users whom they concern. Confined to the sender. */
final class SignalSender {
    private final StreamServices services;
    private final AttachedGateway gateway;
    private final StreamInbox inbox;
    private final PresenceAnswers answers;
    private final StreamOutput output;

    SignalSender(
            StreamServices services,
            AttachedGateway gateway,
            StreamInbox inbox,
            PresenceAnswers answers,
            StreamOutput output) {
        this.services = services;
        this.gateway = gateway;
        this.inbox = inbox;
        this.answers = answers;
        this.output = output;
    }

    /**
     * @param max the most signals to take; each becomes at most one envelope
     * @return whether there was a signal
     */
    boolean send(int max) {
        if (inbox.pollPresenceIsComplete()) answers.complete();
        EnvelopeBatch batch = new EnvelopeBatch();
        int taken = 0;
        while (taken < max && addNext(batch)) taken++;
        output.send(batch);
        return taken > 0;
    }

    /** Whether there was a signal; not every signal has a recipient here. */
    private boolean addNext(EnvelopeBatch batch) {
        Optional<UserId> due = answers.pollDue();
        if (due.isPresent()) {
            due.filter(gateway.routes()::wants)
                    .flatMap(answers::answer)
                    .ifPresent(envelope -> output.add(envelope, batch));
            return true;
        }
        Optional<Signal> next = inbox.pollSignal();
        next.flatMap(this::envelope).ifPresent(envelope -> output.add(envelope, batch));
        return next.isPresent();
    }

    private Optional<Envelope> envelope(Signal signal) {
        return switch (signal) {
            case Signal.Typing typing -> envelope(typing.event(), membersWithoutTypist(typing));
            case Signal.Presence presence ->
                envelope(
                        services.signals().presenceChanged(presence.users()),
                        services.audiences().resolve(presence.audience(), gateway.cursor(), gateway.routes()));
        };
    }

    private Optional<Envelope> envelope(ByteString event, Envelope addressed) {
        return addressed.getRecipientsCount() == 0
                ? Optional.empty()
                : services.envelopes().signal(event, addressed, gateway.version());
    }

    private Envelope membersWithoutTypist(Signal.Typing typing) {
        Envelope members = gateway.routes().addressed(typing.channel());
        if (!gateway.routes().wants(typing.typist())) return members;
        Envelope.Builder others = Envelope.newBuilder();
        for (long member : members.getRecipientsList()) {
            if (member != typing.typist().value()) others.addRecipients(member);
        }
        return others.build();
    }
}
