package collab.gateway.session;

import collab.gateway.config.SessionConfig;

/** What all connections of a gateway share. */
public record ConnectionServices(
        SessionConfig config,
        SessionRegistry registry,
        Uplink uplink,
        HeartbeatServices heartbeat,
        CatchUpServices catchUp,
        GatewayMetrics metrics) {}
