package collab.e2e.harness;

import java.net.URI;

/** A server and a gateway, in one or two processes. Data and ports stay the same when the processes are restarted. */
public sealed interface RunningSystem permits RunningStart, RunningPair {
    /** The address to which browsers and programs connect. */
    URI http();

    RpcCaller anonymous();

    /** Sends SIGKILL to the process to which clients connect. */
    void killGateway();

    /** Starts the process to which clients connect again; returns when it is ready. */
    void restartGateway();

    /** Starts every process again after all have ended; returns when they are ready. */
    void restartAll();

    /** Signs in a user by name, as dev mode allows. */
    default RpcCaller signIn(String username) {
        return anonymous().signIn(username);
    }
}
