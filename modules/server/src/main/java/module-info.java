/** Assembles the process that owns the data and the event log. */
module collab.server {
    requires transitive collab.fanout; // parts of the configuration are the rooms' own records
    requires transitive collab.persistence;
    requires transitive collab.rpc;
    requires transitive collab.ops;
    requires io.helidon.webserver;

    exports collab.server;
}
