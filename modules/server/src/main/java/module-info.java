/** Assembles the process that owns the data and the event log. */
module collab.server {
    requires transitive collab.fanout; // its configuration is part of the server's
    requires transitive collab.persistence;
    requires collab.persistence.sqlite;
    requires transitive collab.rpc;
    requires transitive collab.runtime;
    requires io.helidon.webserver;

    exports collab.server;
}
