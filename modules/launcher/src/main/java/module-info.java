/** The program {@code hero-collab}: runs the processes and offers every command. */
module collab.launcher {
    requires collab.bench;
    requires collab.cli;
    requires collab.client;
    requires collab.gateway;
    requires collab.persistence;
    requires collab.persistence.sqlite; // backups and checks, which run beside the server
    requires collab.rpc;
    requires collab.runtime;
    requires collab.server;
    requires info.picocli;
    requires java.logging;
    requires jdk.unsupported; // to tell a second SIGTERM from the first

    opens collab.launcher to
            info.picocli; // it fills the annotated fields
}
