package collab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Sockets in groups of equal size, one user each, on the gateway of a {@link Stage}, and who publishes to them. */
record Audience(Swarm swarm, Publisher publisher) implements AutoCloseable {
    private static final int CONNECTING = 64;

    static Audience gather(Lab lab, Stage stage, int audienceAtFull, int socketsAtFull, Swarm.Detail detail)
            throws InterruptedException {
        int audience = lab.plan().scaled(audienceAtFull);
        int groups = Math.max(1, lab.plan().scaled(socketsAtFull) / audience);
        List<Seat> seats = seats(audience * groups);
        List<List<Long>> people = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            people.add(seats.subList(group * audience, (group + 1) * audience).stream()
                    .map(Seat::userId)
                    .toList());
        }
        Swarm swarm = Swarm.connect(stage.gateway().listening("http"), seats, detail, 1, CONNECTING);
        return new Audience(swarm, new Publisher(stage.source(), people));
    }

    /** For users from 1 on, whose credentials only a {@link LinkSource} believes. */
    static List<Seat> seats(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(user -> new Seat(user, "bench"))
                .toList();
    }

    @Override
    public void close() {
        swarm.close();
    }
}
