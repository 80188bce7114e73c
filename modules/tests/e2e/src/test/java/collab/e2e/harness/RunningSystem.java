package collab.e2e.harness;

import java.net.URI;

/** A server and a gateway, in whatever number of processes, on data and ports that survive them. */
public sealed interface RunningSystem permits RunningStart, RunningPair {
    /** Where browsers and programs connect. */
    URI http();

    RpcCaller anonymous();

    /** SIGKILL to the process that browsers are connected to. */
    void killFrontDoor();

    /** Starts that process again; returns when it is ready. */
    void reopenFrontDoor();

    /** Starts every process again after all have ended; returns when they are ready. */
    void restartAll();

    /** Signs in; in dev mode the name is enough. */
    default RpcCaller signIn(String username) {
        return anonymous().signIn(username);
    }
}
