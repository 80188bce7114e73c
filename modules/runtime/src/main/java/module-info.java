/** What every process needs: configuration, logs, metrics, health, TLS and an orderly stop. */
@SuppressWarnings("removal") // Helidon 4.5 still reads its older configuration API
module collab.runtime {
    requires java.management;
    requires jdk.management; // file descriptors and CPU time of the process
    requires io.helidon.common.concurrency.limits; // the signature of a connection
    requires io.helidon.common.config;
    requires io.helidon.common.task; // whether a connection waits for a request
    requires io.helidon.common.tls;
    requires io.helidon.config;
    requires io.helidon.config.yaml;
    requires io.helidon.service.registry;
    requires io.helidon.http.encoding; // to leave bodies as they are
    requires static com.google.errorprone.annotations; // documents which lock guards a field
    requires transitive io.helidon.webserver; // the health endpoints are routes
    requires transitive java.logging; // Logs is a log handler

    exports collab.runtime;
    exports collab.runtime.http1;
    exports collab.runtime.limit;
    exports collab.runtime.rpc;
    exports collab.runtime.log;
}
