package collab.gateway.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the heartbeats of all connections share.
 *
 * @param firstPing the delay of a connection's first ping; random, so that the pings of many connections are spread
 * @param clock the time in pings
 */
public record HeartbeatServices(TimerWheel timers, Supplier<Duration> firstPing, InstantSource clock) {}
