package collab.fanout.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.MemoryLog;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogFollowerTest {
    /** Repeated, because the order of two threads decides. */
    @Test
    void streamAddedAfterStartIsWokenByNextCommit() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            MemoryLog log = new MemoryLog();
            WakeupSignal wakeup = new WakeupSignal();
            try (LogFollower follower = LogFollower.start(log)) {
                follower.add(wakeup);
                log.joinWorkspace(new WorkspaceId(1), new UserId(1));
                Thread waiter = Thread.ofVirtual().start(wakeup::await);
                assertTrue(waiter.join(Duration.ofSeconds(20)), "a commit did not wake the stream");
            }
        }
    }
}
