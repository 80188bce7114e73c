/** What every process of ours needs to be run: settings, logs, metrics and health. */
@SuppressWarnings("removal") // Helidon 4.5 still asks its older configuration
module collab.runtime {
    requires io.helidon.common.config;
    requires io.helidon.common.tls;
    requires io.helidon.config;
    requires io.helidon.config.yaml;
    requires io.helidon.service.registry;
    requires io.helidon.http.encoding; // to keep bodies as they are
    requires transitive io.helidon.webserver; // the endpoints are routes
    requires transitive java.logging; // Logs is one of its handlers

    exports collab.runtime;
}
