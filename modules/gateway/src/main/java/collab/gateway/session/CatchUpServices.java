package collab.gateway.session;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The services that all connections share while they catch up.
 *
 * @param history reads the event log at the server
 * @param executor starts a thread for each catching-up connection
 * @param replayPermits limits the concurrent reads of the event log
 */
public record CatchUpServices(
        EventHistory history, EnvelopeReader reader, Executor executor, Semaphore replayPermits) {}
