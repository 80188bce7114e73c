package collab.gateway.session;

import collab.gateway.config.SessionConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What all tabs of a gateway share.
 *
 * @param phase when a new socket is pinged first: spread, so that pings of many sockets do not come together
 * @param catchUps gives each catching-up tab a thread that may wait
 * @param replays turns for reading the log
 */
public record ConnectionServices(
        SessionConfig config,
        SessionRegistry registry,
        Uplink uplink,
        EventHistory past,
        EnvelopeReader events,
        PresenceRequests presence,
        TimerWheel wheel,
        Supplier<Duration> phase,
        InstantSource clock,
        Executor catchUps,
        Semaphore replays,
        GatewayMetrics metrics) {}
