package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.harness.RpcCaller;
import collab.e2e.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tabs of users whom the checker of the history does not know: of the users of the workload and of the readers. */
final class UnrecordedTabs implements AutoCloseable {
    private final List<ProofSocket> open = new CopyOnWriteArrayList<>();
    private final List<String> faultsOfClosed = new CopyOnWriteArrayList<>();
    private volatile int drainedOfClosed; // written by the thread that closes

    private UnrecordedTabs() {}

    /** Opens first one tab for each user who acts, then those of the readers in turn. */
    static UnrecordedTabs open(int count, Workload workload, ProofSystem system, History unrecorded, Random random) {
        List<RpcCaller> users = new ArrayList<>(workload.actors().values());
        List<RpcCaller> readers = List.copyOf(workload.readers().values());
        for (int i = 0; users.size() < count; i++) users.add(readers.get(i % readers.size()));
        UnrecordedTabs tabs = new UnrecordedTabs();
        for (int i = 0; i < count; i++) {
            String name = "unrecorded-tab-" + (i + 1);
            tabs.open.add(ProofSocket.open(name, users.get(i), system, unrecorded, random.nextLong()));
        }
        return tabs;
    }

    List<ProofSocket> open() {
        return open;
    }

    /** How closed tabs broke the client's rule or RFC 6455. */
    List<String> faultsOfClosed() {
        return faultsOfClosed;
    }

    /** Sockets of closed tabs that ended because their gateway drained. */
    int drainedOfClosed() {
        return drainedOfClosed;
    }

    @Override
    public void close() {
        open.parallelStream().forEach(ProofSocket::close);
        for (ProofSocket tab : open) {
            faultsOfClosed.addAll(tab.faults());
            drainedOfClosed = drainedOfClosed + tab.drained();
        }
        open.clear();
    }
}
