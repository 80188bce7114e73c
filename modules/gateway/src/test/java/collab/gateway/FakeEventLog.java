package collab.gateway;

import collab.wire.EventShapes;
import collab.wire.event.v2.Event;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The event log of a {@link FakeServer}. Guarded by the monitor of the server. */
final class FakeEventLog {
    record Logged(long seq, Set<Long> recipients, Event event) {}

    private final List<Logged> events = new ArrayList<>();
    private long head = 1000;
    private String epoch = "e1";
    private long floor;
    private int version = 2;

    long head() {
        return head;
    }

    String epoch() {
        return epoch;
    }

    int version() {
        return version;
    }

    void useVersion(int newest) {
        version = newest;
    }

    void pruneBelow(long position) {
        floor = position;
    }

    void recreate(String newEpoch) {
        epoch = newEpoch;
        events.clear();
        head = 10;
    }

    Logged append(Event event, long... recipients) {
        Set<Long> to = new HashSet<>();
        for (long recipient : recipients) to.add(recipient);
        Logged logged = new Logged(++head, to, event);
        events.add(logged);
        return logged;
    }

    // ---- Reading ----

    boolean canResume(Hello hello) {
        return hello.getEpoch().equals(epoch) && hello.getPosition() >= floor && hello.getPosition() <= head;
    }

    List<Logged> after(long position) {
        return events.stream().filter(logged -> logged.seq > position).toList();
    }

    List<Logged> replayed(ReplayRequest request) {
        return events.stream()
                .filter(logged -> logged.seq > request.getFrom() && logged.seq <= request.getTo())
                .filter(logged -> logged.recipients.contains(request.getUserId()))
                .toList();
    }

    ReplayRefusal refusal(ReplayRequest request, int count) {
        if (!request.getEpoch().equals(epoch)) return ReplayRefusal.REPLAY_REFUSAL_EPOCH;
        if (request.getFrom() < floor) return ReplayRefusal.REPLAY_REFUSAL_TOO_OLD;
        if (request.getTo() > head) return ReplayRefusal.REPLAY_REFUSAL_FUTURE;
        if (count > request.getEventsMax()) return ReplayRefusal.REPLAY_REFUSAL_TOO_FAR;
        return ReplayRefusal.REPLAY_REFUSAL_UNSPECIFIED;
    }

    Envelope.Builder envelope(Logged logged) {
        return envelope(logged.event).setSeq(logged.seq);
    }

    Envelope.Builder envelope(Event event) {
        return Envelope.newBuilder()
                .setV(version)
                .setEvent(
                        EventShapes.ALL.convert(event, 2, version).orElseThrow().toByteString());
    }
}
