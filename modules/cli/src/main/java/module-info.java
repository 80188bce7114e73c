/** The program hero-collab: runs the processes and talks to them. */
module collab.cli {
    requires collab.bench;
    requires collab.archive;
    requires collab.client;
    requires collab.gateway;
    requires collab.ops;
    requires collab.persistence; // backups and checks, which are done from outside of the server
    requires collab.rpc;
    requires collab.server;
    requires info.picocli;
    requires java.logging;
    requires jdk.unsupported; // a second SIGTERM has to be told from the first

    opens collab.cli to
            info.picocli; // it fills the annotated fields
}
